internal import Synchronization

/// What is the same in all symbols of a version and level, in rows and in columns: only data and the
/// choice of a mask are left for each symbol.
final class QRPattern<Row: QRRow>: Sendable {
    /// What a mask inverts, and the format that names it.
    struct Mask: Sendable {
        let rows: [Row]
        let columns: [Row]
    }

    let side: Int
    /// The patterns that are no data; dark where they are.
    let rows: [Row]
    let columns: [Row]
    /// By their numbers.
    let masks: [Mask]
    /// Where each bit of the codewords stands.
    let path: [QRGrid.Place]

    init(version: Int, correction: QRCorrection) {
        let blank = QRGrid(version: version)
        side = blank.modules.side
        (rows, columns) = Self.lines(of: blank.modules)
        path = blank.path
        var masks: [Mask] = []
        for mask in 0..<8 {
            var grid = blank
            grid.apply(mask: mask, correction: correction)
            let (rows, columns) = Self.lines(of: grid.modules)
            masks.append(
                Mask(
                    rows: zip(rows, self.rows).map { $0 ^ $1 },
                    columns: zip(columns, self.columns).map { $0 ^ $1 }
                )
            )
        }
        self.masks = masks
    }

    static func lines(of modules: ModuleGrid) -> (rows: [Row], columns: [Row]) {
        var rows = [Row](repeating: .zero, count: modules.side)
        var columns = rows
        for y in 0..<modules.side {
            for x in 0..<modules.side where modules[x, y] {
                rows[y] = rows[y] | .bit(x)
                columns[x] = columns[x] | .bit(y)
            }
        }
        return (rows, columns)
    }

    /// The symbol of these codewords, with the first of the masks that score lowest.
    func modules(_ codewords: [UInt8]) -> ModuleGrid {
        var rows = rows
        var columns = columns
        for (index, codeword) in codewords.enumerated() where codeword != 0 {
            for bit in 0..<8 where codeword >> (7 - bit) & 1 == 1 {
                let place = path[8 * index + bit]
                rows[place.y] = rows[place.y] | .bit(place.x)
                columns[place.x] = columns[place.x] | .bit(place.y)
            }
        }
        var lowest = Int.max
        var best = rows
        var (maskedRows, maskedColumns) = (rows, columns)
        for mask in masks {
            for line in 0..<side {
                maskedRows[line] = rows[line] ^ mask.rows[line]
                maskedColumns[line] = columns[line] ^ mask.columns[line]
            }
            let score = QRScore.score(rows: maskedRows, columns: maskedColumns)
            if score < lowest { (lowest, best) = (score, maskedRows) }
        }
        return ModuleGrid(side: side, rows: best)
    }
}

/// The patterns that were needed so far: at most one for each version and level.
final class QRPatternStore<Row: QRRow>: Sendable {
    private struct Key: Hashable {
        let version: Int
        let correction: QRCorrection
    }

    private let patterns = Mutex<[Key: QRPattern<Row>]>([:])

    func pattern(for code: QRCode) -> QRPattern<Row> {
        let key = Key(version: code.version, correction: code.correction)
        return patterns.withLock { patterns in
            if let known = patterns[key] { return known }
            let new = QRPattern<Row>(version: code.version, correction: code.correction)
            patterns[key] = new
            return new
        }
    }
}

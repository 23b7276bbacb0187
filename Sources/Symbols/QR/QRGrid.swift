/// What all symbols of a version share: modules, and which of them belong to patterns.
struct QRGrid {
    private(set) var modules: ModuleGrid
    private var isReserved: [Bool]
    private let version: Int
    private var side: Int { modules.side }

    /// Draws what is the same in every symbol of a version.
    init(version: Int) {
        self.version = version
        modules = ModuleGrid(side: QRLayout.side(version: version))
        isReserved = [Bool](repeating: false, count: modules.side * modules.side)
        drawTiming()
        for (x, y) in [(3, 3), (side - 4, 3), (3, side - 4)] { drawFinder(x, y) }
        drawAlignments()
        drawFormat(0)
        drawVersion()
    }

    private mutating func reserve(_ x: Int, _ y: Int, dark: Bool) {
        modules[x, y] = dark
        isReserved[y * side + x] = true
    }

    private mutating func drawTiming() {
        for index in 0..<side {
            reserve(6, index, dark: index.isMultiple(of: 2))
            reserve(index, 6, dark: index.isMultiple(of: 2))
        }
    }

    private mutating func drawFinder(_ centreX: Int, _ centreY: Int) {
        for y in (centreY - 4)...(centreY + 4) where (0..<side).contains(y) {
            for x in (centreX - 4)...(centreX + 4) where (0..<side).contains(x) {
                let distance = max(abs(x - centreX), abs(y - centreY))
                reserve(x, y, dark: distance != 2 && distance != 4)
            }
        }
    }

    private mutating func drawAlignments() {
        let centres = QRLayout.alignmentCentres(version: version)
        for centreY in centres {
            for centreX in centres where !isFinderCorner(centreX, centreY) {
                for y in (centreY - 2)...(centreY + 2) {
                    for x in (centreX - 2)...(centreX + 2) {
                        reserve(x, y, dark: max(abs(x - centreX), abs(y - centreY)) != 1)
                    }
                }
            }
        }
    }

    private func isFinderCorner(_ x: Int, _ y: Int) -> Bool {
        (x == 6 && y == 6) || (x == 6 && y == side - 7) || (x == side - 7 && y == 6)
    }

    /// Correction and mask, twice (section 7.9).
    private mutating func drawFormat(_ bits: Int) {
        func isDark(_ index: Int) -> Bool { bits >> index & 1 == 1 }
        for index in 0...5 { reserve(8, index, dark: isDark(index)) }
        reserve(8, 7, dark: isDark(6))
        reserve(8, 8, dark: isDark(7))
        reserve(7, 8, dark: isDark(8))
        for index in 9..<15 { reserve(14 - index, 8, dark: isDark(index)) }
        for index in 0..<8 { reserve(side - 1 - index, 8, dark: isDark(index)) }
        for index in 8..<15 { reserve(8, side - 15 + index, dark: isDark(index)) }
        reserve(8, side - 8, dark: true)
    }

    /// The version, twice, from version 7 on (section 7.10).
    private mutating func drawVersion() {
        guard version >= 7 else { return }
        let bits = version << 12 | Self.remainder(version << 12, by: 0x1F25, bits: 12)
        for index in 0..<18 {
            let isDark = bits >> index & 1 == 1
            reserve(side - 11 + index % 3, index / 3, dark: isDark)
            reserve(index / 3, side - 11 + index % 3, dark: isDark)
        }
    }

    /// The remainder of a division of polynomials over bits.
    private static func remainder(_ value: Int, by polynomial: Int, bits: Int) -> Int {
        var value = value
        for bit in stride(from: 20, through: bits, by: -1) where value >> bit & 1 == 1 {
            value ^= polynomial << (bit - bits)
        }
        return value
    }

    /// A column and a row.
    struct Place: Sendable, Hashable {
        let x: Int
        let y: Int
    }

    /// Where the bits of the codewords stand: in columns of two, upwards and downwards by turns
    /// (section 7.7.3).
    var path: [Place] {
        var path: [Place] = []
        var isUpward = true
        for pair in stride(from: side - 1, through: 1, by: -2) {
            // The vertical timing pattern takes no part.
            let right = pair <= 6 ? pair - 1 : pair
            for step in 0..<side {
                let y = isUpward ? side - 1 - step : step
                for x in [right, right - 1] where !isReserved[y * side + x] {
                    path.append(Place(x: x, y: y))
                }
            }
            isUpward.toggle()
        }
        return path
    }

    /// Inverts what a mask inverts and writes the format.
    mutating func apply(mask: Int, correction: QRCorrection) {
        for y in 0..<side {
            for x in 0..<side where !isReserved[y * side + x] {
                if Self.isInverted(mask, x, y) { modules[x, y].toggle() }
            }
        }
        // The standard numbers the levels L 1, M 0, Q 3, H 2.
        let data = [1, 0, 3, 2][correction.rawValue] << 3 | mask
        let bits = data << 10 | Self.remainder(data << 10, by: 0x537, bits: 10)
        drawFormat(bits ^ 0x5412)
    }

    private static func isInverted(_ mask: Int, _ x: Int, _ y: Int) -> Bool {
        switch mask {
        case 0: (x + y) % 2 == 0
        case 1: y % 2 == 0
        case 2: x % 3 == 0
        case 3: (x + y) % 3 == 0
        case 4: (x / 3 + y / 2) % 2 == 0
        case 5: x * y % 2 + x * y % 3 == 0
        case 6: (x * y % 2 + x * y % 3) % 2 == 0
        default: ((x + y) % 2 + x * y % 3) % 2 == 0
        }
    }
}

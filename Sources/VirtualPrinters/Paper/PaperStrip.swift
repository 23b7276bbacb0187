internal import Drawing

/// The paper below the head, up to the last cut.
struct PaperStrip {
    /// What a cut or a pull takes off.
    struct Piece {
        var sheet: Sheet
        var text: String
        var codes: [String]
    }

    private let width: Int
    private var marks: [Sheet.Mark] = []
    private var textLines: [(y: Int, text: String)] = []
    private var codes: [(y: Int, text: String)] = []
    /// How far the paper has moved since the last cut.
    var height = 0

    init(width: Int) { self.width = width }

    /// Nothing is printed on it.
    var isBlank: Bool { marks.isEmpty && textLines.isEmpty }

    mutating func add(_ marks: [Sheet.Mark]) { self.marks += marks }
    mutating func add(textLine: String) { textLines.append((height, textLine)) }
    mutating func add(code: String) { codes.append((height, code)) }

    /// Takes off all but the last dots, which lie between cutter and head still.
    mutating func cut(keepingLast kept: Int) -> Piece {
        let edge = max(0, height - kept)
        let piece = Piece(
            sheet: Sheet(width: width, height: edge, marks: marks.filter { $0.top < edge }),
            text: textLines.filter { $0.y < edge || kept == 0 }.map { $0.text + "\n" }.joined(),
            codes: codes.filter { $0.y <= edge }.map(\.text)
        )
        marks = kept == 0 ? [] : marks.filter { $0.top >= edge }.map { $0.moved(up: edge) }
        textLines =
            kept == 0 ? [] : textLines.filter { $0.y >= edge }.map { ($0.y - edge, $0.text) }
        codes = codes.filter { $0.y > edge }.map { ($0.y - edge, $0.text) }
        height -= edge
        return piece
    }
}

extension Sheet.Mark {
    fileprivate var top: Int {
        switch self {
        case .cell(let cell): cell.y
        case .bitmap(_, _, let y), .block(_, let y, _, _): y
        }
    }

    fileprivate func moved(up dots: Int) -> Sheet.Mark {
        switch self {
        case .cell(var cell):
            cell.y -= dots
            return .cell(cell)
        case .bitmap(let bitmap, let x, let y): return .bitmap(bitmap, x: x, y: y - dots)
        case .block(let x, let y, let width, let height):
            return .block(x: x, y: y - dots, width: width, height: height)
        }
    }
}

/// The width and height of characters, in multiples of the normal cell.
public struct TextSize: Sendable, Hashable {
    /// 1 to 6.
    public let width: Int
    /// 1 to 6.
    public let height: Int

    static let normal = TextSize(width: 1, height: 1)
}

/// How characters look.
public struct TextStyle: Sendable, Hashable {
    /// A line below.
    public var isUnderlined = false
    /// Bold.
    public var isEmphasized = false
    /// White on black.
    public var isReversed = false
    /// Multiples of the normal cell.
    public var size = TextSize.normal

    static let plain = TextStyle()
}

/// Characters that follow each other in one style.
public struct TextRun: Sendable, Equatable {
    /// Without line feeds and other control characters.
    public private(set) var text: String
    /// How they look.
    public let style: TextStyle
    /// The columns they take at their size.
    public private(set) var columns: Int

    init(text: String, style: TextStyle, columns: Int) {
        self.text = text
        self.style = style
        self.columns = columns
    }

    mutating func append(_ character: Unicode.Scalar, columns width: Int) {
        text.unicodeScalars.append(character)
        columns += width
    }
}

/// Runs printed from one position on.
public struct TextPiece: Sendable, Equatable {
    /// Half columns from the left edge of the paper: centred text may begin within a column.
    public let halfColumn: Int
    /// What is printed there, from left to right.
    public let runs: [TextRun]
}

/// One printed row of text.
public struct TextRow: Sendable, Equatable {
    /// The pieces, from left to right.
    public let pieces: [TextPiece]
    /// Columns in which a vertical rule of a frame stands.
    public let bars: [Int]
    /// The height of the row, in multiples of the normal cell.
    public let height: Int

    /// Pieces and vertical rules together, from left to right, for output made of characters.
    var marks: [TextPiece] {
        let style = TextStyle(size: TextSize(width: 1, height: height))
        let rules = bars.map {
            TextPiece(
                halfColumn: 2 * $0,
                runs: [TextRun(text: "|", style: style, columns: 1)]
            )
        }
        return (pieces + rules).sorted { $0.halfColumn < $1.halfColumn }
    }
}

/// The place of a frame on the paper.
public struct FrameOutline: Sendable, Equatable {
    /// The column of its left edge.
    public let start: Int
    /// The widths of its columns, without the rules between them.
    public let widths: [Int]

    /// The columns in which its vertical rules stand.
    var bars: [Int] { widths.reduce(into: [start]) { $0.append($0[$0.count - 1] + $1 + 1) } }
}

/// One line of a laid-out receipt.
public enum PrintedLine: Sendable, Equatable {
    /// Text.
    case row(TextRow)
    /// A horizontal rule from column `start` over `length` columns.
    case rule(start: Int, length: Int)
    /// A horizontal edge of a frame: the lower one of `above`, the upper one of `below`, or both.
    case edge(above: FrameOutline?, below: FrameOutline?)
    /// The paper is cut.
    case cut
}

/// A receipt as it stands on the paper: what every renderer starts from.
public struct ReceiptDocument: Sendable, Equatable {
    /// Columns of the paper.
    public let columns: Int
    /// How wide characters are.
    public let measure: CharacterMeasure
    /// From top to bottom.
    public let lines: [PrintedLine]
}

extension PrintedLine {
    /// The edge of a frame written with `+` and `-`, where `+` wins over `-` and `-` over a space.
    static func edgeText(above: FrameOutline?, below: FrameOutline?) -> String {
        var cells: [Character] = []
        for outline in [above, below].compactMap({ $0 }) {
            let bars = outline.bars
            guard let first = bars.first, let last = bars.last, first <= last else { continue }
            while cells.count <= last { cells.append(" ") }
            for column in first...last where cells[column] == " " { cells[column] = "-" }
            for bar in bars { cells[bar] = "+" }
        }
        return String(cells)
    }
}

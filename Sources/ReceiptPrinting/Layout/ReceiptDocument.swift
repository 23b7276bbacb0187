public import Symbols

/// Characters printed one after the other from one position on.
public struct TextPiece: Sendable, Equatable {
    /// Half columns from the left edge of the paper: centred text may begin within a column.
    public let halfColumn: Int
    /// Which of the document's glyphs, from left to right.
    public let glyphs: Range<Int>
}

/// One printed row of text.
public struct TextRow: Sendable, Equatable {
    /// Which of the document's pieces, from left to right.
    public let pieces: Range<Int>
    /// The column where the line begins.
    public let start: Int
    /// The frame whose vertical rules stand in the row.
    public let frame: FrameOutline?
    /// The height of the row, in multiples of the normal cell.
    public let height: Int
}

/// The place of a frame on the paper.
public struct FrameOutline: Sendable, Equatable {
    /// The column of its left edge.
    public let start: Int
    /// The widths of its columns, without the rules between them.
    public let widths: [Int]

    /// The columns in which its vertical rules stand.
    public var bars: [Int] {
        widths.reduce(into: [start]) { $0.append($0[$0.count - 1] + $1 + 1) }
    }
    /// The column of its right edge.
    var end: Int { widths.reduce(start) { $0 + $1 + 1 } }
}

/// A code that a receipt carries, valid for its kind.
public enum ReceiptCode: Sendable, Hashable {
    /// A QR code of square modules.
    case qr(QRCode, cellDots: Int)
    /// A barcode, with its data below it or not.
    case bars(Barcode, moduleDots: Int, heightDots: Int, showsText: Bool)

    /// Dots across, without a quiet zone.
    public var widthDots: Int {
        switch self {
        case .qr(let code, let cellDots): code.side * cellDots
        case .bars(let barcode, let moduleDots, _, _):
            barcode.widths(module: moduleDots).reduce(0, +)
        }
    }

    /// Dots from top to bottom, the data below it included.
    public var heightDots: Int {
        switch self {
        case .qr(let code, let cellDots): code.side * cellDots
        case .bars(_, _, let heightDots, let showsText):
            heightDots + (showsText ? ReceiptGeometry.codeTextDots : 0)
        }
    }
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
    /// A picture, so many dots from the left edge of the paper.
    case image(ReceiptImage, x: Int)
    /// A code, so many dots from the left edge of the paper; negative where it is too wide for it.
    case code(ReceiptCode, x: Int)
    /// Bytes for the printer, passed on as they are.
    case command([UInt8])
}

/// A receipt as it stands on the paper: what every renderer starts from.
public struct ReceiptDocument: Sendable, Equatable {
    /// Columns of the paper.
    public let columns: Int
    /// How wide characters are.
    public let measure: CharacterMeasure
    /// Lines outside frames are 30 dots apart instead of 24.
    public let isSpaced: Bool
    /// From top to bottom.
    public internal(set) var lines: [PrintedLine] = []
    /// What rows consist of.
    public internal(set) var pieces: [TextPiece] = []
    /// What pieces consist of.
    public internal(set) var glyphs: [Glyph] = []

    init(paper: Paper) {
        columns = paper.columns
        measure = paper.measure
        isSpaced = paper.isSpaced
        lines.reserveCapacity(64)
        pieces.reserveCapacity(128)
        glyphs.reserveCapacity(1024)
    }
}

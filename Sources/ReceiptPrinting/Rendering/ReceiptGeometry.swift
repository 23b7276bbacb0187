internal import PNGImages
internal import Symbols

/// A receipt in dots of the print head, from the upper left corner: for whatever draws it.
///
/// A column is 12 dots, a row 24. Text is given as cells, rules as strokes of 2 dots.
public struct ReceiptGeometry: Sendable, Equatable {
    /// The width of a column.
    public static let columnDots = 12
    /// The height of a row of normal characters.
    public static let rowDots = 24
    /// The same where lines are spaced.
    public static let spacedRowDots = 30
    /// What the text below a barcode adds to its height.
    public static let codeTextDots = 26
    /// Where the dashed stroke of a cut begins; the scissors stand before it.
    public static let cutStart = 24

    /// The cell of a character, which fills it from edge to edge.
    public struct Cell: Sendable, Equatable {
        /// What is drawn.
        public let character: Unicode.Scalar
        /// How it looks.
        public let style: TextStyle
        /// The left edge of the line that the cell belongs to.
        public let lineLeft: Int
        /// The left edge of the cell.
        public let left: Int
        /// The lower edge of the cell.
        public let bottom: Int
        /// Its width, in dots; a multiple of the style's width.
        public let width: Int

        /// The centre from `lineLeft`, as it is before the cell is drawn out to its size.
        public var centre: Int { (left - lineLeft + width / 2) / style.size.width }
        /// Its height, in dots.
        public var height: Int { ReceiptGeometry.rowDots * style.size.height }
    }

    /// A step of a stroke.
    public enum Step: Sendable, Hashable {
        case move(x: Int, y: Int)
        case line(x: Int, y: Int)
        /// A quadratic curve to `x`, `y`.
        case curve(controlX: Int, controlY: Int, x: Int, y: Int)
    }

    /// Something to draw.
    public enum Mark: Sendable, Equatable {
        case cells([Cell])
        /// A stroke of 2 dots, its middle on the path.
        case stroke([Step])
        /// The paper is cut here, with a dashed stroke over its width in the middle of a row.
        case cut(y: Int)
        case image(ReceiptImage, x: Int, y: Int)
        /// The modules or bars of a code; the text below bars comes as cells.
        case code(ReceiptCode, x: Int, y: Int)
    }

    /// Dots across the paper.
    public let width: Int
    /// Dots from top to bottom.
    public private(set) var height = 0
    /// From top to bottom.
    public private(set) var marks: [Mark] = []

    private let document: ReceiptDocument

    /// Computes where everything stands.
    public init(of document: ReceiptDocument) {
        self.document = document
        width = document.columns * Self.columnDots
        for line in document.lines { add(line) }
    }

    /// The lowest a line outside frames may be.
    private var lineHeight: Int { document.isSpaced ? Self.spacedRowDots : Self.rowDots }

    private mutating func add(_ line: PrintedLine) {
        switch line {
        case .row(let row): add(row)
        case .rule(let start, let length):
            let y = height + Self.rowDots / 2
            let left = start * Self.columnDots
            let right = (start + length) * Self.columnDots
            marks.append(.stroke([.move(x: left, y: y), .line(x: right, y: y)]))
            height += lineHeight
        case .edge(let above, let below):
            add(edge: above, below)
            height += below == nil ? lineHeight : Self.rowDots
        case .cut:
            marks.append(.cut(y: height + Self.rowDots / 2))
            height += lineHeight
        case .image(let image, let x):
            marks.append(.image(image, x: x, y: height))
            height += image.grey.height
        case .code(let code, let x): add(code, at: x)
        case .command: break
        }
    }

    private mutating func add(_ row: TextRow) {
        let rowHeight = Self.rowDots * row.height
        let bottom = height + rowHeight
        if let frame = row.frame {
            var steps: [Step] = []
            for x in frame.strokeXs {
                steps += [.move(x: x, y: height), .line(x: x, y: bottom)]
            }
            marks.append(.stroke(steps))
        }
        var cells: [Cell] = []
        for piece in document.pieces[row.pieces] {
            var left = piece.halfColumn * Self.columnDots / 2
            for glyph in document.glyphs[piece.glyphs] {
                let columns = document.measure.columns(of: glyph.character)
                let width = Self.columnDots * columns * glyph.style.size.width
                cells.append(
                    Cell(
                        character: glyph.character,
                        style: glyph.style,
                        lineLeft: row.start * Self.columnDots,
                        left: left,
                        bottom: bottom,
                        width: width
                    )
                )
                left += width
            }
        }
        marks.append(.cells(cells))
        height += max(rowHeight, row.frame == nil ? lineHeight : Self.rowDots)
    }

    /// Where two edges meet, the one that sticks out further ends in a rounded corner.
    private mutating func add(edge above: FrameOutline?, _ below: FrameOutline?) {
        let middle = height + Self.rowDots / 2
        if let above {
            let steps = above.edge(
                middle: middle,
                end: height,
                roundsLeft: below.map { above.start < $0.start } ?? true,
                roundsRight: below.map { above.end > $0.end } ?? true
            )
            marks.append(.stroke(steps))
        }
        if let below {
            let steps = below.edge(
                middle: middle,
                end: height + Self.rowDots,
                roundsLeft: above.map { below.start < $0.start } ?? true,
                roundsRight: above.map { below.end > $0.end } ?? true
            )
            marks.append(.stroke(steps))
        }
    }

    private mutating func add(_ code: ReceiptCode, at x: Int) {
        marks.append(.code(code, x: x, y: height))
        height += code.heightDots
        if case .bars(let barcode, _, _, true) = code {
            let cells = Self.textCells(
                of: barcode.text,
                widthDots: code.widthDots,
                left: x,
                bottom: height
            )
            marks.append(.cells(cells))
        }
    }

    /// The text below bars, in cells of one column each.
    static func textCells(of text: String, widthDots: Int, left: Int, bottom: Int) -> [Cell] {
        let scalars = text.unicodeScalars
        let firstCentre = (widthDots - (scalars.count - 1) * columnDots) >> 1
        return scalars.enumerated().map { index, character in
            Cell(
                character: character,
                style: .plain,
                lineLeft: left,
                left: left + firstCentre + index * columnDots - columnDots / 2,
                bottom: bottom,
                width: columnDots
            )
        }
    }
}

extension FrameOutline {
    /// Where its vertical rules stand, in dots: in the middle of their columns.
    var strokeXs: [Int] {
        bars.map { $0 * ReceiptGeometry.columnDots + ReceiptGeometry.columnDots / 2 }
    }

    /// A horizontal edge at `middle`, whose vertical rules end at `end`, above or below.
    fileprivate func edge(
        middle: Int,
        end: Int,
        roundsLeft: Bool,
        roundsRight: Bool
    ) -> [ReceiptGeometry.Step] {
        let xs = strokeXs
        guard let left = xs.first, let right = xs.last, left < right else { return [] }
        let radius = ReceiptGeometry.columnDots / 2
        // Where the rounding leaves the vertical rule.
        let bend = middle + (end < middle ? -radius : radius)
        var steps: [ReceiptGeometry.Step] = [.move(x: left, y: end)]
        if roundsLeft {
            steps.append(.line(x: left, y: bend))
            steps.append(.curve(controlX: left, controlY: middle, x: left + radius, y: middle))
        } else {
            steps.append(.line(x: left, y: middle))
        }
        if roundsRight {
            steps.append(.line(x: right - radius, y: middle))
            steps.append(.curve(controlX: right, controlY: middle, x: right, y: bend))
        } else {
            steps.append(.line(x: right, y: middle))
        }
        steps.append(.line(x: right, y: end))
        for x in xs.dropFirst().dropLast() {
            steps += [.move(x: x, y: end), .line(x: x, y: middle)]
        }
        return steps
    }
}

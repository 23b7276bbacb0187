/// A receipt as plain text, for terminals and tests.
public enum TextRendering {
    /// One line of text for each printed line of text, each ended by a line feed; pictures, codes
    /// and cuts leave nothing.
    ///
    /// Enlarged characters are spaced out to the columns they take; heights do not show. Spaces at
    /// the end of a line stay, as the text of the ReceiptLine corpus has them.
    public static func text(of document: ReceiptDocument) -> String {
        var writer = TextWriter(document: document)
        for line in document.lines {
            switch line {
            case .row(let row): writer.write(row)
            case .rule(let start, let length):
                writer.advance(to: start)
                writer.repeat("-", length)
            case .edge(let above, let below):
                for scalar in FrameOutline.edgeText(above: above, below: below) {
                    writer.write(scalar)
                }
            case .cut, .image, .code, .command: continue
            }
            writer.endLine()
        }
        return String(writer.text)
    }
}

private struct TextWriter {
    let document: ReceiptDocument
    private(set) var text = String.UnicodeScalarView()
    private var column = 0

    init(document: ReceiptDocument) { self.document = document }

    mutating func write(_ row: TextRow) {
        let bars = row.frame?.bars ?? []
        for (index, piece) in document.pieces[row.pieces].enumerated() {
            if index < bars.count { write(bar: bars[index]) }
            advance(to: (piece.halfColumn + 1) / 2)
            for glyph in document.glyphs[piece.glyphs] { write(glyph) }
        }
        for bar in bars.dropFirst(row.pieces.count) { write(bar: bar) }
    }

    private mutating func write(bar: Int) {
        advance(to: bar)
        write("|")
    }

    private mutating func write(_ glyph: Glyph) {
        write(glyph.character)
        let columns = document.measure.columns(of: glyph.character)
        column += columns - 1
        self.repeat(" ", (glyph.style.size.width - 1) * columns)
    }

    mutating func write(_ character: Unicode.Scalar) {
        text.append(character)
        column += 1
    }

    mutating func `repeat`(_ character: Unicode.Scalar, _ count: Int) {
        for _ in 0..<max(0, count) { write(character) }
    }

    mutating func advance(to target: Int) { self.repeat(" ", target - column) }

    mutating func endLine() {
        text.append("\n")
        column = 0
    }
}

extension FrameOutline {
    /// The edge of a frame written with `+` and `-`, where `+` wins over `-` and `-` over a space.
    static func edgeText(above: FrameOutline?, below: FrameOutline?) -> [Unicode.Scalar] {
        var cells: [Unicode.Scalar] = []
        for outline in [above, below].compactMap({ $0 }) {
            while cells.count <= outline.end { cells.append(" ") }
            for column in outline.start...outline.end where cells[column] == " " {
                cells[column] = "-"
            }
            for bar in outline.bars { cells[bar] = "+" }
        }
        return cells
    }
}

/// Fills the rows of columns with glyphs, column by column.
///
/// The language wraps no words: a row takes characters while they fit.
struct RowWriter {
    /// One row of one column.
    struct Row {
        let glyphs: Range<Int>
        let columns: Int
        let height: Int
    }

    private(set) var rows: [Row] = []
    /// Where the rows of each column begin, and at last where they end.
    private(set) var columnStarts = [0]

    private let paper: Paper
    private var limit = 0
    private var start = 0
    private var columns = 0
    private var height = 1
    private var style = TextStyle.plain

    init(paper: Paper) { self.paper = paper }

    mutating func beginLine() {
        rows.removeAll(keepingCapacity: true)
        columnStarts.removeAll(keepingCapacity: true)
        columnStarts.append(0)
    }

    /// Begins a column; marks start off in every column of every line.
    mutating func beginColumn(width: Int, at glyphs: [Glyph]) {
        limit = width
        start = glyphs.count
        columns = 0
        height = 1
        style = .plain
    }

    mutating func endColumn(at glyphs: [Glyph]) {
        if glyphs.count > start { closeRow(glyphs) }
        columnStarts.append(rows.count)
    }

    /// Reads the marks and escapes of a text.
    mutating func write(_ text: ArraySlice<Unicode.Scalar>, to glyphs: inout [Glyph]) {
        if text.contains(Escapes.backslash) {
            writeEscaped(text, to: &glyphs)
        } else {
            writePlain(text, to: &glyphs)
        }
    }

    /// Writes a value, which has neither marks nor escapes.
    mutating func write(value: String, to glyphs: inout [Glyph]) {
        if ValueText.isPlain(value) {
            for character in value.unicodeScalars { append(character, to: &glyphs) }
        } else {
            for character in ValueText.printable(value) {
                if character == "\n" {
                    closeRow(glyphs)
                } else {
                    append(character, to: &glyphs)
                }
            }
        }
    }

    private mutating func writePlain(_ text: ArraySlice<Unicode.Scalar>, to glyphs: inout [Glyph]) {
        var index = text.startIndex
        while index < text.endIndex {
            let character = text[index]
            switch character {
            case "_", "\"", "`": style.toggle(mark: character)
            case "^": index += switchSize(text[index...]) - 1
            case "~": append(" ", to: &glyphs)
            default: if !Escapes.isControl(character.value) { append(character, to: &glyphs) }
            }
            index += 1
        }
    }

    /// Escapes are resolved in the stretches between marks, at the very end.
    private mutating func writeEscaped(
        _ text: ArraySlice<Unicode.Scalar>,
        to glyphs: inout [Glyph]
    ) {
        let source = Escapes.protectMarks(Escapes.deleteControls(Escapes.protect(text)))
        let text = Escapes.breakRows(source)
        var plain: [Unicode.Scalar] = []
        func flush(_ writer: inout RowWriter, _ glyphs: inout [Glyph]) {
            for character in Escapes.resolve(plain) { writer.append(character, to: &glyphs) }
            plain.removeAll(keepingCapacity: true)
        }
        var index = 0
        while index < text.count {
            switch text[index] {
            case "_", "\"", "`":
                flush(&self, &glyphs)
                style.toggle(mark: text[index])
            case "^":
                flush(&self, &glyphs)
                index += switchSize(text[index...]) - 1
            case "\n":
                flush(&self, &glyphs)
                closeRow(glyphs)
            case "~": plain.append(" ")
            default: plain.append(text[index])
            }
            index += 1
        }
        flush(&self, &glyphs)
    }

    /// A run of marks selects a size, or the normal one when it is selected already; gives its
    /// length.
    private mutating func switchSize(_ text: ArraySlice<Unicode.Scalar>) -> Int {
        let run = text.prefix { $0 == "^" }.count
        let size = TextSize(number: run)
        style.size = style.size == size ? .normal : size
        return run
    }

    private mutating func append(_ character: Unicode.Scalar, to glyphs: inout [Glyph]) {
        if character.value < 0x80, character != "\\" {
            // Most text; no encoding writes it otherwise, or wider.
            place(character, columns: 1, in: &glyphs)
        } else if let respelled = paper.respelling(of: character) {
            for character in respelled.unicodeScalars {
                let columns = paper.measure.columns(of: character)
                place(character, columns: columns, in: &glyphs)
            }
        } else {
            place(character, columns: paper.measure.columns(of: character), in: &glyphs)
        }
    }

    private mutating func place(
        _ character: Unicode.Scalar,
        columns normal: Int,
        in glyphs: inout [Glyph]
    ) {
        let size = style.size
        let width = normal * size.width
        guard width <= limit else { return }
        if columns + width > limit { closeRow(glyphs) }
        glyphs.append(Glyph(character: character, style: style))
        columns += width
        if size.height > height { height = size.height }
        if columns == limit { closeRow(glyphs) }
    }

    private mutating func closeRow(_ glyphs: [Glyph]) {
        rows.append(Row(glyphs: start..<glyphs.count, columns: columns, height: height))
        start = glyphs.count
        columns = 0
        height = 1
    }
}

internal import PNGImages
internal import Symbols

/// Lays out a ReceiptLine document, line after line, with the state that lines hand on.
struct Layout {
    /// Where a frame stands between its edges.
    private enum FrameState {
        /// No frame is asked for.
        case waiting
        /// A frame opens with the next line of text.
        case ready
        /// Rows are being printed inside this outline.
        case running(FrameOutline)
        /// A rule was asked for below this outline; how it joins the next row is not known yet.
        case horizontal(FrameOutline)
    }

    private static let knownTables = 8

    private let paper: Paper
    private let images: ImageStore
    private var wraps = true
    private var border = ColumnBorder.gap(1)
    private var widths: [ColumnWidth] = []
    private var alignment = Alignment.center
    private var options = CodeOptions()
    private var frame = FrameState.waiting
    private var document: ReceiptDocument
    private var rows: RowWriter
    /// Where columns stood before; most lines of a receipt are like another.
    private var tables: [Table] = []
    private var areas: [Area] = []

    init(paper: Paper, images: ImageStore) {
        self.paper = paper
        self.images = images
        document = ReceiptDocument(paper: paper)
        rows = RowWriter(paper: paper)
    }

    /// Closes what is open and gives the receipt.
    consuming func finish() -> ReceiptDocument {
        closeFrame()
        return document
    }

    // MARK: Properties

    /// Takes a line of properties; tells what of it cannot be printed.
    mutating func apply(_ line: PropertyLine, report: (TemplateProblem) -> Void) {
        if let wraps = line.wraps { self.wraps = wraps }
        if let widths = line.widths { self.widths = widths }
        if let alignment = line.alignment { self.alignment = alignment }
        if let options = line.options { self.options = options }
        if let border = line.border { change(to: border) }
        if let image = line.image { add(image: image, at: line.place, report: report) }
        if let code = line.code { add(code: code, at: line.place, report: report) }
        if let command = line.command { document.lines.append(.command(command)) }
    }

    private mutating func change(to new: ColumnBorder) {
        defer { border = new }
        guard border != new else { return }
        if new == .line {
            frame = .ready
        } else if border == .line {
            closeFrame()
            frame = .waiting
        }
    }

    private mutating func add(
        image text: String,
        at place: Alignment,
        report: (TemplateProblem) -> Void
    ) {
        do throws(PNGError) {
            let limit = paper.columns * ReceiptGeometry.columnDots
            let image = try images.image(base64: text, maximumWidth: limit)
            document.lines.append(.image(image, x: left(of: image.grey.width, at: place)))
        } catch {
            report(.badImage(error.sentence))
        }
    }

    private mutating func add(
        code data: String,
        at place: Alignment,
        report: (TemplateProblem) -> Void
    ) {
        guard let code = options.code(data) else {
            return report(.badCode(kind: options.kind.rawValue, data: data))
        }
        let x = left(of: code.widthDots, at: place)
        if x < 0 { report(.wideCode(dots: code.widthDots)) }
        document.lines.append(.code(code, x: x))
    }

    /// Where something of this width stands in the area of the line.
    private mutating func left(of width: Int, at place: Alignment) -> Int {
        let area = area()
        let column = ReceiptGeometry.columnDots
        let free = place.halves(of: area.length * column - width)
        // Rounded down, for what is wider than its area as well.
        return area.start * column + (free >> 1)
    }

    /// The room of rules, pictures and codes.
    private struct Area {
        let style: TableStyle
        let start: Int
        let length: Int
    }

    private mutating func area() -> Area {
        if let known = areas.first(where: { $0.style == tableStyle }) { return known }
        let geometry = LineGeometry(
            wishes: [areaWidth],
            border: nil,
            alignment: alignment,
            paper: paper.columns
        )
        let area = Area(style: tableStyle, start: geometry.start, length: geometry.length)
        if areas.count == Self.knownTables { areas.removeAll() }
        areas.append(area)
        return area
    }

    /// They have as much as a table of the same widths.
    private var areaWidth: ColumnWidth {
        guard !widths.isEmpty, !widths.contains(.variable) else { return .variable }
        let columns = widths.compactMap { width -> Int? in
            if case .fixed(let width) = width, width > 0 { width } else { nil }
        }
        guard !columns.isEmpty else { return .fixed(0) }
        let borders: Int
        switch border {
        case .line: borders = columns.count + 1
        case .gap(let width): borders = (columns.count - 1) * width
        }
        return .fixed(columns.reduce(borders, +))
    }

    // MARK: Rules, cuts and frames

    mutating func addCut() {
        closeFrame()
        document.lines.append(.cut)
        switch frame {
        case .running, .horizontal: frame = .ready
        case .waiting, .ready: break
        }
    }

    mutating func addRule() {
        switch frame {
        case .waiting:
            let area = area()
            document.lines.append(.rule(start: area.start, length: area.length))
        case .running(let outline): frame = .horizontal(outline)
        case .ready, .horizontal: break
        }
    }

    private mutating func openFrame(_ outline: FrameOutline) {
        switch frame {
        case .waiting: return
        case .ready: document.lines.append(.edge(above: nil, below: outline))
        case .horizontal(let above): document.lines.append(.edge(above: above, below: outline))
        case .running: break
        }
        frame = .running(outline)
    }

    private mutating func closeFrame() {
        switch frame {
        case .running(let outline), .horizontal(let outline):
            document.lines.append(.edge(above: outline, below: nil))
        case .waiting, .ready: break
        }
    }

    // MARK: Text

    /// What decides where columns stand.
    private struct TableStyle: Equatable, Sendable {
        let widths: [ColumnWidth]
        let border: ColumnBorder
        let alignment: Alignment
    }

    private var tableStyle: TableStyle {
        TableStyle(widths: widths, border: border, alignment: alignment)
    }

    /// Where the columns of a line of text stand; a class, as it is looked up for each line.
    private final class Table: Sendable {
        let style: TableStyle
        /// Columns of the line, those that the list of widths adds included.
        let count: Int
        let geometry: LineGeometry
        let outline: FrameOutline
        /// Paper columns where the kept columns begin.
        let starts: [Int]

        init(style: TableStyle, count: Int, geometry: LineGeometry) {
            self.style = style
            self.count = count
            self.geometry = geometry
            outline = FrameOutline(start: geometry.start, widths: geometry.widths)
            // The first column of a frame stands behind its left edge, and each rule takes one more.
            let gap: Int
            var start = geometry.start
            switch style.border {
            case .line:
                gap = 1
                start += 1
            case .gap(let width): gap = width
            }
            starts = geometry.widths.map { width in
                defer { start += width + gap }
                return start
            }
        }
    }

    /// Takes a line of text; false when it has more rows than are printed.
    mutating func add(_ columns: [ColumnSource], of scalars: [Unicode.Scalar]) -> Bool {
        let table = beginText(columns: columns.count)
        for (position, column) in table.geometry.kept.enumerated() {
            rows.beginColumn(width: table.geometry.widths[position], at: document.glyphs)
            if column < columns.count {
                rows.write(scalars[columns[column].text], to: &document.glyphs)
            }
            rows.endColumn(at: document.glyphs)
        }
        return endText(table, alignments: columns.map(\.alignment))
    }

    /// Takes a line of a template with the values of its tags, in order.
    mutating func add(_ line: CompiledLine, values: [String]) -> Bool {
        let table = beginText(columns: line.columns.count)
        var kept = table.geometry.kept[...]
        var value = 0
        for (index, column) in line.columns.enumerated() {
            let isKept = kept.first == index
            if isKept {
                kept = kept.dropFirst()
                let width = table.geometry.widths[kept.startIndex - 1]
                rows.beginColumn(width: width, at: document.glyphs)
            }
            for part in column.parts {
                switch part {
                case .literal(let text):
                    if isKept { rows.write(text[...], to: &document.glyphs) }
                case .value:
                    if isKept { rows.write(value: values[value], to: &document.glyphs) }
                    value += 1
                }
            }
            if isKept { rows.endColumn(at: document.glyphs) }
        }
        for _ in kept {
            rows.beginColumn(width: 0, at: document.glyphs)
            rows.endColumn(at: document.glyphs)
        }
        return endText(table, alignments: line.alignments)
    }

    private mutating func beginText(columns: Int) -> Table {
        let table = table(ofColumns: max(columns, widths.count))
        if border == .line { openFrame(table.outline) }
        rows.beginLine()
        return table
    }

    private mutating func endText(_ table: Table, alignments: [Alignment]) -> Bool {
        var filled = 1
        for position in table.starts.indices {
            filled = max(filled, rows.columnStarts[position + 1] - rows.columnStarts[position])
        }
        for row in 0..<(wraps ? filled : 1) { append(row, of: table, alignments: alignments) }
        return wraps || filled == 1
    }

    private mutating func append(_ row: Int, of table: Table, alignments: [Alignment]) {
        let firstPiece = document.pieces.count
        var height = 1
        for position in 0..<table.starts.count {
            let start = table.starts[position]
            let index = rows.columnStarts[position] + row
            guard index < rows.columnStarts[position + 1] else {
                // A column without that row prints one space at its left edge.
                let end = document.glyphs.count
                document.glyphs.append(.space)
                document.pieces.append(TextPiece(halfColumn: 2 * start, glyphs: end..<(end + 1)))
                continue
            }
            let part = rows.rows[index]
            let column = table.geometry.kept[position]
            let alignment = column < alignments.count ? alignments[column] : .center
            let margin = alignment.halves(of: table.geometry.widths[position] - part.columns)
            document.pieces.append(
                TextPiece(halfColumn: 2 * start + margin, glyphs: part.glyphs)
            )
            height = max(height, part.height)
        }
        document.lines.append(
            .row(
                TextRow(
                    pieces: firstPiece..<document.pieces.count,
                    start: table.geometry.start,
                    frame: border == .line ? table.outline : nil,
                    height: height
                )
            )
        )
    }

    private mutating func table(ofColumns count: Int) -> Table {
        let style = tableStyle
        if let known = tables.first(where: { $0.count == count && $0.style == style }) {
            return known
        }
        let wishes = (0..<count).map { index -> ColumnWidth in
            if widths.isEmpty { return .variable }
            return index < widths.count ? widths[index] : .fixed(0)
        }
        let geometry = LineGeometry(
            wishes: wishes,
            border: border,
            alignment: alignment,
            paper: paper.columns
        )
        let table = Table(style: style, count: count, geometry: geometry)
        // A document that keeps changing its widths must not make this search long.
        if tables.count == Self.knownTables { tables.removeAll() }
        tables.append(table)
        return table
    }
}

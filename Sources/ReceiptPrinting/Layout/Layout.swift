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

    private let paper: Paper
    private var wraps = true
    private var border = ColumnBorder.gap(1)
    private var widths: [ColumnWidth] = []
    private var alignment = Alignment.center
    private var frame = FrameState.waiting
    private var lines: [PrintedLine] = []

    init(paper: Paper) { self.paper = paper }

    mutating func add(_ line: LineSyntax) {
        switch line {
        case .nothing: break
        case .text(let columns): addText(columns)
        case .rule: addRule()
        case .cut: addCut()
        case .properties(let properties): apply(properties)
        }
    }

    /// Closes what is open and gives the receipt.
    consuming func finish() -> ReceiptDocument {
        closeFrame()
        return ReceiptDocument(columns: paper.columns, measure: paper.measure, lines: lines)
    }

    private mutating func apply(_ properties: [Property]) {
        let previous = border
        for property in properties {
            switch property {
            case .wrap(let wraps): self.wraps = wraps
            case .border(let border): self.border = border
            case .widths(let widths): self.widths = widths
            case .alignment(let alignment): self.alignment = alignment
            case .comment: break
            }
        }
        guard previous != border else { return }
        if border == .line {
            frame = .ready
        } else if previous == .line {
            closeFrame()
            frame = .waiting
        }
    }

    private mutating func closeFrame() {
        switch frame {
        case .running(let outline), .horizontal(let outline):
            lines.append(.edge(above: outline, below: nil))
        case .waiting, .ready: break
        }
    }

    private mutating func addCut() {
        closeFrame()
        lines.append(.cut)
        switch frame {
        case .running, .horizontal: frame = .ready
        case .waiting, .ready: break
        }
    }

    private mutating func addRule() {
        switch frame {
        case .waiting:
            let geometry = LineGeometry(
                wishes: [ruleWidth],
                border: nil,
                alignment: alignment,
                paper: paper.columns
            )
            lines.append(.rule(start: geometry.start, length: geometry.length))
        case .running(let outline): frame = .horizontal(outline)
        case .ready, .horizontal: break
        }
    }

    /// A rule is as wide as the table above and below it would be.
    private var ruleWidth: ColumnWidth {
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

    private mutating func addText(_ columns: [ColumnSource]) {
        var columns = columns
        while columns.count < widths.count { columns.append(.empty) }
        let wishes = columns.indices.map { index -> ColumnWidth in
            if widths.isEmpty { return .variable }
            return index < widths.count ? widths[index] : .fixed(0)
        }
        let geometry = LineGeometry(
            wishes: wishes,
            border: border,
            alignment: alignment,
            paper: paper.columns
        )
        let outline = FrameOutline(start: geometry.start, widths: geometry.widths)
        openFrame(outline)
        let cells = zip(geometry.kept, geometry.widths).enumerated().map { position, cell in
            PlacedColumn(
                rows: StyledText.wrap(
                    StyledText.read(columns[cell.0].text, on: paper),
                    columns: cell.1,
                    measure: paper.measure
                ),
                start: start(ofColumn: position, of: geometry),
                width: cell.1,
                alignment: columns[cell.0].alignment
            )
        }
        let rowCount = wraps ? max(1, cells.map(\.rows.count).max() ?? 0) : 1
        for row in 0..<rowCount {
            let height = cells.map { row < $0.rows.count ? $0.rows[row].height : 1 }.max() ?? 1
            lines.append(
                .row(
                    TextRow(
                        pieces: cells.map { $0.piece(ofRow: row) },
                        bars: border == .line ? outline.bars : [],
                        height: height
                    )
                )
            )
        }
    }

    /// A column of a line with its text wrapped.
    private struct PlacedColumn {
        let rows: [ColumnRow]
        let start: Int
        let width: Int
        let alignment: Alignment

        /// Where the column has no such row it prints a space at its left edge.
        func piece(ofRow row: Int) -> TextPiece {
            guard row < rows.count else {
                return TextPiece(
                    halfColumn: 2 * start,
                    runs: [TextRun(text: " ", style: .plain, columns: 1)]
                )
            }
            let margin = alignment.halves(of: width - rows[row].columns)
            return TextPiece(halfColumn: 2 * start + margin, runs: rows[row].runs)
        }
    }

    private mutating func openFrame(_ outline: FrameOutline) {
        switch frame {
        case .waiting: return
        case .ready: lines.append(.edge(above: nil, below: outline))
        case .horizontal(let above): lines.append(.edge(above: above, below: outline))
        case .running: break
        }
        frame = .running(outline)
    }

    /// The paper column where column `position` of the line begins.
    private func start(ofColumn position: Int, of geometry: LineGeometry) -> Int {
        let before = geometry.widths.prefix(position).reduce(geometry.start, +)
        switch border {
        case .line: return before + position + 1
        case .gap(let width): return before + position * width
        }
    }
}

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
                wishes: [ruleWidth], border: nil, alignment: alignment, paper: paper.columns)
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
            wishes: wishes, border: border, alignment: alignment, paper: paper.columns)
        let outline = FrameOutline(start: geometry.start, widths: geometry.widths)
        openFrame(outline)
        let cells = zip(geometry.kept, geometry.widths).map { index, width in
            StyledText.wrap(
                StyledText.read(columns[index].text, respellings: paper.respellings),
                columns: width, measure: paper.measure)
        }
        let rowCount = wraps ? max(1, cells.map(\.count).max() ?? 0) : 1
        for row in 0..<rowCount {
            var pieces: [TextPiece] = []
            var height = 1
            for (position, cell) in cells.enumerated() {
                let column = self.column(position, of: geometry)
                let source = columns[geometry.kept[position]]
                if row < cell.count {
                    let free = geometry.widths[position] - cell[row].columns
                    height = max(height, cell[row].height)
                    pieces.append(
                        TextPiece(
                            halfColumn: 2 * column + source.alignment.halves(of: free),
                            runs: cell[row].runs))
                } else {
                    pieces.append(
                        TextPiece(
                            halfColumn: 2 * column,
                            runs: [TextRun(text: " ", style: .plain, columns: 1)]))
                }
            }
            let bars = border == .line ? outline.bars : []
            lines.append(.row(TextRow(pieces: pieces, bars: bars, height: height)))
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
    private func column(_ position: Int, of geometry: LineGeometry) -> Int {
        let before = geometry.widths.prefix(position).reduce(geometry.start, +)
        switch border {
        case .line: return before + position + 1
        case .gap(let width): return before + position * width
        }
    }
}

internal import Drawing

/// The line that is being composed, until it is printed.
struct PrintLine {
    /// Something in the line, its left edge in dots from that of the print area.
    private struct Item {
        let mark: Sheet.Mark
        let x: Int
        let width: Int
        let height: Int
        /// As plain text; nil for dots.
        let text: String?
    }

    private static let columnDots = 12

    private var items: [Item] = []
    /// Where the next character goes.
    private(set) var position = 0
    /// As far as anything reaches.
    private var extent = 0

    /// Nothing was put on it and nothing moved.
    var isAtStart: Bool { items.isEmpty && position == 0 }
    /// Nothing was put on it.
    var isEmpty: Bool { items.isEmpty }
    /// The rows that its highest item takes.
    var height: Int { items.map(\.height).max() ?? 0 }

    mutating func move(to position: Int) {
        self.position = position
        extent = max(extent, position)
    }

    mutating func add(_ cell: Cell, advance: Int, text: String) {
        add(.cell(cell), width: cell.fullWidth, height: cell.fullHeight, text: text)
        move(to: position + advance)
    }

    mutating func add(_ bitmap: Bitmap) {
        add(.bitmap(bitmap, x: 0, y: 0), width: bitmap.width, height: bitmap.height, text: nil)
        move(to: position + bitmap.width)
    }

    private mutating func add(_ mark: Sheet.Mark, width: Int, height: Int, text: String?) {
        items.append(Item(mark: mark, x: position, width: width, height: height, text: text))
    }

    /// The marks at their places on the sheet: all stand on the line's lower edge.
    func marks(area: PrintArea, alignment: PrinterCommand.Alignment, y: Int, isUpsideDown: Bool)
        -> [Sheet.Mark]
    {
        let left = area.left + area.indent(of: extent, alignment)
        return items.map { item in
            var (x, y) = (left + item.x, y + height - item.height)
            if isUpsideDown {
                // The whole line is turned, so what stood left stands right.
                x = area.paperWidth - x - item.width
                y -= height - item.height
            }
            switch item.mark {
            case .cell(var cell):
                (cell.x, cell.y, cell.isUpsideDown) = (x, y, isUpsideDown)
                return .cell(cell)
            case .bitmap(let bitmap, _, _):
                return .bitmap(isUpsideDown ? bitmap.upsideDown : bitmap, x: x, y: y)
            case .block: return item.mark
            }
        }
    }

    private static func column(at dots: Int) -> Int { (dots + columnDots / 2) / columnDots }

    /// The line as text, in columns of 12 dots; a position within a column counts for the next.
    var text: String {
        var line = ""
        var end = 0
        for item in items.sorted(by: { $0.x < $1.x }) {
            guard let text = item.text else { continue }
            // Characters of font B touch, though they do not stand in such columns.
            if item.x > end {
                let gap = Self.column(at: item.x) - Self.column(at: end)
                line += String(repeating: " ", count: gap)
            }
            line += text
            end = item.x + item.width
        }
        return line
    }
}

/// Where the paper is printed on, in dots.
struct PrintArea {
    let paperWidth: Int
    let left: Int
    let width: Int

    init(_ modes: PrintModes, paperWidth: Int) {
        self.paperWidth = paperWidth
        left = min(modes.leftMargin, paperWidth)
        width = min(modes.areaWidth ?? paperWidth, paperWidth - left)
    }

    /// How far something so wide is moved to the right.
    func indent(of width: Int, _ alignment: PrinterCommand.Alignment) -> Int {
        let free = max(0, self.width - width)
        return switch alignment {
        case .left: 0
        case .centre: free / 2
        case .right: free
        }
    }
}

internal import Drawing
public import ReceiptPrinting

/// A laid-out receipt as it comes out of the printer, drawn with the fonts of this machine.
public enum ReceiptPicture {
    /// A PNG file of the paper, so many pixels for each dot of the print head.
    public static func png(of document: ReceiptDocument, pixelsPerDot: Int = 1) -> [UInt8] {
        PaperPicture(of: sheet(of: document), pixelsPerDot: pixelsPerDot).png()
    }

    /// What stands where. A cut at the end is the edge of the paper; others are dashed.
    static func sheet(of document: ReceiptDocument) -> Sheet {
        let geometry = ReceiptGeometry(of: document)
        var sheet = Sheet(width: geometry.width, height: geometry.height)
        for (index, mark) in geometry.marks.enumerated() {
            switch mark {
            case .cells(let cells): sheet.marks += cells.map { .cell(Cell($0)) }
            case .stroke(let steps): sheet.addStroke(steps)
            case .cut(let y): if index < geometry.marks.count - 1 { sheet.addDashes(y: y) }
            case .image(let image, let x, let y): sheet.add(image.bitmap, x: x, y: y)
            case .code(let code, let x, let y):
                sheet.add(ReceiptPrinting.Bitmap(drawing: code), x: x, y: y)
            }
        }
        return sheet
    }
}

extension Cell {
    fileprivate init(_ cell: ReceiptGeometry.Cell) {
        let size = cell.style.size
        self.init(
            Character(cell.character),
            x: cell.left,
            y: cell.bottom - cell.height,
            width: cell.width / size.width,
            height: ReceiptGeometry.rowDots
        )
        (timesWide, timesHigh) = (size.width, size.height)
        isBold = cell.style.isEmphasized
        isReversed = cell.style.isReversed
        underlineDots = cell.style.isUnderlined ? 1 : 0
    }
}

extension Sheet {
    fileprivate mutating func add(_ bitmap: ReceiptPrinting.Bitmap, x: Int, y: Int) {
        let dots = Drawing.Bitmap(width: bitmap.width, height: bitmap.height, rows: bitmap.bytes)
        marks.append(.bitmap(dots, x: x, y: y))
    }

    fileprivate mutating func addDashes(y: Int) {
        for x in stride(from: 0, to: width, by: 8) {
            marks.append(.block(x: x, y: y - 1, width: 4, height: 2))
        }
    }

    /// Rules go along or across; a curve turns from one into the other within a few dots.
    fileprivate mutating func addStroke(_ steps: [ReceiptGeometry.Step]) {
        var (fromX, fromY) = (0, 0)
        for step in steps {
            switch step {
            case .move(let x, let y): (fromX, fromY) = (x, y)
            case .line(let x, let y):
                addLine(fromX, fromY, x, y)
                (fromX, fromY) = (x, y)
            case .curve(let controlX, let controlY, let x, let y):
                for step in 0...Self.curveSteps {
                    addPoint(
                        Self.curved(fromX, controlX, x, step: step),
                        Self.curved(fromY, controlY, y, step: step)
                    )
                }
                (fromX, fromY) = (x, y)
            }
        }
    }

    /// More than the dots that a corner's curve is long.
    private static let curveSteps = 12

    private static func curved(_ start: Int, _ control: Int, _ end: Int, step: Int) -> Int {
        let rest = curveSteps - step
        let sum = rest * rest * start + 2 * rest * step * control + step * step * end
        return (sum + curveSteps * curveSteps / 2) / (curveSteps * curveSteps)
    }

    private mutating func addPoint(_ x: Int, _ y: Int) {
        marks.append(.block(x: x - 1, y: y - 1, width: 2, height: 2))
    }

    private mutating func addLine(_ x0: Int, _ y0: Int, _ x1: Int, _ y1: Int) {
        if y0 == y1 {
            marks.append(.block(x: min(x0, x1), y: y0 - 1, width: abs(x1 - x0), height: 2))
        } else {
            marks.append(.block(x: x0 - 1, y: min(y0, y1), width: 2, height: abs(y1 - y0)))
        }
    }
}

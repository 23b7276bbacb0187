internal import CPangoCairo

/// A sheet as it lies on a table: black on warm white paper, with the edge that a cut or a torn
/// end leaves.
public struct PaperPicture: Sendable {
    /// How the sheet ends.
    public enum End: Sendable, Hashable {
        /// By the cutter.
        case cut
        /// Pulled off, or broken off in the middle.
        case torn
    }

    /// What is printed on it.
    public var sheet: Sheet
    /// How it ends.
    public var end: End
    /// Pixels for each dot; text becomes smoother, dots of images become squares.
    public var pixelsPerDot: Int

    /// A picture of a sheet.
    public init(of sheet: Sheet, end: End = .cut, pixelsPerDot: Int = 2) {
        precondition(pixelsPerDot > 0, "\(pixelsPerDot) pixels for a dot")
        (self.sheet, self.end, self.pixelsPerDot) = (sheet, end, pixelsPerDot)
    }

    /// White paper at both sides of the print: 4 mm on wide rolls, 5 mm on narrow ones.
    private var sideDots: Int { sheet.width > 420 ? 32 : 40 }
    /// The table around the paper.
    private static let tableDots = 24
    private static let paddingDots = 40

    private static let table = Canvas.Colour(red: 0.906, green: 0.894, blue: 0.875)
    private static let paper = Canvas.Colour(red: 0.988, green: 0.976, blue: 0.949)
    private static let ink = Canvas.Colour(red: 0.10, green: 0.095, blue: 0.09)

    private var paperWidth: Int { sheet.width + 2 * sideDots }
    private var paperHeight: Int { sheet.height + 2 * Self.paddingDots }

    /// The picture as a PNG file.
    public func png() -> [UInt8] {
        let canvas = Canvas(
            width: (paperWidth + 2 * Self.tableDots) * pixelsPerDot,
            height: (paperHeight + 2 * Self.tableDots) * pixelsPerDot,
            background: Self.table
        )
        cairo_scale(canvas.context, Double(pixelsPerDot), Double(pixelsPerDot))
        cairo_translate(canvas.context, Double(Self.tableDots), Double(Self.tableDots))
        drawPaper(on: canvas)
        cairo_translate(canvas.context, Double(sideDots), Double(Self.paddingDots))
        cairo_rectangle(canvas.context, 0, 0, Double(sheet.width), Double(sheet.height))
        cairo_clip(canvas.context)
        sheet.draw(on: canvas, ink: Self.ink, paper: Self.paper)
        return canvas.png
    }

    private func drawPaper(on canvas: Canvas) {
        // A soft shadow: the same shape, ever larger and fainter.
        for step in stride(from: 6.0, through: 1.0, by: -1.0) {
            canvas.saved {
                cairo_set_source_rgba(canvas.context, 0.25, 0.2, 0.1, 0.025)
                cairo_translate(canvas.context, 0, step / 2)
                outline(on: canvas, grownBy: step)
                cairo_fill(canvas.context)
            }
        }
        canvas.set(Self.paper)
        outline(on: canvas, grownBy: 0)
        cairo_fill(canvas.context)
    }

    /// The upper edge is that of the cutter, with its fine teeth; so is the lower one of a cut.
    private func outline(on canvas: Canvas, grownBy growth: Double) {
        let left = -growth
        let right = Double(paperWidth) + growth
        let bottom = Double(paperHeight) + growth
        cairo_new_path(canvas.context)
        cairo_move_to(canvas.context, left, -growth)
        edge(from: left, to: right) { x, index in
            cairo_line_to(canvas.context, x, -growth + (index % 2 == 0 ? 0 : 3))
        }
        edge(from: left, to: right) { x, index in
            let depth = end == .cut ? (index % 2 == 0 ? 0 : 3) : Self.tear(index)
            cairo_line_to(canvas.context, left + right - x, bottom - depth)
        }
        cairo_close_path(canvas.context)
    }

    private func edge(from left: Double, to right: Double, point: (Double, Int) -> Void) {
        let teeth = Int((right - left) / 8)
        for index in 0...teeth {
            point(left + (right - left) * Double(index) / Double(teeth), index)
        }
    }

    /// How far the torn edge goes up at a tooth: uneven, and the same in every picture.
    private static func tear(_ index: Int) -> Double {
        var mixed = UInt32(truncatingIfNeeded: index + 1) &* 2_654_435_761
        mixed ^= mixed >> 15
        return 3 + Double((mixed &* 0x85EB_CA6B) >> 24) / 20
    }
}

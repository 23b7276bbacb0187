internal import CPangoCairo

extension Sheet {
    /// The dots that a printer's head would burn: one pixel for each, black or white.
    public func bitmap() -> Bitmap {
        let canvas = Canvas(width: max(1, width), height: max(1, height), background: .white)
        draw(on: canvas, ink: .black, paper: .white)
        return canvas.bitmap
    }

    /// Draws all marks at the canvas's origin, in dots.
    func draw(on canvas: Canvas, ink: Canvas.Colour, paper: Canvas.Colour) {
        let pen = CellPen(canvas)
        for mark in marks {
            switch mark {
            case .cell(let cell): pen.draw(cell, ink: ink, paper: paper)
            case .bitmap(let bitmap, let x, let y):
                canvas.set(ink)
                canvas.fill(bitmap, x: x, y: y)
            case .block(let x, let y, let width, let height):
                canvas.set(ink)
                canvas.fill(
                    x: Double(x),
                    y: Double(y),
                    width: Double(width),
                    height: Double(height)
                )
            }
        }
    }
}

extension Canvas {
    /// Each run of black dots as one rectangle, so that dots that touch leave no gap.
    fileprivate func fill(_ bitmap: Bitmap, x left: Int, y top: Int) {
        saved {
            cairo_set_antialias(context, CAIRO_ANTIALIAS_NONE)
            for y in 0..<bitmap.height {
                var x = 0
                while x < bitmap.width {
                    let start = x
                    while bitmap[x, y] { x += 1 }
                    if x > start {
                        cairo_rectangle(
                            context,
                            Double(left + start),
                            Double(top + y),
                            Double(x - start),
                            1
                        )
                    } else {
                        x += 1
                    }
                }
            }
            cairo_fill(context)
        }
    }
}

/// A character as black and white dots, for a printer whose font lacks it; nil where no font of this
/// machine has it either.
///
/// `width` and `height` are those of its cell, such as 24 x 24. In a cell that is some times as wide
/// as high the character is as much wider.
public func glyph(_ character: Unicode.Scalar, width: Int, height: Int) -> Bitmap? {
    let times = max(1, width / max(1, height))
    var cell = Cell(Character(character), width: width / times, height: height)
    cell.timesWide = times
    let canvas = Canvas(width: width, height: height, background: .white)
    let pen = CellPen(canvas)
    guard pen.hasFont(for: cell) else { return nil }
    pen.draw(cell, ink: .black, paper: .white)
    return canvas.bitmap
}

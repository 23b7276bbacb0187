internal import CPangoCairo

/// Draws characters so that each fills the cell that a printer gives it.
final class CellPen {
    /// Latin: an advance of 0.602 of its size, so that 12 dots ask for a size of about 20.
    private static let latinFamily = "DejaVu Sans Mono"
    private static let latinAdvance = 0.602
    /// Chinese: as wide as high.
    private static let chineseFamily = "WenQuanYi Zen Hei"
    /// Where characters stand in their cell, from above: Chinese ones fill it.
    private static let latinBaseline = 19.0 / 24.0
    private static let chineseBaseline = 20.5 / 24.0

    private let canvas: Canvas
    private let layout: OpaquePointer

    init(_ canvas: Canvas) {
        self.canvas = canvas
        layout = pango_cairo_create_layout(canvas.context)!
        let options = cairo_font_options_create()
        defer { cairo_font_options_destroy(options) }
        // Widths as designed: a cell is exact, whatever the hinting of the system.
        cairo_font_options_set_hint_metrics(options, CAIRO_HINT_METRICS_OFF)
        cairo_font_options_set_hint_style(options, CAIRO_HINT_STYLE_NONE)
        cairo_font_options_set_antialias(options, CAIRO_ANTIALIAS_GRAY)
        let context = pango_layout_get_context(layout)
        pango_cairo_context_set_font_options(context, options)
        // Of the shapes that one character has in several countries, those of the mainland.
        pango_context_set_language(context, pango_language_from_string("zh-cn"))
    }

    deinit { g_object_unref(UnsafeMutableRawPointer(layout)) }

    /// Draws a cell; `ink` on `paper`, or the other way round.
    func draw(_ cell: Cell, ink: Canvas.Colour, paper: Canvas.Colour) {
        canvas.saved {
            cairo_translate(canvas.context, Double(cell.x), Double(cell.y))
            if cell.isUpsideDown {
                cairo_translate(
                    canvas.context,
                    Double(cell.fullWidth),
                    Double(cell.fullHeight)
                )
                cairo_rotate(canvas.context, .pi)
            }
            canvas.set(ink)
            if cell.isReversed {
                fill(width: cell.fullWidth, height: cell.fullHeight)
                canvas.set(paper)
            }
            cairo_rectangle(
                canvas.context,
                0,
                0,
                Double(cell.fullWidth),
                Double(cell.fullHeight)
            )
            cairo_clip(canvas.context)
            if cell.underlineDots > 0 {
                canvas.fill(
                    x: 0,
                    y: Double(cell.fullHeight - cell.underlineDots),
                    width: Double(cell.fullWidth),
                    height: Double(cell.underlineDots)
                )
            }
            cairo_scale(canvas.context, Double(cell.timesWide), Double(cell.timesHigh))
            drawGlyph(cell)
        }
    }

    private func fill(width: Int, height: Int) {
        canvas.fill(x: 0, y: 0, width: Double(width), height: Double(height))
    }

    private func drawGlyph(_ cell: Cell) {
        guard cell.character != " ", cell.character != "\u{3000}" else { return }
        guard hasFont(for: cell) else { return drawMissing(cell) }
        var logical = PangoRectangle()
        pango_layout_get_extents(layout, nil, &logical)
        let scale = Double(PANGO_SCALE)
        let width = max(1, Double(logical.width) / scale)
        // A character of another font that is too wide is made narrower.
        let squeeze = min(1, Double(cell.width) / width)
        let top =
            (isNarrow(cell) ? Self.latinBaseline : Self.chineseBaseline) * Double(cell.height)
            - Double(pango_layout_get_baseline(layout)) / scale
        cairo_translate(canvas.context, (Double(cell.width) - width * squeeze) / 2, top)
        cairo_scale(canvas.context, squeeze, 1)
        show()
        if cell.isBold {
            cairo_translate(canvas.context, 1, 0)
            show()
        }
    }

    /// Whether a font of this machine has the character; the layout holds it then.
    func hasFont(for cell: Cell) -> Bool {
        let isNarrow = isNarrow(cell)
        setFont(
            isNarrow ? Self.latinFamily : Self.chineseFamily,
            size: isNarrow ? Double(cell.width) / Self.latinAdvance : Double(cell.height)
        )
        pango_layout_set_text(layout, String(cell.character), -1)
        return pango_layout_get_unknown_glyphs_count(layout) == 0
    }

    private func isNarrow(_ cell: Cell) -> Bool { cell.width * 4 < cell.height * 3 }

    private func show() {
        cairo_move_to(canvas.context, 0, 0)
        pango_cairo_show_layout(canvas.context, layout)
    }

    private func setFont(_ family: String, size: Double) {
        let description = pango_font_description_new()
        defer { pango_font_description_free(description) }
        pango_font_description_set_family(description, family)
        pango_font_description_set_absolute_size(description, size * Double(PANGO_SCALE))
        pango_layout_set_font_description(layout, description)
    }

    /// A character that no font has: a hollow box, so that it is seen to be missing.
    private func drawMissing(_ cell: Cell) {
        cairo_set_line_width(canvas.context, 1)
        cairo_rectangle(
            canvas.context,
            2.5,
            3.5,
            Double(cell.width) - 5,
            Double(cell.height) - 7
        )
        cairo_stroke(canvas.context)
    }
}

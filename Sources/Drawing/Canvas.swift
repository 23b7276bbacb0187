internal import CPangoCairo

/// A picture in memory that cairo draws on, measured in dots.
///
/// Wraps an image surface and its context; both are closed once, at its end.
final class Canvas {
    /// A colour, each part from 0 to 1.
    struct Colour {
        let red, green, blue: Double
        static let black = Colour(red: 0, green: 0, blue: 0)
        static let white = Colour(red: 1, green: 1, blue: 1)
    }

    let context: OpaquePointer
    private let surface: OpaquePointer
    private let width: Int
    private let height: Int

    /// Traps on a size that cairo refuses: the sizes are ours, and memory that is short ends us.
    init(width: Int, height: Int, background: Colour) {
        // Both give an object in any case, and its status tells a failure.
        surface = cairo_image_surface_create(CAIRO_FORMAT_RGB24, Int32(width), Int32(height))!
        context = cairo_create(surface)!
        (self.width, self.height) = (width, height)
        let status = cairo_status(context)
        precondition(
            status == CAIRO_STATUS_SUCCESS,
            "cairo: \(String(cString: cairo_status_to_string(status)!))"
        )
        set(background)
        cairo_paint(context)
    }

    deinit {
        cairo_destroy(context)
        cairo_surface_destroy(surface)
    }

    func set(_ colour: Colour) {
        cairo_set_source_rgb(context, colour.red, colour.green, colour.blue)
    }

    /// Fills whole pixels, without a soft edge.
    func fill(x: Double, y: Double, width: Double, height: Double) {
        cairo_rectangle(context, x, y, width, height)
        cairo_fill(context)
    }

    /// Draws in a state of its own, which ends with `body`.
    func saved(_ body: () -> Void) {
        cairo_save(context)
        body()
        cairo_restore(context)
    }

    /// Pixels darker than half as black dots.
    var bitmap: Bitmap {
        cairo_surface_flush(surface)
        var bitmap = Bitmap(width: width, height: height)
        let stride = Int(cairo_image_surface_get_stride(surface))
        guard let data = cairo_image_surface_get_data(surface) else { return bitmap }
        for y in 0..<height {
            // The second byte of a pixel is its green, which is enough for black and white.
            for x in 0..<width { bitmap[x, y] = data[y * stride + x * 4 + 1] < 128 }
        }
        return bitmap
    }

    /// The picture as a PNG file.
    var png: [UInt8] {
        var file = ByteFile()
        let status = withUnsafeMutablePointer(to: &file) { file in
            cairo_surface_write_to_png_stream(surface, appendBytes, file)
        }
        precondition(status == CAIRO_STATUS_SUCCESS, "cairo cannot write a PNG into memory")
        return file.bytes
    }
}

/// What cairo has written so far.
private struct ByteFile { var bytes: [UInt8] = [] }

private let appendBytes: cairo_write_func_t = { file, data, count in
    guard let file, let data else { return CAIRO_STATUS_WRITE_ERROR }
    file.assumingMemoryBound(to: ByteFile.self).pointee.bytes +=
        UnsafeBufferPointer(start: data, count: Int(count))
    return CAIRO_STATUS_SUCCESS
}

internal import CPangoCairo

/// What cairo has still to read.
private struct ByteSource { var bytes: ArraySlice<UInt8> }

private let readBytes: cairo_read_func_t = { closure, data, count in
    guard let closure, let data else { return CAIRO_STATUS_READ_ERROR }
    let source = closure.assumingMemoryBound(to: ByteSource.self)
    let part = source.pointee.bytes.prefix(Int(count))
    guard part.count == Int(count) else { return CAIRO_STATUS_READ_ERROR }
    for (offset, byte) in part.enumerated() { data[offset] = byte }
    source.pointee.bytes.removeFirst(Int(count))
    return CAIRO_STATUS_SUCCESS
}

extension Bitmap {
    /// The dots of a PNG file, black where it is darker than half on white paper; nil for bytes
    /// that are no PNG.
    public init?(png bytes: [UInt8]) {
        var source = ByteSource(bytes: bytes[...])
        let surface = withUnsafeMutablePointer(to: &source) {
            cairo_image_surface_create_from_png_stream(readBytes, $0)!
        }
        defer { cairo_surface_destroy(surface) }
        guard cairo_surface_status(surface) == CAIRO_STATUS_SUCCESS else { return nil }
        let canvas = Canvas(
            width: Int(cairo_image_surface_get_width(surface)),
            height: Int(cairo_image_surface_get_height(surface)),
            background: .white
        )
        cairo_set_source_surface(canvas.context, surface, 0, 0)
        cairo_paint(canvas.context)
        self = canvas.bitmap
    }
}

internal import CPNG

/// Why bytes are no picture.
public enum PNGError: Error, Sendable, Hashable {
    /// It is no PNG, or a broken one; libpng says why.
    case malformed(String)
    /// It has more than `GreyImage.pixelLimit` pixels.
    case tooLarge(width: Int, height: Int)

    /// What happened.
    public var sentence: String {
        switch self {
        case .malformed(let reason): "The picture is no PNG: \(reason)."
        case .tooLarge(let width, let height): "The picture has \(width) x \(height) pixels."
        }
    }

    /// What to do next.
    public var hint: String {
        switch self {
        case .malformed: "Save it as PNG again."
        case .tooLarge: "Make it smaller; paper of 80 mm has 576 pixels across."
        }
    }
}

/// A picture of grey pixels, 0 black to 255 white, as the picture's file has them (sRGB).
public struct GreyImage: Sendable, Equatable {
    /// No picture for a receipt has more; each takes a byte, and two while it is read.
    public static let pixelLimit = 4 << 20

    /// Pixels of a row.
    public let width: Int
    /// Rows.
    public let height: Int
    /// Row after row, from the top.
    public var pixels: [UInt8]

    /// Describes a picture; traps when the pixels are not width x height.
    public init(width: Int, height: Int, pixels: [UInt8]) {
        precondition(pixels.count == width * height, "a pixel for each place")
        self.width = width
        self.height = height
        self.pixels = pixels
    }

    /// Reads a PNG of any kind; what is transparent shows white paper.
    public init(png bytes: [UInt8]) throws(PNGError) {
        var image = png_image()
        image.version = png_uint_32(PNG_IMAGE_VERSION)
        defer { png_image_free(&image) }
        guard png_image_begin_read_from_memory(&image, bytes, bytes.count) != 0 else {
            throw .malformed(Self.message(of: image))
        }
        let (width, height) = (Int(image.width), Int(image.height))
        let (count, isHuge) = width.multipliedReportingOverflow(by: height)
        guard !isHuge, count <= Self.pixelLimit else {
            throw .tooLarge(width: width, height: height)
        }
        image.format = png_uint_32(PNG_FORMAT_FLAG_ALPHA)
        var samples = [UInt8](repeating: 0, count: 2 * count)
        guard png_image_finish_read(&image, nil, &samples, 0, nil) != 0 else {
            throw .malformed(Self.message(of: image))
        }
        self.width = width
        self.height = height
        pixels = (0..<count).map { index in
            let alpha = Int(samples[2 * index + 1])
            return UInt8((Int(samples[2 * index]) * alpha + 255 * (255 - alpha) + 127) / 255)
        }
    }

    /// Writes it as a PNG of 8-bit grey.
    public func png() -> [UInt8] {
        var image = png_image()
        image.version = png_uint_32(PNG_IMAGE_VERSION)
        image.width = png_uint_32(width)
        image.height = png_uint_32(height)
        image.format = 0
        defer { png_image_free(&image) }
        var length = png_alloc_size_t(0)
        guard png_image_write_to_memory(&image, nil, &length, 0, pixels, 0, nil) != 0 else {
            preconditionFailure("libpng: \(Self.message(of: image))")
        }
        var bytes = [UInt8](repeating: 0, count: length)
        guard png_image_write_to_memory(&image, &bytes, &length, 0, pixels, 0, nil) != 0 else {
            preconditionFailure("libpng: \(Self.message(of: image))")
        }
        return Array(bytes.prefix(length))
    }

    private static func message(of image: png_image) -> String {
        withUnsafeBytes(of: image.message) {
            String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self)
        }
    }
}

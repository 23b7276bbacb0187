public import PNGImages
internal import Synchronization

/// A picture of a receipt, narrow enough for its paper.
public final class ReceiptImage: Sendable, Equatable {
    /// As it was drawn, in grey.
    public let grey: GreyImage
    /// As a printer of black dots prints it.
    public let bitmap: Bitmap

    /// Reads base64 text that holds a PNG, and shrinks what is wider than the paper.
    init(base64 text: String, maximumWidth: Int) throws(PNGError) {
        let image = try GreyImage(png: Base64.bytes(of: text))
        grey = image.width > maximumWidth ? image.shrunk(toWidth: maximumWidth) : image
        bitmap = Bitmap(dithering: grey)
    }

    /// Two pictures are equal that look the same.
    public static func == (left: ReceiptImage, right: ReceiptImage) -> Bool {
        left === right || left.grey == right.grey
    }
}

/// Pictures that were read already: a template's logo is the same on every receipt.
final class ImageStore: Sendable {
    /// Templates have a logo or two; what values bring must not stay for ever.
    private static let limit = 8

    private struct Key: Hashable {
        let text: String
        let maximumWidth: Int
    }

    private let images = Mutex<[Key: ReceiptImage]>([:])

    func image(base64 text: String, maximumWidth: Int) throws(PNGError) -> ReceiptImage {
        let key = Key(text: text, maximumWidth: maximumWidth)
        if let known = images.withLock({ $0[key] }) { return known }
        let image = try ReceiptImage(base64: text, maximumWidth: maximumWidth)
        images.withLock {
            if $0.count >= Self.limit { $0.removeAll() }
            $0[key] = image
        }
        return image
    }
}

/// Base64 as the language has it: what is no sign of it is passed over, and the first `=` ends it.
enum Base64 {
    static func bytes(of text: String) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(text.utf8.count * 3 / 4)
        var bits: UInt32 = 0
        var count = 0
        for byte in text.utf8 {
            if byte == UInt8(ascii: "=") { break }
            guard let value = value(of: byte) else { continue }
            bits = bits << 6 | value
            count += 6
            if count >= 8 {
                count -= 8
                bytes.append(UInt8(truncatingIfNeeded: bits >> UInt32(count)))
            }
        }
        return bytes
    }

    private static func value(of byte: UInt8) -> UInt32? {
        switch byte {
        case UInt8(ascii: "A")...UInt8(ascii: "Z"): UInt32(byte) - 65
        case UInt8(ascii: "a")...UInt8(ascii: "z"): UInt32(byte) - 71
        case UInt8(ascii: "0")...UInt8(ascii: "9"): UInt32(byte) + 4
        case UInt8(ascii: "+"): 62
        case UInt8(ascii: "/"): 63
        default: nil
        }
    }
}

extension GreyImage {
    /// Each new pixel is the mean of those it covers, none in part.
    fileprivate func shrunk(toWidth newWidth: Int) -> GreyImage {
        let newHeight = max(1, (height * newWidth + width / 2) / width)
        var shrunk = [UInt8](repeating: 255, count: newWidth * newHeight)
        for y in 0..<newHeight {
            let rows = covered(by: y, of: newHeight, in: height)
            for x in 0..<newWidth {
                let columns = covered(by: x, of: newWidth, in: width)
                var sum = 0
                for row in rows {
                    for column in columns { sum += Int(pixels[row * width + column]) }
                }
                shrunk[y * newWidth + x] = UInt8(sum / (rows.count * columns.count))
            }
        }
        return GreyImage(width: newWidth, height: newHeight, pixels: shrunk)
    }

    private func covered(by index: Int, of newCount: Int, in count: Int) -> Range<Int> {
        let first = index * count / newCount
        return first..<max(first + 1, (index + 1) * count / newCount)
    }
}

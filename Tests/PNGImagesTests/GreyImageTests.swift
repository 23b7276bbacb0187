import PNGImages
import Testing

@Suite struct GreyImageTests {
    private let image = GreyImage(width: 3, height: 2, pixels: [0, 128, 255, 7, 8, 9])

    @Test func `what is written is read again`() throws {
        #expect(try GreyImage(png: image.png()) == image)
    }

    @Test func `a picture that is cut off is none, wherever it is cut`() {
        let png = image.png()
        // The last chunk says nothing more of the picture.
        for length in 0..<(png.count - 12) {
            #expect(throws: PNGError.self) { try GreyImage(png: Array(png.prefix(length))) }
        }
    }

    @Test func `a broken byte is told or changes the picture, and never more`() {
        let png = image.png()
        for index in png.indices {
            for bit in 0..<8 {
                var broken = png
                broken[index] ^= 1 << UInt8(bit)
                _ = try? GreyImage(png: broken)
            }
        }
    }

    @Test func `a picture that claims to be huge takes no memory`() {
        var png = image.png()
        // The width, 16 bytes from the start, with the checksum of its chunk.
        png.replaceSubrange(16..<24, with: [0, 0, 0x40, 0, 0, 0, 0x40, 0])
        png.replaceSubrange(29..<33, with: crc(Array(png[12..<29])))
        #expect(throws: PNGError.tooLarge(width: 16_384, height: 16_384)) {
            try GreyImage(png: png)
        }
    }

    /// The checksum of PNG chunks (annex D of the standard).
    private func crc(_ bytes: [UInt8]) -> [UInt8] {
        var crc: UInt32 = 0xFFFF_FFFF
        for byte in bytes {
            crc ^= UInt32(byte)
            for _ in 0..<8 { crc = crc & 1 == 1 ? crc >> 1 ^ 0xEDB8_8320 : crc >> 1 }
        }
        return stride(from: 24, through: 0, by: -8).map { UInt8(~crc >> UInt32($0) & 0xFF) }
    }

    @Test func `errors have a sentence and a hint`() {
        for error in [PNGError.malformed("not a PNG"), .tooLarge(width: 9, height: 9)] {
            #expect(error.sentence.hasSuffix(".") && error.hint.hasSuffix("."))
        }
    }
}

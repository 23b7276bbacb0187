import ReceiptPrinting
import Testing

/// ReceiptLine text of one line, what the printer must receive for it, and what it stands for.
private let lineBytes: [(text: String, bytes: [UInt8])] = [
    ("|Receipt", [0x52, 0x65, 0x63, 0x65, 0x69, 0x70, 0x74]),
    // Chinese mode is on only where it is needed.
    ("|中文ok", [0x1C, 0x26, 0xD6, 0xD0, 0xCE, 0xC4, 0x6F, 0x6B, 0x1C, 0x2E]),
    // U+00A5 has only a four-byte code, whose digits would be printed: the wide yen sign stands in.
    ("|¥1", [0x1C, 0x26, 0xA3, 0xA4, 0x31, 0x1C, 0x2E]),
    ("|￥1", [0x1C, 0x26, 0xA3, 0xA4, 0x31, 0x1C, 0x2E]),
    ("|a\u{A0}b", [0x61, 0x20, 0x62]),
    ("|\u{301C}", [0x1C, 0x26, 0xA1, 0xAB, 0x1C, 0x2E]),
    ("|m²", [0x6D, 0x32]),
    ("|m³", [0x6D, 0x33]),
    // Byte 80 is the euro sign only in code page 936.
    ("|€", [0x1C, 0x26, 0xA2, 0xE3, 0x1C, 0x2E]),
    ("|é×°", [0x1C, 0x26, 0xA8, 0xA6, 0xA1, 0xC1, 0xA1, 0xE3, 0x1C, 0x2E]),
    // Emphasis, reverse.
    ("|\"b\"", [0x1B, 0x45, 0x01, 0x62, 0x1B, 0x45, 0x00]),
    ("|`r`", [0x1D, 0x42, 0x01, 0x72, 0x1D, 0x42, 0x00]),
    // Underline, for Chinese too.
    (
        "|_u_",
        [
            0x1B, 0x2D, 0x01, 0x1C, 0x21, 0x80, 0x1C, 0x2D, 0x01, 0x75,
            0x1B, 0x2D, 0x00, 0x1C, 0x21, 0x00, 0x1C, 0x2D, 0x00,
        ]
    ),
    // Sizes of both groups, and both back to normal.
    (
        "|^w",
        [
            0x1C, 0x21, 0x04, 0x1C, 0x2D, 0x00, 0x1D, 0x21, 0x10, 0x77,
            0x1C, 0x21, 0x00, 0x1C, 0x2D, 0x00, 0x1D, 0x21, 0x00,
        ]
    ),
    // Centred text begins in the middle of a column: 47 of 48 columns are free, at 6 dots a half.
    ("x", [0x1B, 0x24, 0x1A, 0x01, 0x78]),
    ("x|", [0x1B, 0x24, 0x34, 0x02, 0x78]),
]

@Suite struct EncoderTests {
    private static let start: [UInt8] = [0x1B, 0x40, 0x1B, 0x52, 0x00, 0x1C, 0x2E]
    private static let spacing: [UInt8] = [0x1B, 0x33, 30]
    private static let cut: [UInt8] = [0x1D, 0x56, 0x42, 0x00]

    private func encode(_ text: String, _ profile: PrinterProfile = .paper80mm) -> EncodedReceipt {
        let (document, findings) = ReceiptLine.layOut(text, on: profile.paper)
        #expect(findings.isEmpty)
        return ESCPOSEncoder.encode(document, for: profile)
    }

    @Test(arguments: lineBytes)
    func `a line becomes these bytes`(line: (text: String, bytes: [UInt8])) {
        let encoded = encode(line.text)
        #expect(encoded.bytes == Self.start + Self.spacing + line.bytes + [0x0A] + Self.cut)
        #expect(encoded.substitutions.isEmpty)
    }

    @Test func `what the printer lacks becomes a mark of the same width and is told`() {
        let encoded = encode("|a😀b\u{E000}c\u{3400}")
        // U+3400 has only a four-byte code; U+E000 has a two-byte code, but no agreed shape.
        #expect(encoded.substitutions == ["😀", "\u{E000}", "\u{3400}"])
        let mark: [UInt8] = [0xA1, 0xFE]
        let text = [0x61, 0x1C, 0x26] + mark + [0x62] + mark + [0x63] + mark + [0x1C, 0x2E]
        #expect(encoded.bytes == Self.start + Self.spacing + text + [0x0A] + Self.cut)
    }

    @Test func `no code is ever longer than two bytes`() {
        var profile = PrinterProfile.paper80mm
        profile.codePages = [:]
        // Every character of the Basic Multilingual Plane, one a line, as the printer reads it.
        for block in stride(from: UInt32(0x80), to: 0x1_0000, by: 0x100) {
            let characters = (block..<min(block + 0x100, 0x1_0000)).compactMap(Unicode.Scalar.init)
            var text = ""
            for character in characters { text.unicodeScalars.append(character) }
            // The second byte of a four-byte code is a digit.
            let digits = chineseTrailBytes(of: encode("|" + text, profile).bytes).filter {
                $0 < 0x40
            }
            #expect(digits.isEmpty, "from U+\(String(block, radix: 16))")
        }
    }

    private func chineseTrailBytes(of bytes: [UInt8]) -> [UInt8] {
        var trails: [UInt8] = []
        var isTrail = false
        for byte in bytes {
            if isTrail { trails.append(byte) }
            isTrail = !isTrail && byte >= 0x81
        }
        return trails
    }

    @Test func `a cut feeds the paper to the cutter and ends every job once`() {
        #expect(encode("|a\n==").bytes == encode("|a").bytes)
        var profile = PrinterProfile.paper80mm
        profile.cutter = .full
        #expect(encode("|a", profile).bytes.suffix(4) == [0x1D, 0x56, 0x41, 0x00])
        profile.cutter = .none(feedLines: 6)
        #expect(encode("|a", profile).bytes.suffix(3) == [0x1B, 0x64, 6])
    }

    @Test func `vertical rules of a frame touch from row to row`() {
        let bytes = encode("{border:line}\n|a\n{border:space}\n|b").bytes
        let spacings = bytes.indices.filter { bytes[$0...].starts(with: [0x1B, 0x33]) }
            .map { bytes[$0 + 2] }
        #expect(spacings == [0, 30])
    }
}

import ReceiptPrinting
import Testing

/// Text, how the printer is told it, and what it must receive.
private let encodedTexts: [(text: String, encoding: TextEncoding, bytes: [UInt8])] = [
    ("|é", .cp437, [0x1B, 0x74, 0, 0x82]),
    ("|é", .cp850, [0x1B, 0x74, 2, 0x82]),
    ("|€", .cp858, [0x1B, 0x74, 19, 0xD5]),
    ("|€", .windows1252, [0x1B, 0x74, 16, 0x80]),
    // One page after the other, and none twice.
    (
        "|é Ж ž é Ж", .multilingual,
        [0x1B, 0x74, 0, 0x82, 0x20, 0x1B, 0x74, 17, 0x86, 0x20, 0x1B, 0x74, 16, 0x9E, 0x20]
            + [0xE9, 0x20, 0x1B, 0x74, 17, 0x86]
    ),
    ("|中", .cp437, [0x3F]),
    // Latin that the Chinese font lacks: a single byte in the place of two.
    ("|中ř", .gb18030, [0x1C, 0x26, 0xD6, 0xD0, 0x1C, 0x2E, 0x1B, 0x74, 18, 0xFD, 0x20]),
    ("|中", .big5, [0x1C, 0x26, 0xA4, 0xA4, 0x1C, 0x2E]),
    ("|가", .cp949, [0x1C, 0x26, 0xB0, 0xA1, 0x1C, 0x2E]),
    ("|日ｱ\\\\", .shiftJIS, [0x93, 0xFA, 0xB1, 0x5C]),
]

@Suite struct EncodingTests {
    private func bytes(_ text: String, _ profile: PrinterProfile) -> EncodedReceipt {
        let (document, findings) = ReceiptLine.layOut(text, on: profile.paper)
        #expect(findings.isEmpty)
        return ESCPOSEncoder.encode(document, for: profile)
    }

    @Test(arguments: encodedTexts)
    func `text is sent in the printer's encoding`(
        text: (text: String, encoding: TextEncoding, bytes: [UInt8])
    ) {
        var profile = PrinterProfile.paper80mm
        profile.encoding = text.encoding
        let spacing: [UInt8] = [0x1B, 0x33, 30]
        let encoded = bytes(text.text, profile).bytes
        let row = encoded.split(separator: 0x0A)[0]
        let body = row.indices.first { row[$0...].starts(with: spacing) }.map { row[($0 + 3)...] }
        #expect(body.map(Array.init) == text.bytes)
    }

    @Test func `a font of GB2312 gets a mark for what only GBK has`() {
        var profile = PrinterProfile.paper80mm
        profile.chineseFont = .gb2312
        let encoded = bytes("|中國", profile)
        #expect(encoded.substitutions == ["國"])
        #expect(encoded.bytes.contains([0xD6, 0xD0, 0xA1, 0xFE]))
    }

    @Test func `a model without code pages gets a mark of the same width`() {
        var profile = PrinterProfile.paper80mm
        profile.codePages = [:]
        #expect(bytes("|ř", profile).bytes.contains([0x1C, 0x26, 0xA1, 0xFE]))
    }

    private struct Squares: GlyphSource {
        func bitmap(of character: Unicode.Scalar, width: Int, height: Int) -> Bitmap? {
            guard character == "😀" else { return nil }
            var bitmap = Bitmap(width: width, height: height)
            // Columns of 10 05 00, which nobody may take for a command.
            for x in 0..<width {
                bitmap[x, 3] = true
                bitmap[x, 13] = true
                bitmap[x, 15] = true
            }
            return bitmap
        }
    }

    @Test func `what the font lacks is drawn into its place, where it can be drawn`() {
        let profile = PrinterProfile.paper80mm
        let (document, _) = ReceiptLine.layOut("|a😀b^😀\u{3400}", on: profile.paper)
        let encoded = ESCPOSEncoder.encode(document, for: profile, drawing: Squares())
        #expect(encoded.substitutions == ["😀", "\u{3400}"])
        #expect(encoded.bytes.contains([0x61, 0x1B, 0x2A, 33, 24, 0, 0x18, 0x05, 0x00]))
        #expect(encoded.bytes.contains([0x1B, 0x2A, 33, 48, 0]))
        let picture = ESCPOSPicture(encoded.bytes)
        #expect(picture.cells.map(\.x) == [0, 36, 96])
        #expect(picture.cells.map(\.character) == ["a", "b", "〓"])
        #expect(picture.dots[13]?.count == 24 + 48)
    }

    @Test func `the drawer is opened by a pulse`() {
        #expect(ESCPOSEncoder.openDrawer() == [0x1B, 0x70, 0, 25, 250])
        #expect(
            ESCPOSEncoder.openDrawer(connector: 1, pulseMilliseconds: 10_000)
                == [0x1B, 0x70, 1, 255, 250]
        )
    }

    @Test func `commands of a template are passed on as they are`() {
        let encoded = bytes("{x:\\x1b\\x70\\x00\\x19\\xfa}\n|a", .paper80mm).bytes
        #expect(encoded.contains([0x1B, 0x70, 0x00, 0x19, 0xFA]))
    }

    @Test func `an empty line feeds paper, whatever the line spacing`() {
        var profile = PrinterProfile.paper80mm
        profile.lineSpacingDots = 24
        #expect(bytes("|a\n\n|b", profile).bytes.contains([0x61, 0x0A, 0x20, 0x0A, 0x62, 0x0A]))
    }
}

extension [UInt8] {
    /// Whether these bytes stand in it one after the other.
    func contains(_ part: [UInt8]) -> Bool {
        indices.contains { self[$0...].starts(with: part) }
    }
}

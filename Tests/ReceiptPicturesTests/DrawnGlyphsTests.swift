import Drawing
import ReceiptPrinting
import Testing
import VirtualPrinters

@testable import ReceiptPictures

@Suite struct DrawnGlyphsTests {
    /// A rare name (four bytes in GB18030), one beyond the first 65,536 characters, and an emoji.
    @Test(arguments: ["㼭", "\u{20000}", "😀"] as [Unicode.Scalar])
    func `what the printer lacks stands as dots where the character would`(
        character: Unicode.Scalar
    ) throws {
        let profile = PrinterProfile.paper80mm
        let text = "{width:10 *}\n户名 |王\(Character(character))明^\(Character(character))"
        let (document, _) = ReceiptLine.layOut(text, on: profile.paper)
        let encoded = ESCPOSEncoder.encode(document, for: profile, drawing: DrawnGlyphs())
        #expect(encoded.substitutions == [character])
        var printer = VirtualPrinter(dotsPerLine: profile.dotsPerLine)
        let receipt = try #require(printer.receive(encoded.bytes).receipts.first)
        #expect(printer.unknownCommands.isEmpty)
        let dots = receipt.sheet.marks.compactMap { mark -> (dots: Drawing.Bitmap, x: Int)? in
            if case .bitmap(let dots, let x, _) = mark { (dots, x) } else { nil }
        }
        let names = receipt.sheet.marks.compactMap { mark -> (character: Character, x: Int)? in
            if case .cell(let cell) = mark { (cell.character, cell.x) } else { nil }
        }
        // Columns 10 + 1 are the first of the value.
        let left = 11 * 12
        #expect(names.first { $0.character == "王" }?.x == left)
        #expect(names.first { $0.character == "明" }?.x == left + 48)
        guard let drawn = glyph(character, width: 24, height: 24) else {
            #expect(dots.isEmpty, "no font of this machine has it")
            #expect(names.filter { $0.character == "〓" }.map(\.x) == [left + 24, left + 72])
            return
        }
        #expect(dots.map(\.x) == [left + 24, left + 72])
        #expect(dots.first?.dots == drawn)
        #expect(dots.last?.dots.width == 48)
    }

    @Test func `a character that no font has is left to the mark`() {
        let glyphs = DrawnGlyphs()
        for _ in 0..<2 { #expect(glyphs.bitmap(of: "\u{10FFFE}", width: 24, height: 24) == nil) }
    }

    @Test func `each is drawn once, and not every one is kept`() throws {
        let glyphs = DrawnGlyphs()
        let first = try #require(glyphs.bitmap(of: "钱", width: 24, height: 24))
        #expect(glyphs.bitmap(of: "钱", width: 24, height: 24) == first)
        #expect(glyphs.keptCount == 1)
        for value in UInt32(0x4E00)..<0x4F10 {
            let character = try #require(Unicode.Scalar(value))
            _ = glyphs.bitmap(of: character, width: 24, height: 24)
        }
        #expect((1..<272).contains(glyphs.keptCount), "as many as were asked for")
        #expect(glyphs.bitmap(of: "钱", width: 24, height: 24) == first)
    }
}

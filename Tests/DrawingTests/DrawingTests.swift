import Drawing
import Testing

@Suite struct DrawingTests {
    @Test func `each style has the dots it should have`() {
        var cell = Cell("阳", width: 24, height: 24)
        let plain = drawn(cell)
        #expect(plain.width == 24 && plain.height == 24)
        #expect((60...300).contains(ink(plain)), "\(ink(plain)) dots of a character")
        cell.isBold = true
        #expect(ink(drawn(cell)) > ink(plain))
        cell.isBold = false
        cell.underlineDots = 2
        let underlined = drawn(cell)
        #expect((0..<24).allSatisfy { underlined[$0, 22] && underlined[$0, 23] })
        cell.underlineDots = 0
        cell.isReversed = true
        #expect(abs(ink(drawn(cell)) - (576 - ink(plain))) < 40)
        cell.isReversed = false
        (cell.timesWide, cell.timesHigh) = (3, 2)
        #expect(drawn(cell).width == 72 && ink(drawn(cell)) > 4 * ink(plain))
    }

    @Test func `a turned cell is the same from the other side`() {
        var cell = Cell("7", width: 12, height: 24)
        let upright = drawn(cell)
        cell.isUpsideDown = true
        #expect(drawn(cell) == upright.upsideDown)
    }

    @Test(arguments: ["￥", "钱", "é", "\u{20000}", "😀", "ع"])
    func `every character has a shape, if only a box`(character: Character) {
        #expect(ink(drawn(Cell(character, width: 24, height: 24))) > 10)
    }

    @Test func `a glyph is drawn, or known to lack`() throws {
        let normal = try #require(glyph("钱", width: 24, height: 24))
        #expect(ink(normal) > 60)
        // Kept free by Unicode for ever.
        #expect(glyph("\u{10FFFE}", width: 24, height: 24) == nil)
    }

    @Test func `a glyph of double width is as much wider`() throws {
        let normal = try #require(glyph("钱", width: 24, height: 24))
        let wide = try #require(glyph("钱", width: 48, height: 24))
        #expect(wide.width == 48 && wide.height == 24)
        #expect((24..<48).contains { x in (0..<24).contains { wide[x, $0] } })
        #expect((180...220).contains(100 * ink(wide) / ink(normal)))
    }

    @Test func `dots are drawn where they are, blocks too`() {
        var dots = Bitmap(width: 3, height: 2)
        dots[0, 0] = true
        dots[2, 1] = true
        let sheet = Sheet(
            width: 10,
            height: 10,
            marks: [.bitmap(dots, x: 4, y: 5), .block(x: 0, y: 9, width: 10, height: 1)]
        )
        let bitmap = sheet.bitmap()
        #expect(bitmap[4, 5] && bitmap[6, 6] && !bitmap[5, 5])
        #expect(ink(bitmap) == 12)
    }

    @Test(arguments: [1, 2, 3])
    func `a picture has paper around the print`(pixelsPerDot: Int) throws {
        var bitmap = Bitmap(width: 8, height: 8)
        bitmap[0, 0] = true
        let sheet = Sheet(width: 384, height: 100, marks: [.bitmap(bitmap, x: 0, y: 0)])
        let picture = PaperPicture(of: sheet, pixelsPerDot: pixelsPerDot)
        let read = try #require(Bitmap(png: picture.png()))
        #expect(read.width == (384 + 80 + 48) * pixelsPerDot)
        #expect(read[64 * pixelsPerDot, 64 * pixelsPerDot])
        #expect(ink(read) == pixelsPerDot * pixelsPerDot)
    }

    @Test func `what is no picture is none`() {
        #expect(Bitmap(png: []) == nil)
        #expect(Bitmap(png: [0x89, 0x50, 0x4E, 0x47]) == nil)
    }

    private func drawn(_ cell: Cell) -> Bitmap {
        Sheet(width: cell.fullWidth, height: cell.fullHeight, marks: [.cell(cell)]).bitmap()
    }

    private func ink(_ bitmap: Bitmap) -> Int {
        (0..<bitmap.height).reduce(0) { sum, y in
            sum + (0..<bitmap.width).count { bitmap[$0, y] }
        }
    }
}

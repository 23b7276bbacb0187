import Drawing
import Testing

@Suite struct BitmapTests {
    @Test func `rows of bytes and dots are the same`() {
        let rows: [UInt8] = [0b1010_0000, 0b1000_0000, 0b0000_0001, 0b0000_0000]
        let bitmap = Bitmap(width: 9, height: 2, rows: rows)
        #expect(bitmap[0, 0] && !bitmap[1, 0] && bitmap[2, 0] && bitmap[8, 0] && bitmap[7, 1])
        #expect(bitmap.rows == rows)
    }

    @Test func `outside all is white`() {
        let black = Bitmap(width: 1, height: 1, rows: [0x80])
        #expect(black[0, 0] && !black[1, 0] && !black[0, -1])
        #expect(black.enlarged(width: 2, height: 3).rows == [0xC0, 0xC0, 0xC0])
        #expect(black.cropped(x: -1, y: 0, width: 3, height: 1).rows == [0x40])
    }
}

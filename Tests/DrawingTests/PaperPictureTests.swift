import Drawing
import Testing

@Suite struct BitmapTests {
    @Test func `rows of bytes and dots are the same`() {
        let rows: [UInt8] = [0b1010_0000, 0b1000_0000, 0b0000_0001, 0b0000_0000]
        let bitmap = Bitmap(width: 9, height: 2, rows: rows)
        #expect(bitmap[0, 0] && !bitmap[1, 0] && bitmap[2, 0] && bitmap[8, 0] && bitmap[7, 1])
        #expect(bitmap.rows == rows)
    }
}

import Symbols
import Testing

/// Codes, and what a reader says of them.
private let readable: [(code: Barcode?, read: String)] = [
    (.code128("KIOSK-007"), "CODE-128:KIOSK-007"),
    (.code128("20261122"), "CODE-128:20261122"),
    (.code128("A1234567B"), "CODE-128:A1234567B"),
    (.code128("abc123456789xyz~"), "CODE-128:abc123456789xyz~"),
    (.code93("METER 42/7"), "CODE-93:METER 42/7"),
    (.code39("CARD 62100042"), "CODE-39:CARD 62100042"),
    (.itf("12345678"), "I2/5:12345678"),
    (.codabar("A12345B"), "Codabar:A12345B"),
    (.ean("690123456789"), "EAN-13:6901234567892"),
    (.ean("1234567"), "EAN-8:12345670"),
    (.upc("03600029145"), "UPC-A:036000291452"),
    (.upc("0425261"), "UPC-E:04252614"),
]

/// Data, and the number of symbols that the shortest Code 128 needs.
private let shortest: [(data: String, symbols: Int)] = [
    ("12", 4), ("1234", 5), ("A", 4), ("A1234", 7), ("A12345", 8), ("\u{1}A", 5),
    ("a\u{1}b", 7), ("12345", 7),
]

/// Data that its kind cannot say.
private let impossible: [Barcode?] = [
    .code128(""), .code128("é"), .code93(""), .code93("中"), .code39("lower"), .code39("**"),
    .code39(""), .itf("123"), .itf("12a4"), .itf(""), .codabar("12345"), .codabar("A12E5B"),
    .codabar("AB"), .ean("12345"), .ean("abcdefghijkl"), .ean("1234567890"), .upc("1234567"),
    .upc("123456789"), .upc(""),
]

@Suite struct BarcodeTests {
    @Test(.needsZbar, arguments: readable)
    func `a reader reads what was written`(code: (code: Barcode?, read: String)) throws {
        let code = (barcode: try #require(code.code), read: code.read)
        let widths = code.barcode.widths(module: 3)
        var dark: [Bool] = []
        for (index, width) in widths.enumerated() {
            dark += [Bool](repeating: index.isMultiple(of: 2), count: width)
        }
        let picture = SymbolPicture(width: dark.count, height: 60, quiet: 40, scale: 1) { x, _ in
            dark[x]
        }
        #expect(try picture.read() == [code.read])
    }

    @Test(arguments: shortest)
    func `Code 128 takes the shortest way`(code: (data: String, symbols: Int)) {
        #expect(Barcode.code128(code.data)?.code128.count == code.symbols)
    }

    @Test(arguments: impossible.indices)
    func `what a kind cannot say is refused`(index: Int) { #expect(impossible[index] == nil) }

    @Test func `check digits are always computed`() {
        #expect(Barcode.ean("6901234567890")?.data == "6901234567892")
        #expect(Barcode.ean("96385079")?.data == "96385074")
        #expect(Barcode.upc("036000291450")?.text == "036000291452")
    }

    @Test func `the text below is what can be seen of the data`() {
        #expect(Barcode.code128("\tA\u{7F}")?.text == " A ")
        #expect(Barcode.code39("42")?.text == "*42*")
        #expect(Barcode.codabar("c00-42$d")?.text == "c00-42$d")
    }

    @Test func `wide is two and a half times narrow, rounded up`() {
        for (module, wide) in [(2, 5), (3, 8), (4, 10)] {
            #expect(Set(Barcode.itf("12")?.widths(module: module) ?? []) == [module, wide])
        }
    }
}

import TestSupport
import Testing

@testable import Symbols

/// Bytes that versions hold at the levels L, M, Q and H (ISO/IEC 18004, table 7).
private let capacities: [(version: Int, bytes: [Int])] = [
    (1, [17, 14, 11, 7]), (2, [32, 26, 20, 14]), (6, [134, 106, 74, 58]),
    (7, [154, 122, 86, 64]), (9, [230, 180, 130, 98]), (10, [271, 213, 151, 119]),
    (14, [458, 362, 258, 194]), (20, [858, 666, 482, 382]), (27, [1465, 1125, 805, 625]),
    (32, [1952, 1538, 1112, 842]), (40, [2953, 2331, 1663, 1273]),
]

@Suite struct QRCodeTests {
    @Test(arguments: capacities)
    func `the smallest version that holds the data is taken`(
        capacity: (version: Int, bytes: [Int])
    ) {
        for correction in QRCorrection.allCases {
            let bytes = capacity.bytes[correction.rawValue]
            let full = [UInt8](repeating: 0x61, count: bytes)
            #expect(QRCode(full, correction: correction)?.version == capacity.version)
            let next = capacity.version < 40 ? capacity.version + 1 : nil
            #expect(QRCode(full + [0x61], correction: correction)?.version == next)
        }
    }

    @Test func `no data is no code`() { #expect(QRCode([]) == nil) }

    /// The example of the standard (annex I): 01234567 at version 1, level M.
    @Test func `the correction codewords are those of the standard's example`() {
        let data: [UInt8] = [
            0x10, 0x20, 0x0C, 0x56, 0x61, 0x80, 0xEC, 0x11, 0xEC, 0x11, 0xEC, 0x11, 0xEC, 0x11,
            0xEC, 0x11,
        ]
        let generator = ReedSolomon.generator(degree: 10)
        let expected: [UInt8] = [0xA5, 0x24, 0xD4, 0xC1, 0xED, 0x36, 0xC7, 0x87, 0x2C, 0x55]
        #expect(ReedSolomon.remainder(of: data[...], by: generator) == expected)
    }

    @Test(arguments: [1, 6, 7, 20, 32, 40])
    func `every codeword has its place`(version: Int) {
        let path = QRGrid(version: version).path
        #expect(path.count / 8 == QRLayout.codewords(version: version))
        #expect(Set(path).count == path.count)
    }

    /// Sides of up to 64 modules and wider ones are told apart; both lines of each kind count.
    @Test(arguments: [1, 14, 15, 60, 213, 321, 322, 1125, 2331])
    func `symbols are those of the standard's rules, applied one by one`(length: Int) throws {
        var generator = SeededGenerator(seed: UInt64(length))
        for _ in 0..<4 {
            let data = (0..<length).map { _ in UInt8.random(in: 0...255, using: &generator) }
            let code = try #require(QRCode(data, correction: .medium))
            #expect(code.modules() == QRReference(code: code).modules())
        }
    }

    @Test(arguments: [21, 61, 64, 125, 128, 129, 177])
    func `a score is the sum of what makes lines hard to read`(side: Int) {
        var generator = SeededGenerator(seed: UInt64(side))
        // Runs of a few modules, so that every rule applies somewhere.
        var grid = ModuleGrid(side: side)
        for y in 0..<side {
            for x in 0..<side {
                let follows = Int.random(in: 0..<10, using: &generator) < 6
                grid[x, y] = x > 0 && follows ? grid[x - 1, y] : Bool.random(using: &generator)
            }
            for (offset, dark) in [1, 0, 1, 1, 1, 0, 1].enumerated() where y.isMultiple(of: 3) {
                grid[min(side - 1, y % (side - 6) + offset), y] = dark == 1
            }
        }
        let expected = QRReference.score(of: grid)
        let wide = QRPattern<WideQRRow>.lines(of: grid)
        #expect(QRScore.score(rows: wide.rows, columns: wide.columns) == expected)
        guard side <= 64 else { return }
        let narrow = QRPattern<UInt64>.lines(of: grid)
        #expect(QRScore.score(rows: narrow.rows, columns: narrow.columns) == expected)
    }

    @Test(.needsZbar, arguments: QRCorrection.allCases, [1, 14, 40, 150, 700])
    func `a reader reads what was written`(correction: QRCorrection, length: Int) throws {
        let text = String(repeating: "K0007-1-000042 ", count: 50).prefix(length)
        let code = try #require(QRCode(Array(text.utf8), correction: correction))
        let modules = code.modules()
        let picture = SymbolPicture(width: modules.side, height: modules.side, quiet: 4, scale: 3) {
            modules[$0, $1]
        }
        #expect(try picture.read() == ["QR-Code:\(text)"])
    }
}

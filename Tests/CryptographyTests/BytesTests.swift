import Cryptography
import Testing

@Suite struct `Bytes` {
    @Test(
        arguments: [
            ("", []), ("00", [0]), ("ff", [0xFF]), ("aBcD", [0xAB, 0xCD]),
            ("0123456789", [1, 0x23, 0x45, 0x67, 0x89]),
        ] as [(String, [UInt8])]
    )
    func `hexadecimal digits of either case are read`(_ text: String, _ bytes: [UInt8]) {
        #expect([UInt8](hexadecimal: text) == bytes)
        #expect(bytes.hexadecimal == text.uppercased())
    }

    @Test(arguments: ["0", "000", "0g", "G0", " 00", "0x00", "00 ", "-1", "٠٠", "é"])
    func `anything else is refused`(_ text: String) {
        #expect([UInt8](hexadecimal: text) == nil)
    }

    @Test(
        arguments: [
            ([], [], true), ([1], [1], true), ([1, 2, 3], [1, 2, 3], true), ([1], [2], false),
            ([1, 2, 3], [1, 2, 2], false), ([0, 2, 3], [1, 2, 3], false), ([1], [1, 1], false),
            ([], [0], false),
        ] as [([UInt8], [UInt8], Bool)]
    )
    func `comparison in constant time is equality`(
        _ left: [UInt8],
        _ right: [UInt8],
        _ areEqual: Bool
    ) {
        #expect(equalInConstantTime(left, right) == areEqual)
        #expect(equalInConstantTime(right, left) == areEqual)
    }

    @Test func `random bytes come in the number asked for and do not repeat`() {
        #expect(SecureRandom.bytes(0) == [])
        let draws = Set((0..<64).map { _ in SecureRandom.bytes(16) })
        #expect(draws.count == 64)
        #expect(draws.allSatisfy { $0.count == 16 })
    }
}

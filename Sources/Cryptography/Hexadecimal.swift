extension [UInt8] {
    /// Bytes from hexadecimal digits of either case; nil for an odd number of them or other signs.
    public init?(hexadecimal text: some StringProtocol) {
        let digits = text.utf8.map { Self.value(ofDigit: $0) }
        guard digits.count.isMultiple(of: 2), !digits.contains(nil) else { return nil }
        self = stride(from: 0, to: digits.count, by: 2).map { index in
            (digits[index] ?? 0) << 4 | (digits[index + 1] ?? 0)
        }
    }

    private static func value(ofDigit digit: UInt8) -> UInt8? {
        switch digit {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): digit - UInt8(ascii: "0")
        case UInt8(ascii: "A")...UInt8(ascii: "F"): digit - UInt8(ascii: "A") + 10
        case UInt8(ascii: "a")...UInt8(ascii: "f"): digit - UInt8(ascii: "a") + 10
        default: nil
        }
    }
}

extension Collection<UInt8> {
    /// Upper-case hexadecimal digits without separators.
    public var hexadecimal: String {
        let count = 2 * count
        return String(unsafeUninitializedCapacity: count) { text in
            var index = 0
            for byte in self {
                text[index] = Self.digit(byte >> 4)
                text[index + 1] = Self.digit(byte & 0xF)
                index += 2
            }
            return count
        }
    }

    private static func digit(_ value: UInt8) -> UInt8 {
        value < 10 ? UInt8(ascii: "0") + value : UInt8(ascii: "A") + value - 10
    }
}

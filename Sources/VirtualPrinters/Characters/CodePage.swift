/// The upper half of the single-byte characters, by the number of `ESC t`.
enum CodePage {
    /// Epson's numbers, as most models have them.
    private static let names: [UInt8: String] = [
        0: "CP437", 2: "CP850", 3: "CP860", 4: "CP863", 5: "CP865", 16: "CP1252", 17: "CP866",
        18: "CP852", 19: "CP858",
    ]
    private static let katakana: UInt8 = 1

    /// Whether the printer has the code page.
    static func exists(_ number: UInt8) -> Bool { number == katakana || names[number] != nil }

    /// The character of a byte from 80 up; nil for a code that the page leaves empty.
    static func character(_ byte: UInt8, page: UInt8) -> Character? {
        tables[page]?[Int(byte) - 0x80]
    }

    private static let tables: [UInt8: [Character?]] = {
        var tables = names.mapValues { name in
            (UInt8(0x80)...0xFF).map { TextConverter.character([$0], in: name) }
        }
        // Graphic characters below and above, which no receipt of ours has, are left empty.
        tables[katakana] = (UInt8(0x80)...0xFF).map { byte in
            guard (0xA1...0xDF).contains(byte) else { return nil }
            return Unicode.Scalar(0xFF61 + UInt32(byte) - 0xA1).map(Character.init)
        }
        return tables
    }()
}

/// Code 93 with all of ASCII: what has no value of its own is a shift and a letter.
enum Code93 {
    private static let startAndStop = 47

    /// Nil for a byte above ASCII, or none.
    static func barcode(_ data: [UInt8]) -> Barcode? {
        guard !data.isEmpty else { return nil }
        var values: [Int] = []
        for byte in data {
            guard let code = code(of: byte) else { return nil }
            values += code
        }
        values.append(check(values, turn: 20))
        values.append(check(values, turn: 15))
        let symbols = [startAndStop] + values + [startAndStop]
        // One more bar ends the last space.
        let elements = symbols.flatMap { BarcodePatterns.code93[$0] } + [1]
        let text = data.map { (0x21...0x7E).contains($0) ? String(Unicode.Scalar($0)) : " " }
        return Barcode(elements: .modules(elements), text: text.joined())
    }

    /// Weights from 1 up, from the right, beginning anew after `turn`.
    private static func check(_ values: [Int], turn: Int) -> Int {
        values.reversed().enumerated().reduce(0) { $0 + ($1.offset % turn + 1) * $1.element } % 47
    }

    private static func code(of byte: UInt8) -> [Int]? {
        guard byte < 0x80 else { return nil }
        let character = Character(Unicode.Scalar(byte))
        if let value = BarcodePatterns.code93Characters.firstIndex(of: character) {
            return [value]
        }
        let letterA = 10
        let (dollar, percent, slash, plus) = (43, 44, 45, 46)
        let offset = Int(byte)
        return switch byte {
        case 0x00: [percent, letterA + 20]
        case 0x01...0x1A: [dollar, letterA + offset - 0x01]
        case 0x1B...0x1F: [percent, letterA + offset - 0x1B]
        case 0x21...0x3A: [slash, letterA + offset - 0x21]
        case 0x3B...0x3F: [percent, letterA + 5 + offset - 0x3B]
        case 0x40: [percent, letterA + 21]
        case 0x5B...0x5F: [percent, letterA + 10 + offset - 0x5B]
        case 0x60: [percent, letterA + 22]
        case 0x61...0x7A: [plus, letterA + offset - 0x61]
        default: [percent, letterA + 15 + offset - 0x7B]
        }
    }
}

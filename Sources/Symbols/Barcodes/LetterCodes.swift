/// Code 93 with full ASCII: characters of its 43, and others as pairs with a shift.
enum Code93 {
    private static let alphabet = Array("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ-. $/+%".utf8)
    private static let dollar = 43
    private static let percent = 44
    private static let slash = 45
    private static let plus = 46

    static func elements(of data: String) -> [BarElement]? {
        var values: [Int] = []
        for byte in data.utf8 {
            guard byte < 0x80 else { return nil }
            values += self.values(of: byte)
        }
        guard !values.isEmpty else { return nil }
        values.append(check(values, period: 20))
        values.append(check(values, period: 15))
        let symbols = [startStop] + values.map { patterns[$0] } + [startStop]
        return symbols.flatMap { BarElement.runs($0, count: 9) } + [.modules(1)]
    }

    /// Weights 1, 2, 3 … from the end, starting anew after `period`.
    private static func check(_ values: [Int], period: Int) -> Int {
        values.reversed().enumerated().reduce(0) { $0 + ($1.offset % period + 1) * $1.element } % 47
    }

    private static func values(of byte: UInt8) -> [Int] {
        if let value = alphabet.firstIndex(of: byte) { return [value] }
        func pair(_ shift: Int, from first: UInt8, letter: Int) -> [Int] {
            [shift, 10 + letter + Int(byte - first)]
        }
        switch byte {
        case 0x00: return pair(percent, from: 0x00, letter: 20)
        case 0x01...0x1A: return pair(dollar, from: 0x01, letter: 0)
        case 0x1B...0x1F: return pair(percent, from: 0x1B, letter: 0)
        case 0x21...0x2C: return pair(slash, from: 0x21, letter: 0)
        case 0x3A: return pair(slash, from: 0x3A, letter: 25)
        case 0x3B...0x3F: return pair(percent, from: 0x3B, letter: 5)
        case 0x40: return pair(percent, from: 0x40, letter: 21)
        case 0x5B...0x5F: return pair(percent, from: 0x5B, letter: 10)
        case 0x60: return pair(percent, from: 0x60, letter: 22)
        case 0x61...0x7A: return pair(plus, from: 0x61, letter: 0)
        default: return pair(percent, from: 0x7B, letter: 15)
        }
    }

    private static let startStop = 0x15E
    /// Nine modules each, the shifts at the end.
    private static let patterns = [
        0x114, 0x148, 0x144, 0x142, 0x128, 0x124, 0x122, 0x150, 0x112, 0x10A, 0x1A8, 0x1A4,
        0x1A2, 0x194, 0x192, 0x18A, 0x168, 0x164, 0x162, 0x134, 0x11A, 0x158, 0x14C, 0x146,
        0x12C, 0x116, 0x1B4, 0x1B2, 0x1AC, 0x1A6, 0x196, 0x19A, 0x16C, 0x166, 0x136, 0x13A,
        0x12E, 0x1D4, 0x1D2, 0x1CA, 0x16E, 0x176, 0x1AE, 0x126, 0x1DA, 0x1D6, 0x132,
    ]
}

/// Code 39: nine elements a character, three of them wide.
enum Code39 {
    private static let alphabet = Array("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ-. $/+%*".utf8)
    private static let star = UInt8(ascii: "*")

    /// The data with its stars, and its bars.
    static func encode(_ data: String) -> (data: String, elements: [BarElement])? {
        var body = Array(data.utf8)[...]
        if body.first == star { body = body.dropFirst() }
        if body.last == star { body = body.dropLast() }
        guard !body.isEmpty, !body.contains(star) else { return nil }
        var elements: [BarElement] = []
        for byte in [star] + body + [star] {
            guard let value = alphabet.firstIndex(of: byte) else { return nil }
            if !elements.isEmpty { elements.append(.narrow) }
            elements += BarElement.widths(patterns[value], count: 9)
        }
        return ("*" + String(decoding: body, as: UTF8.self) + "*", elements)
    }

    private static let patterns = [
        0x034, 0x121, 0x061, 0x160, 0x031, 0x130, 0x070, 0x025, 0x124, 0x064, 0x109, 0x049,
        0x148, 0x019, 0x118, 0x058, 0x00D, 0x10C, 0x04C, 0x01C, 0x103, 0x043, 0x142, 0x013,
        0x112, 0x052, 0x007, 0x106, 0x046, 0x016, 0x181, 0x0C1, 0x1C0, 0x091, 0x190, 0x0D0,
        0x085, 0x184, 0x0C4, 0x0A8, 0x0A2, 0x08A, 0x02A, 0x094,
    ]
}

/// Codabar, also called NW-7: seven elements a character.
enum Codabar {
    private static let alphabet = Array("0123456789-$:/.+ABCD".utf8)

    static func elements(of data: String) -> [BarElement]? {
        let text = Array(data.uppercased().utf8)
        var elements: [BarElement] = []
        guard text.count >= 3 else { return nil }
        for (index, byte) in text.enumerated() {
            let isEnd = index == 0 || index == text.count - 1
            guard let value = alphabet.firstIndex(of: byte), isEnd == (value >= 16) else {
                return nil
            }
            if !elements.isEmpty { elements.append(.narrow) }
            elements += BarElement.widths(patterns[value], count: 7)
        }
        return elements
    }

    private static let patterns = [
        0x03, 0x06, 0x09, 0x60, 0x12, 0x42, 0x21, 0x24, 0x30, 0x48, 0x0C, 0x18, 0x45, 0x51, 0x54,
        0x15, 0x1A, 0x29, 0x0B, 0x0E,
    ]
}

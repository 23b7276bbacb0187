/// How a printer is told its characters, by the names that the corpus and `--encoding` use.
public enum TextEncoding: String, Sendable, Hashable, CaseIterable {
    case gb18030
    case big5
    case cp949
    case shiftJIS = "shiftjis"
    /// Whatever code page has the character.
    case multilingual
    case cp437
    case cp850
    case cp852
    case cp858
    case cp860
    case cp863
    case cp865
    case cp866
    case windows1252

    /// How wide its characters are.
    public var measure: CharacterMeasure {
        switch self {
        case .gb18030, .big5, .cp949: .eastAsian
        case .shiftJIS: .shiftJIS
        case .multilingual, .cp437, .cp850, .cp852, .cp858, .cp860, .cp863, .cp865, .cp866,
            .windows1252:
            .single
        }
    }

    /// What is written instead of characters that it lacks or has in another place.
    public var respellings: [Unicode.Scalar: String] {
        switch self {
        case .gb18030: Self.chineseRespellings
        case .shiftJIS: ["\\": "¥", "\u{203E}": "~", "\u{301C}": "\u{FF5E}"]
        case .big5, .cp949: ["\u{A0}": " "]
        default: ["\u{A0}": " ", "￥": "¥"]
        }
    }

    /// Characters with only a four-byte code that receipts need, and what is printed for them.
    private static let chineseRespellings: [Unicode.Scalar: String] = [
        "\u{A5}": "￥", "\u{A0}": " ", "\u{301C}": "～", "²": "2", "³": "3", "㎥": "m3",
        "\u{2212}": "-",
    ]
}

/// A set of 128 characters for the bytes from 80 up.
public enum CodePage: String, Sendable, Hashable, CaseIterable {
    // In the order in which a character is looked for.
    case cp437
    case windows1252
    case cp866
    case cp852
    case cp858
    case cp850
    case cp860
    case cp863
    case cp865
    case katakana

    /// The numbers of Epson's printers, which most others took over.
    public static let commonNumbers: [CodePage: UInt8] = [
        .cp437: 0, .katakana: 1, .cp850: 2, .cp860: 3, .cp863: 4, .cp865: 5, .windows1252: 16,
        .cp866: 17, .cp852: 18, .cp858: 19,
    ]
}

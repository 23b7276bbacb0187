/// The width and height of characters, in multiples of the normal cell: one of the language's eight.
public struct TextSize: Sendable, Hashable {
    /// As many as the marks `^` that select it; 0 is normal.
    let number: UInt8

    init(number: Int) { self.number = UInt8(min(number, 7)) }

    static let normal = TextSize(number: 0)

    /// 1 to 6.
    public var width: Int { number < 4 ? Int(number & 1) + 1 : Int(number) - 1 }
    /// 1 to 6.
    public var height: Int { number < 4 ? Int(number >> 1) + 1 : Int(number) - 1 }
}

/// How characters look.
public struct TextStyle: Sendable, Hashable {
    /// Bit 0 underlined, 1 emphasized, 2 reversed, 3 to 5 the size.
    private(set) var bits: UInt8 = 0

    static let plain = TextStyle()

    /// A line below.
    public var isUnderlined: Bool { bits & 1 != 0 }
    /// Bold.
    public var isEmphasized: Bool { bits & 2 != 0 }
    /// White on black.
    public var isReversed: Bool { bits & 4 != 0 }
    /// Multiples of the normal cell.
    public var size: TextSize {
        get { TextSize(number: Int(bits >> 3)) }
        set { bits = bits & 7 | newValue.number << 3 }
    }

    /// Turns on or off what one of the marks `_ " `` ` `` ` stands for.
    mutating func toggle(mark: Unicode.Scalar) {
        switch mark {
        case "_": bits ^= 1
        case "\"": bits ^= 2
        default: bits ^= 4
        }
    }
}

/// A code point and how it looks.
public struct Glyph: Sendable, Hashable {
    /// Never a control character.
    public let character: Unicode.Scalar
    /// How it looks.
    public let style: TextStyle

    static let space = Glyph(character: " ", style: .plain)
}

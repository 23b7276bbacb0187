/// How many columns a code point takes, after the encoding a printer is given.
public enum CharacterMeasure: Sendable, Hashable {
    /// Every code point is one column: the code pages of Western printers.
    case single
    /// ASCII and U+00A0 are one column, all else two: GB18030, Big5, Korean. That is what a
    /// Chinese printer does with its two-byte codes, also for `é` and `°`.
    case eastAsian
    /// As `eastAsian`, but the half-width kana are one column, and so is the yen sign, which
    /// stands where ASCII has its backslash.
    case shiftJIS

    /// The columns of one code point at normal size.
    public func columns(of character: Unicode.Scalar) -> Int {
        switch self {
        case .single: 1
        case .eastAsian: Self.isNarrow(character) ? 1 : 2
        case .shiftJIS: Self.isNarrow(character) || Self.isHalfWidth(character) ? 1 : 2
        }
    }

    private static func isNarrow(_ character: Unicode.Scalar) -> Bool {
        character.value < 0x80 || character.value == 0xA0
    }

    private static func isHalfWidth(_ character: Unicode.Scalar) -> Bool {
        character.value == 0xA5 || character.value == 0x203E
            || (0xFF61...0xFF9F).contains(character.value)
    }
}

/// What a receipt is laid out for: the width of the paper and the characters it can show.
public struct Paper: Sendable, Equatable {
    /// The widths, in columns, that the ReceiptLine language knows.
    public static let columnRange = 24...96

    /// Columns of the paper; 32 on paper of 58 mm, 48 on 80 mm.
    public let columns: Int
    /// How wide characters are.
    public let measure: CharacterMeasure
    /// What is written instead of a code point, before it is measured: a printer without `³` is
    /// given a `3`, and the column it saves is left to the rest of the line.
    public let respellings: [Unicode.Scalar: String]

    /// Lines are 30 dots apart instead of 24, but not inside a frame, whose rules must touch.
    public let isSpaced: Bool

    /// A bit for each remainder by 64 that a respelled code point has: few characters need a search.
    private let respelledRemainders: UInt64

    /// Describes paper of so many columns; traps outside `columnRange`.
    public init(
        columns: Int,
        measure: CharacterMeasure = .eastAsian,
        respellings: [Unicode.Scalar: String] = [:],
        isSpaced: Bool = false
    ) {
        precondition(Self.columnRange.contains(columns), "no paper has \(columns) columns")
        self.columns = columns
        self.measure = measure
        self.respellings = respellings
        self.isSpaced = isSpaced
        respelledRemainders = respellings.keys.reduce(0) { $0 | 1 << UInt64($1.value & 63) }
    }

    /// What is written instead of a code point; nil for itself.
    func respelling(of character: Unicode.Scalar) -> String? {
        guard respelledRemainders >> UInt64(character.value & 63) & 1 == 1 else { return nil }
        return respellings[character]
    }
}

/// The name of a note type: `CN0100A`.
struct NoteIdentifier: Hashable, Sendable {
    /// Two letters.
    let country: String
    /// In the country's units.
    let value: Int64
    /// Which print of the note.
    let version: Character

    /// Nil for what names no note: a type that is not programmed answers with dots, blanks or zeros.
    init?(_ bytes: [UInt8]) {
        let capitals = UInt8(ascii: "A")...UInt8(ascii: "Z")
        let digits = UInt8(ascii: "0")...UInt8(ascii: "9")
        guard bytes.count == 7, bytes[..<2].allSatisfy(capitals.contains),
            bytes[2..<6].allSatisfy(digits.contains)
        else { return nil }
        let value = bytes[2..<6].reduce(Int64(0)) { $0 * 10 + Int64($1 - digits.lowerBound) }
        guard value > 0 else { return nil }
        country = String(decoding: bytes[..<2], as: UTF8.self)
        self.value = value
        version = Character(Unicode.Scalar(bytes[6]))
    }
}

/// What one unit of a note's value is worth (156).
struct ScalingFactor: Hashable, Sendable {
    /// As most validators for yuan say it, and what counts where one does not say it: 100 fen.
    static let yuan = ScalingFactor(factor: 100, decimals: 2)

    private let factor: Int64
    private let decimals: UInt8

    private init(factor: Int64, decimals: UInt8) {
        (self.factor, self.decimals) = (factor, decimals)
    }

    /// The factor, low byte first, and the decimals; nil for a factor of nothing, or of so many decimals
    /// that a unit is no whole number of fen.
    init?(_ bytes: [UInt8]) {
        guard bytes.count == 3, bytes[2] <= 2 else { return nil }
        factor = Int64(bytes[0]) | Int64(bytes[1]) << 8
        decimals = bytes[2]
        guard factor > 0 else { return nil }
    }

    /// In fen.
    func amountFen(of note: NoteIdentifier) -> Int64 {
        note.value * factor * (decimals == 2 ? 1 : decimals == 1 ? 10 : 100)
    }
}

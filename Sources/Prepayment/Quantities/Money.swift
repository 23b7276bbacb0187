/// An amount of money in fen, the hundredth part of a yuan. Never a fraction, never binary floating point.
public struct Money: Hashable, Comparable, Sendable {
    /// The amount in fen; negative for what is owed the other way.
    public let fen: Int64

    /// No money.
    public static let zero = Money(fen: 0)

    /// Takes the amount in fen.
    public init(fen: Int64) { self.fen = fen }

    /// Reads an amount in yuan as a person types it: digits, and at most two after a point.
    ///
    /// Signs, separators, exponents and other scripts' digits are refused, as is anything above
    /// `largestTypedFen`: what cannot be meant is not guessed at.
    public init(yuan text: String) throws(AmountError) {
        let parts = text.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        let digits = UInt8(ascii: "0")...UInt8(ascii: "9")
        guard (1...2).contains(parts.count), parts.allSatisfy({ !$0.isEmpty }),
            parts.allSatisfy({ $0.allSatisfy(digits.contains) })
        else { throw .notANumber(text) }
        let decimals = parts.count == 2 ? parts[1].count : 0
        guard decimals <= 2 else { throw .tooManyDecimals(text) }
        let joined = parts.joined()
        guard joined.count <= 15,
            let value = Int64(String(decoding: Array(joined), as: UTF8.self))
        else { throw .tooLarge(text) }
        let fen = value * [100, 10, 1][decimals]
        guard fen <= Self.largestTypedFen else { throw .tooLarge(text) }
        self.fen = fen
    }

    /// Ten million yuan: no single act at a kiosk is larger, and sums stay far from overflow.
    public static let largestTypedFen: Int64 = 1_000_000_000

    /// The smaller amount first.
    public static func < (left: Money, right: Money) -> Bool { left.fen < right.fen }
    /// The sum; overflow traps.
    public static func + (left: Money, right: Money) -> Money { Money(fen: left.fen + right.fen) }
    /// The difference; overflow traps.
    public static func - (left: Money, right: Money) -> Money { Money(fen: left.fen - right.fen) }
}

extension Money: CustomStringConvertible {
    /// Yuan with two decimals, `100.00`.
    public var description: String { fixedPoint(fen, decimals: 2) }
}

/// Why a typed amount is no amount.
public enum AmountError: Error, Sendable, Equatable {
    /// Something other than digits and one point.
    case notANumber(String)
    /// More than two digits after the point.
    case tooManyDecimals(String)
    /// More than any purchase can be.
    case tooLarge(String)
}

extension AmountError {
    /// What is wrong with the amount.
    public var sentence: String {
        switch self {
        case .notANumber(let text): "“\(text)” is not an amount of money."
        case .tooManyDecimals(let text): "“\(text)” has more than two digits after the point."
        case .tooLarge(let text): "“\(text)” is more than this program handles."
        }
    }

    /// How to type it.
    public var hint: String {
        "Give an amount in yuan with at most two decimals, for example 100.00."
    }
}

/// Integer digits with a point before the last `decimals`, `-0.05` included.
func fixedPoint(_ value: Int64, decimals: Int) -> String {
    guard decimals > 0 else { return String(value) }
    var digits = String(value.magnitude)
    while digits.count <= decimals { digits = "0" + digits }
    let split = digits.index(digits.endIndex, offsetBy: -decimals)
    return (value < 0 ? "-" : "") + digits[..<split] + "." + digits[split...]
}

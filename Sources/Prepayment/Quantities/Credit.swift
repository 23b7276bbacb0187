/// What a meter's credit is counted in. Fixed when a card is issued.
public enum CreditMode: UInt8, Sendable, Hashable {
    /// In fen: the meter knows the price and takes money off as it counts.
    case money = 1
    /// In the meter's smallest unit: the price was applied at the sale.
    case units = 2

    /// The word used in configurations and JSON.
    public var name: String { self == .money ? "money" : "units" }

    /// Finds a mode by its word.
    public init?(name: String) {
        switch name {
        case "money": self = .money
        case "units": self = .units
        default: return nil
        }
    }
}

/// Credit for a meter: fen or the meter's smallest units, as the card's `CreditMode` says.
public struct Credit: Hashable, Comparable, Sendable {
    /// How many fen or smallest units.
    public let count: Int64

    /// None.
    public static let zero = Credit(count: 0)

    /// Takes the count.
    public init(count: Int64) { self.count = count }

    /// The smaller one first.
    public static func < (left: Credit, right: Credit) -> Bool { left.count < right.count }
    /// The sum; overflow traps.
    public static func + (left: Credit, right: Credit) -> Credit {
        Credit(count: left.count + right.count)
    }
    /// The difference; overflow traps.
    public static func - (left: Credit, right: Credit) -> Credit {
        Credit(count: left.count - right.count)
    }

    /// The number and its unit, `¥100.00` or `189.29 kWh`.
    public func description(as mode: CreditMode, of utility: Utility) -> String {
        switch mode {
        case .money: "¥\(Money(fen: count))"
        case .units: "\(Quantity(count, of: utility)) \(utility.unit)"
        }
    }
}

extension ByteWriter {
    /// Four bytes, two's complement. Credit on cards is bounded by the value file's 32 bits, and a
    /// count that passed the limits of a sale fits.
    mutating func write(_ credit: Credit) { write(Int32(credit.count)) }
}

extension ByteReader {
    /// No file holds less than nothing: a debt has a field of its own.
    mutating func credit(_ field: String) throws(LayoutError) -> Credit {
        let count: Int32 = try read(field)
        guard count >= 0 else {
            throw .unknownValue(field: field, value: UInt64(UInt32(bitPattern: count)))
        }
        return Credit(count: Int64(count))
    }
}

/// What a meter measures. One card may serve one meter of each.
public enum Utility: UInt8, CaseIterable, Sendable, Hashable {
    case electricity = 1
    case water = 2
    case gas = 3

    /// The word used in commands, configurations and JSON.
    public var name: String {
        switch self {
        case .electricity: "electricity"
        case .water: "water"
        case .gas: "gas"
        }
    }

    /// Finds a utility by its word.
    public init?(name: String) {
        guard let utility = Self.allCases.first(where: { $0.name == name }) else { return nil }
        self = utility
    }

    /// The unit in which its price is quoted.
    public var unit: String { self == .electricity ? "kWh" : "m³" }

    /// Decimals of that unit which a meter counts: 0.01 kWh, 0.001 m³.
    public var decimals: Int { self == .electricity ? 2 : 3 }

    /// The meter's smallest units in one unit of price.
    public var smallestUnitsPerUnit: Int64 { self == .electricity ? 100 : 1000 }
}

/// An amount of electricity, water or gas in the meter's smallest unit.
public struct Quantity: Hashable, Sendable {
    /// What is counted.
    public let utility: Utility
    /// 0.01 kWh, or 0.001 m³.
    public let smallestUnits: Int64

    /// Takes the count of smallest units.
    public init(_ smallestUnits: Int64, of utility: Utility) {
        self.utility = utility
        self.smallestUnits = smallestUnits
    }
}

extension Quantity: CustomStringConvertible {
    /// The number without its unit, `189.29`.
    public var description: String { fixedPoint(smallestUnits, decimals: utility.decimals) }
}

/// A price in 1/10 000 yuan for one kWh or one m³.
public struct UnitPrice: Hashable, Sendable {
    /// 1/10 000 yuan.
    public let tenThousandthsYuan: UInt32

    /// Takes 1/10 000 yuan.
    public init(tenThousandthsYuan: UInt32) { self.tenThousandthsYuan = tenThousandthsYuan }

    /// Reads yuan with at most four decimals, `0.5283`; nil for anything else or for zero.
    public init?(yuan text: String) {
        let parts = text.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        let digits = UInt8(ascii: "0")...UInt8(ascii: "9")
        guard (1...2).contains(parts.count),
            parts.allSatisfy({ !$0.isEmpty && $0.allSatisfy(digits.contains) }),
            parts.count == 1 || parts[1].count <= 4
        else { return nil }
        var joined = Array(parts.joined())
        joined += Array(
            repeating: digits.lowerBound,
            count: 4 - (parts.count == 2 ? parts[1].count : 0)
        )
        guard let value = UInt32(String(decoding: joined, as: UTF8.self)), value > 0 else {
            return nil
        }
        tenThousandthsYuan = value
    }
}

extension UnitPrice: CustomStringConvertible {
    /// Yuan with four decimals.
    public var description: String { fixedPoint(Int64(tenThousandthsYuan), decimals: 4) }
}

/// A kiosk of the estate. Number 0 is no kiosk.
public struct KioskIdentifier: Hashable, Sendable, Comparable, CustomStringConvertible {
    /// The number, unique in the estate.
    public let number: UInt32

    /// Takes the number.
    public init(_ number: UInt32) { self.number = number }

    /// `K0007`.
    public var description: String { "K" + padded(UInt64(number), width: 4) }

    /// By number.
    public static func < (left: Self, right: Self) -> Bool { left.number < right.number }
}

/// The name of a sale: the kiosk's own journal position, so that it is unique without asking anybody
/// and a restarted kiosk finds it again. It goes onto the card with the credit, and is printed.
public struct SaleIdentifier: Hashable, Sendable {
    /// The kiosk that sold.
    public let kiosk: KioskIdentifier
    /// The journal's epoch: it rises when a kiosk's journal is begun anew.
    public let epoch: UInt16
    /// The sequence number of the sale's intent in that journal.
    public let sequence: UInt32

    /// Takes the three parts.
    public init(kiosk: KioskIdentifier, epoch: UInt16, sequence: UInt32) {
        (self.kiosk, self.epoch, self.sequence) = (kiosk, epoch, sequence)
    }

    /// On a card that never was loaded.
    public static let none = SaleIdentifier(kiosk: KioskIdentifier(0), epoch: 0, sequence: 0)
}

extension SaleIdentifier: CustomStringConvertible {
    /// `K0007-1-000042`, the receipt's number.
    public var description: String { "\(kiosk)-\(epoch)-\(padded(UInt64(sequence), width: 6))" }

    /// Reads the printed form.
    public init?(_ text: String) {
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        guard parts.count == 3, parts[0].first == "K", let kiosk = UInt32(parts[0].dropFirst()),
            let epoch = UInt16(parts[1]), let sequence = UInt32(parts[2])
        else { return nil }
        self.init(kiosk: KioskIdentifier(kiosk), epoch: epoch, sequence: sequence)
    }
}

/// Twelve decimal digits, kept as six bytes of BCD on cards: the form of meter and customer numbers
/// in the national card layouts (metering.md B1).
public struct TwelveDigits: Hashable, Sendable, CustomStringConvertible {
    /// The number below 10¹².
    public let value: UInt64

    /// Reads 1 to 12 decimal digits; shorter numbers stand with zeros before them.
    public init?(_ text: String) {
        guard (1...12).contains(text.utf8.count),
            text.utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }),
            let value = UInt64(text)
        else { return nil }
        self.value = value
    }

    /// Reads six bytes of BCD; nil when a nibble is no digit.
    public init?(binaryCodedDecimal bytes: some Collection<UInt8>) {
        guard bytes.count == 6 else { return nil }
        var value: UInt64 = 0
        for byte in bytes {
            guard byte >> 4 <= 9, byte & 0xF <= 9 else { return nil }
            value = value * 100 + UInt64(byte >> 4) * 10 + UInt64(byte & 0xF)
        }
        self.value = value
    }

    /// Six bytes, two digits each, high digit first.
    public var binaryCodedDecimal: [UInt8] {
        var rest = value
        var bytes = [UInt8](repeating: 0, count: 6)
        for index in bytes.indices.reversed() {
            let pair = UInt8(rest % 100)
            bytes[index] = (pair / 10) << 4 | pair % 10
            rest /= 100
        }
        return bytes
    }

    /// All twelve digits.
    public var description: String { padded(value, width: 12) }
}

/// The number of a meter (表号).
public typealias MeterNumber = TwelveDigits
/// The number of a customer (客户编号).
public typealias CustomerNumber = TwelveDigits

/// The serial number that the chip maker gave a card, seven bytes.
public struct CardIdentifier: Hashable, Sendable, CustomStringConvertible {
    /// Four to ten bytes, seven on DESFire.
    public let bytes: [UInt8]

    /// Takes the bytes as the reader gives them.
    public init(_ bytes: [UInt8]) { self.bytes = bytes }

    /// Upper-case hexadecimal.
    public var description: String {
        bytes.map { byte in
            let digits = String(byte, radix: 16, uppercase: true)
            return digits.count == 1 ? "0" + digits : digits
        }.joined()
    }
}

/// Decimal digits with zeros before them.
func padded(_ value: UInt64, width: Int) -> String {
    let digits = String(value)
    return String(repeating: "0", count: max(0, width - digits.count)) + digits
}

/// Why a card was issued (电卡类型, metering.md B1).
public enum CardKind: UInt8, Sendable, Hashable {
    /// The customer's card; its first insertion opens the account in the meter.
    case user = 1
    /// Stands in for a lost or damaged card of the same customer.
    case replacement = 3
}

/// File 1 of the card application: who the card is for. Written by issuing staff, 48 bytes:
///
///     0 layout · 1 kind · 2 utility · 3 credit mode · 4 card number (8) · 12 customer (6, BCD)
///     · 18 meter (6, BCD) · 24 issued at (4, seconds) · 28 issuing kiosk (4) · 32 ceiling (4)
///     · 36 zeros (12)
public struct Holder: Hashable, Sendable {
    /// Bytes in the file.
    public static let byteCount = 48
    /// The layout that this version writes.
    public static let layout: UInt8 = 1

    /// User card or replacement.
    public let kind: CardKind
    /// What the meter measures.
    public let utility: Utility
    /// What credit is counted in.
    public let creditMode: CreditMode
    /// Printed on the card.
    public let cardNumber: UInt64
    /// The customer.
    public let customer: CustomerNumber
    /// The only meter that may take credit from this card.
    public let meter: MeterNumber
    /// When it was issued.
    public let issuedAt: WallTime
    /// Where it was issued.
    public let issuingKiosk: KioskIdentifier
    /// The most that its value file takes, so that a sale knows it before the money; nil on a card
    /// that was issued before this was written down.
    public let ceiling: Credit?

    /// Takes the fields.
    public init(
        kind: CardKind,
        utility: Utility,
        creditMode: CreditMode,
        cardNumber: UInt64,
        customer: CustomerNumber,
        meter: MeterNumber,
        issuedAt: WallTime,
        issuingKiosk: KioskIdentifier,
        ceiling: Credit? = nil
    ) {
        self.kind = kind
        self.utility = utility
        self.creditMode = creditMode
        self.cardNumber = cardNumber
        self.customer = customer
        self.meter = meter
        self.issuedAt = issuedAt
        self.issuingKiosk = issuingKiosk
        self.ceiling = ceiling
    }

    /// Reads the file.
    public init(bytes: [UInt8]) throws(LayoutError) {
        var reader = ByteReader(bytes)
        try self.init(from: &reader, reserved: .ignored)
        try reader.finish()
    }

    /// What is done about the bytes that have no meaning yet.
    enum Reserved {
        /// A card of a later version may have something there.
        case ignored
        /// A record has one form: whatever is signed must mean one thing.
        case zero
    }

    /// Reads the 48 bytes that come next.
    init(from outer: inout ByteReader, reserved: Reserved) throws(LayoutError) {
        var reader = try outer.part(Self.byteCount, "holder")
        try reader.expectLayout(Self.layout, "holder layout")
        kind = try reader.choice("card kind")
        utility = try reader.choice("utility")
        creditMode = try reader.choice("credit mode")
        cardNumber = try reader.read("card number")
        customer = try reader.twelveDigits("customer")
        meter = try reader.twelveDigits("meter")
        issuedAt = try reader.seconds("issued at")
        issuingKiosk = KioskIdentifier(try reader.read("issuing kiosk"))
        let ceiling = try reader.credit("ceiling")
        self.ceiling = ceiling == .zero ? nil : ceiling
        let rest = try reader.slice(12, "reserved")
        guard reserved == .ignored || rest.allSatisfy({ $0 == 0 }) else {
            throw .unknownValue(field: "reserved", value: UInt64(rest.first { $0 != 0 } ?? 0))
        }
        try reader.finish()
    }

    /// The file's bytes.
    public var bytes: [UInt8] {
        var writer = ByteWriter()
        writer.write(Self.layout)
        writer.write(kind.rawValue)
        writer.write(utility.rawValue)
        writer.write(creditMode.rawValue)
        writer.write(cardNumber)
        writer.write(customer)
        writer.write(meter)
        writer.writeSeconds(issuedAt)
        writer.write(issuingKiosk.number)
        writer.write(ceiling ?? .zero)
        writer.pad(to: Self.byteCount)
        return writer.bytes
    }
}

extension Holder {
    /// The same, with what its value file takes.
    public func carrying(atMost ceiling: Credit) -> Holder {
        Holder(
            kind: kind,
            utility: utility,
            creditMode: creditMode,
            cardNumber: cardNumber,
            customer: customer,
            meter: meter,
            issuedAt: issuedAt,
            issuingKiosk: issuingKiosk,
            ceiling: ceiling
        )
    }

    /// Whether both were written by one issuing. The ceiling may be missing in one of them.
    public func isSameIssue(as other: Holder) -> Bool {
        carrying(atMost: .zero) == other.carrying(atMost: .zero)
    }

    /// Whether both stand for one customer's meter.
    public func isSameAccount(as other: Holder) -> Bool {
        customer == other.customer && meter == other.meter && utility == other.utility
    }
}

extension ByteReader {
    /// A layout number that this version can read.
    mutating func expectLayout(_ expected: UInt8, _ field: String) throws(LayoutError) {
        let layout: UInt8 = try read(field)
        guard layout == expected else {
            throw .unknownValue(field: field, value: UInt64(layout))
        }
    }
}

/// One record of file 6: a load or a meter's take, for the resident's eyes. 32 bytes, one frame:
///
///     0 kind · 1 time (4) · 5 purchase number (4) · 9 sale (10) · 19 paid, fen (4) · 23 credit (4)
///     · 27 remaining in the meter (4) · 31 zero
public struct HistoryRecord: Hashable, Sendable {
    /// Bytes in one record.
    public static let byteCount = 32
    /// Records that stay readable; the cyclic file has one more, its shadow.
    public static let keptRecords = 10

    /// What happened.
    public enum Kind: UInt8, Sendable, Hashable {
        /// A kiosk loaded credit.
        case load = 1
        /// The meter took it.
        case take = 2
    }

    /// What happened.
    public let kind: Kind
    /// When.
    public let time: WallTime
    /// Which purchase.
    public let purchaseNumber: UInt32
    /// Which sale.
    public let sale: SaleIdentifier
    /// What was paid.
    public let paid: Money
    /// What was loaded or taken.
    public let credit: Credit
    /// What the meter held afterwards; 0 in a kiosk's record.
    public let remaining: Credit

    /// Takes the fields.
    public init(
        kind: Kind,
        time: WallTime,
        purchaseNumber: UInt32,
        sale: SaleIdentifier,
        paid: Money,
        credit: Credit,
        remaining: Credit
    ) {
        self.kind = kind
        self.time = time
        self.purchaseNumber = purchaseNumber
        self.sale = sale
        self.paid = paid
        self.credit = credit
        self.remaining = remaining
    }

    /// Reads a record.
    public init(bytes: [UInt8]) throws(LayoutError) {
        var reader = ByteReader(bytes)
        kind = try reader.choice("history kind")
        time = try reader.seconds("time")
        purchaseNumber = try reader.read("purchase number")
        sale = try reader.saleIdentifier("sale")
        paid = Money(fen: Int64(try reader.read("paid", as: UInt32.self)))
        credit = try reader.credit("credit")
        remaining = try reader.credit("remaining")
        _ = try reader.bytes(1, "reserved")
        try reader.finish()
    }

    /// The record's bytes.
    public var bytes: [UInt8] {
        var writer = ByteWriter()
        writer.write(kind.rawValue)
        writer.writeSeconds(time)
        writer.write(purchaseNumber)
        writer.write(sale)
        writer.write(UInt32(paid.fen))
        writer.write(credit)
        writer.write(remaining)
        writer.pad(to: Self.byteCount)
        return writer.bytes
    }
}

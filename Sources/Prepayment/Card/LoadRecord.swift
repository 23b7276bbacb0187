/// File 3: the last purchase. Only the kiosk's key writes it, in the same commit as the credit, so
/// its sale identifier is proof that this sale landed. 36 bytes, so that it is written in one frame:
///
///     0 layout · 1 credit mode · 2 sale (10) · 12 purchase number (4) · 16 paid, fen (4)
///     · 20 credit (4) · 24 tariff version (2) · 26 parameters version (2) · 28 sold at (4)
///     · 32 credit on the card before (4)
public struct LoadRecord: Hashable, Sendable {
    /// Bytes in the file.
    public static let byteCount = 36
    /// The layout that this version writes.
    public static let layout: UInt8 = 1

    /// What `credit` is counted in.
    public let creditMode: CreditMode
    /// The sale that wrote it; `SaleIdentifier.none` on a new card.
    public let sale: SaleIdentifier
    /// 购电次数: one more with every purchase, 0 on a new card.
    public let purchaseNumber: UInt32
    /// What was paid.
    public let paid: Money
    /// What was added for the meter.
    public let credit: Credit
    /// The tariff of the sale.
    public let tariffVersion: UInt16
    /// The version of the parameters that stand in file 4.
    public let parametersVersion: UInt16
    /// When.
    public let soldAt: WallTime
    /// What waited on the card before.
    public let creditBefore: Credit

    /// Takes the fields.
    public init(
        creditMode: CreditMode,
        sale: SaleIdentifier,
        purchaseNumber: UInt32,
        paid: Money,
        credit: Credit,
        tariffVersion: UInt16,
        parametersVersion: UInt16,
        soldAt: WallTime,
        creditBefore: Credit
    ) {
        self.creditMode = creditMode
        self.sale = sale
        self.purchaseNumber = purchaseNumber
        self.paid = paid
        self.credit = credit
        self.tariffVersion = tariffVersion
        self.parametersVersion = parametersVersion
        self.soldAt = soldAt
        self.creditBefore = creditBefore
    }

    /// The record of a card that was issued and never loaded.
    public static func unloaded(
        creditMode: CreditMode,
        parametersVersion: UInt16,
        tariffVersion: UInt16,
        issuedAt: WallTime
    ) -> LoadRecord {
        LoadRecord(
            creditMode: creditMode,
            sale: .none,
            purchaseNumber: 0,
            paid: .zero,
            credit: .zero,
            tariffVersion: tariffVersion,
            parametersVersion: parametersVersion,
            soldAt: issuedAt,
            creditBefore: .zero
        )
    }

    /// Reads the file.
    public init(bytes: [UInt8]) throws(LayoutError) {
        var reader = ByteReader(bytes)
        try reader.expectLayout(Self.layout, "load layout")
        creditMode = try reader.choice("credit mode")
        sale = try reader.saleIdentifier("sale")
        purchaseNumber = try reader.read("purchase number")
        paid = Money(fen: Int64(try reader.read("paid", as: UInt32.self)))
        credit = try reader.credit("credit")
        tariffVersion = try reader.read("tariff version")
        parametersVersion = try reader.read("parameters version")
        soldAt = try reader.seconds("sold at")
        creditBefore = try reader.credit("credit before")
        try reader.finish()
    }

    /// The file's bytes.
    public var bytes: [UInt8] {
        var writer = ByteWriter()
        writer.write(Self.layout)
        writer.write(creditMode.rawValue)
        writer.write(sale)
        writer.write(purchaseNumber)
        writer.write(UInt32(paid.fen))
        writer.write(credit)
        writer.write(tariffVersion)
        writer.write(parametersVersion)
        writer.writeSeconds(soldAt)
        writer.write(creditBefore)
        return writer.bytes
    }
}

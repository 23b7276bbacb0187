/// File 4: what the kiosk tells the meter. The first 32 bytes of a file of 160; the rest is kept for
/// rate and step tables:
///
///     0 layout · 1 version (2) · 3 alarm 1 (4) · 7 alarm 2 (4) · 11 hoarding limit (4)
///     · 15 overdraft limit (4) · 19 price, 1/10 000 yuan (4) · 23 tariff version (2)
///     · 25 in force from (4) · 29 zeros (3)
public struct MeterParameters: Hashable, Sendable {
    /// Bytes that are written, in one frame.
    public static let byteCount = 32
    /// Bytes of the file.
    public static let fileByteCount = 160
    /// The layout that this version writes.
    public static let layout: UInt8 = 1

    /// Rises with every change, so that a card is only rewritten when it is behind.
    public let version: UInt16
    /// 报警金额1: the meter shows that credit runs low.
    public let alarmLevel1: Credit
    /// 报警金额2: the meter switches off once, so that it is noticed.
    public let alarmLevel2: Credit
    /// 囤积限额: the most that a meter holds; 0 means no limit.
    public let hoardingLimit: Credit
    /// 透支限额: how far below zero a meter supplies.
    public let overdraftLimit: Credit
    /// For one kWh or m³.
    public let unitPrice: UnitPrice
    /// Of that price.
    public let tariffVersion: UInt16
    /// The meter uses that price from here on.
    public let inForceFrom: WallTime

    /// Takes the fields.
    public init(
        version: UInt16,
        alarmLevel1: Credit,
        alarmLevel2: Credit,
        hoardingLimit: Credit,
        overdraftLimit: Credit,
        unitPrice: UnitPrice,
        tariffVersion: UInt16,
        inForceFrom: WallTime
    ) {
        self.version = version
        self.alarmLevel1 = alarmLevel1
        self.alarmLevel2 = alarmLevel2
        self.hoardingLimit = hoardingLimit
        self.overdraftLimit = overdraftLimit
        self.unitPrice = unitPrice
        self.tariffVersion = tariffVersion
        self.inForceFrom = inForceFrom
    }

    /// Reads the first 32 bytes of the file.
    public init(bytes: [UInt8]) throws(LayoutError) {
        var reader = ByteReader(bytes)
        try reader.expectLayout(Self.layout, "parameters layout")
        version = try reader.read("version")
        alarmLevel1 = try reader.credit("alarm level 1")
        alarmLevel2 = try reader.credit("alarm level 2")
        hoardingLimit = try reader.credit("hoarding limit")
        overdraftLimit = try reader.credit("overdraft limit")
        let price: UInt32 = try reader.read("unit price")
        // A meter that counts at no price would supply for ever.
        guard price > 0 else { throw .unknownValue(field: "unit price", value: 0) }
        unitPrice = UnitPrice(tenThousandthsYuan: price)
        tariffVersion = try reader.read("tariff version")
        inForceFrom = try reader.seconds("in force from")
        _ = try reader.bytes(3, "reserved")
        try reader.finish()
    }

    /// The first 32 bytes of the file.
    public var bytes: [UInt8] {
        var writer = ByteWriter()
        writer.write(Self.layout)
        writer.write(version)
        writer.write(alarmLevel1)
        writer.write(alarmLevel2)
        writer.write(hoardingLimit)
        writer.write(overdraftLimit)
        writer.write(unitPrice.tenThousandthsYuan)
        writer.write(tariffVersion)
        writer.writeSeconds(inForceFrom)
        writer.pad(to: Self.byteCount)
        return writer.bytes
    }
}

/// File 5: what the meter writes back (返写). 48 bytes that every tap reads in one frame, and twelve
/// months of use behind them:
///
///     0 mark · 1 layout · 2 meter (6, BCD) · 8 accepted purchase number (4) · 12 remaining (4)
///     · 16 overdraft (4) · 20 register total (8) · 28 state flags (2) · 30 tamper flags (2)
///     · 32 refused insertions (2) · 34 result (1) · 35 written at (4) · 39 zeros (9)
///     | 48 use of the last twelve months, newest first (12 × 4)
public struct ReturnRecord: Hashable, Sendable {
    /// Bytes that a sale reads.
    public static let byteCount = 48
    /// Bytes of the file.
    public static let fileByteCount = 96
    /// The layout that this version writes.
    public static let layout: UInt8 = 1
    /// The first byte while the meter's word stands; a load clears it to 0.
    public static let writtenMark: UInt8 = 0x68

    /// False from a load until the meter wrote: “return empty” in the meter's rules. What the meter
    /// said before the load stays readable behind a cleared mark.
    public let isWritten: Bool
    /// Nil until a meter wrote for the first time.
    public let reading: MeterReading?

    /// Takes the parts.
    public init(isWritten: Bool, reading: MeterReading?) {
        self.isWritten = isWritten
        self.reading = reading
    }

    /// Of a card that no meter has seen.
    public static let empty = ReturnRecord(isWritten: false, reading: nil)

    /// The last purchase that the meter took, 0 for none.
    public var acceptedPurchaseNumber: UInt32 { reading?.acceptedPurchaseNumber ?? 0 }

    /// Reads the last 48 bytes of the file: use of the last twelve months in smallest units, newest first.
    public static func monthlyUse(bytes: [UInt8]) throws(LayoutError) -> [UInt32] {
        var reader = ByteReader(bytes)
        var months: [UInt32] = []
        while !reader.isAtEnd { months.append(try reader.read("use of a month")) }
        return months
    }

    /// Reads the first 48 bytes of the file.
    public init(bytes: [UInt8]) throws(LayoutError) {
        var reader = ByteReader(bytes)
        let mark: UInt8 = try reader.read("return mark")
        guard mark == 0 || mark == Self.writtenMark else {
            throw .unknownValue(field: "return mark", value: UInt64(mark))
        }
        isWritten = mark == Self.writtenMark
        let layout: UInt8 = try reader.read("return layout")
        guard layout != 0 else {
            reading = nil
            return
        }
        guard layout == Self.layout else {
            throw .unknownValue(field: "return layout", value: UInt64(layout))
        }
        reading = try MeterReading(from: &reader)
        _ = try reader.bytes(9, "reserved")
        try reader.finish()
    }

    /// The first 48 bytes of the file.
    public var bytes: [UInt8] {
        var writer = ByteWriter()
        writer.write(isWritten ? Self.writtenMark : 0)
        if let reading {
            writer.write(Self.layout)
            reading.write(to: &writer)
        }
        writer.pad(to: Self.byteCount)
        return writer.bytes
    }
}

/// What a meter says of itself.
public struct MeterReading: Hashable, Sendable {
    /// The meter that wrote.
    public let meter: MeterNumber
    /// The last purchase that it took.
    public let acceptedPurchaseNumber: UInt32
    /// 剩余金额: 0 while it is overdrawn.
    public let remaining: Credit
    /// 透支金额.
    public let overdraft: Credit
    /// All that ever passed the meter, in its smallest unit.
    public let registerTotal: UInt64
    /// Valve or switch, battery, alarm: bits named by `MeterState`.
    public let state: MeterState
    /// Cover, magnet, reverse flow.
    public let tamper: TamperState
    /// 非法插卡次数.
    public let refusedInsertions: UInt16
    /// What the meter did with the card.
    public let result: MeterResult
    /// The meter's clock.
    public let writtenAt: WallTime

    /// Takes the fields.
    public init(
        meter: MeterNumber,
        acceptedPurchaseNumber: UInt32,
        remaining: Credit,
        overdraft: Credit,
        registerTotal: UInt64,
        state: MeterState,
        tamper: TamperState,
        refusedInsertions: UInt16,
        result: MeterResult,
        writtenAt: WallTime
    ) {
        self.meter = meter
        self.acceptedPurchaseNumber = acceptedPurchaseNumber
        self.remaining = remaining
        self.overdraft = overdraft
        self.registerTotal = registerTotal
        self.state = state
        self.tamper = tamper
        self.refusedInsertions = refusedInsertions
        self.result = result
        self.writtenAt = writtenAt
    }

    init(from reader: inout ByteReader) throws(LayoutError) {
        meter = try reader.twelveDigits("meter")
        acceptedPurchaseNumber = try reader.read("accepted purchase number")
        remaining = try reader.credit("remaining")
        overdraft = try reader.credit("overdraft")
        registerTotal = try reader.read("register total")
        state = MeterState(rawValue: try reader.read("state"))
        tamper = TamperState(rawValue: try reader.read("tamper"))
        refusedInsertions = try reader.read("refused insertions")
        result = try reader.choice("result")
        writtenAt = try reader.seconds("written at")
    }

    func write(to writer: inout ByteWriter) {
        writer.write(meter)
        writer.write(acceptedPurchaseNumber)
        writer.write(remaining)
        writer.write(overdraft)
        writer.write(registerTotal)
        writer.write(state.rawValue)
        writer.write(tamper.rawValue)
        writer.write(refusedInsertions)
        writer.write(result.rawValue)
        writer.writeSeconds(writtenAt)
    }
}

/// What a meter reports of its own condition.
public struct MeterState: OptionSet, Hashable, Sendable {
    /// The bits.
    public let rawValue: UInt16
    /// Takes the bits.
    public init(rawValue: UInt16) { self.rawValue = rawValue }

    /// The valve is closed or the switch open.
    public static let supplyCut = MeterState(rawValue: 1)
    /// Credit fell below alarm level 1.
    public static let lowCredit = MeterState(rawValue: 2)
    /// The battery wants changing.
    public static let lowBattery = MeterState(rawValue: 4)
}

/// What a meter reports of interference.
public struct TamperState: OptionSet, Hashable, Sendable {
    /// The bits.
    public let rawValue: UInt16
    /// Takes the bits.
    public init(rawValue: UInt16) { self.rawValue = rawValue }

    /// The cover was opened.
    public static let coverOpened = TamperState(rawValue: 1)
    /// A strong magnet was near.
    public static let magnet = TamperState(rawValue: 2)
    /// It ran backwards.
    public static let reverseFlow = TamperState(rawValue: 4)
}

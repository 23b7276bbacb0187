internal import Cryptography
public import Prepayment

/// Why bytes are not a meter's memory.
public enum MeterImageError: Error, Sendable, Equatable {
    /// They begin like something else.
    case notAMeter
    /// A later program wrote them.
    case unknownVersion(UInt16)
    /// They are torn, or were changed.
    case damaged
    /// They are whole, and hold what no meter can be.
    case impossible(LayoutError)

    /// What happened.
    public var sentence: String {
        switch self {
        case .notAMeter: "This is not the memory of a meter."
        case .unknownVersion(let version): "The memory has version \(version), unknown here."
        case .damaged: "The memory is damaged: its checksum does not fit its content."
        case .impossible(let error): "The memory makes no sense. \(error.sentence)"
        }
    }

    /// What to do next.
    public var hint: String {
        switch self {
        case .notAMeter: "Name another file with --state FILE."
        case .unknownVersion: "Use the program that wrote it, or a newer one."
        case .damaged, .impossible:
            "Put back the last good copy: a meter made anew has forgotten what it took."
        }
    }
}

/// The image of a meter: `PKMETER`, version (2), content, then the SHA-256 of everything before.
///
/// Numbers have their high byte first:
///
///     meter (6, BCD) · utility · credit mode · clock (8) · flags · balance (8) · carried (8)
///     · register (8) · months (12 × 4) · price in force, 0 for none (4) · tamper (2)
///     · refused insertions (2)
///     · with flag 1: customer (6, BCD), purchase number (4), chip (count 2, bytes)
///     · with flag 2: the parameters as they stand on a card (32)
extension MeterImage {
    private static let mark = Array("PKMETER".utf8)
    private static let version: UInt16 = 1

    private struct Flags: OptionSet {
        let rawValue: UInt8
        static let hasAccount = Flags(rawValue: 1)
        static let hasParameters = Flags(rawValue: 2)
        static let isSupplyCut = Flags(rawValue: 4)
        static let hasWarned = Flags(rawValue: 8)
        static let isBatteryLow = Flags(rawValue: 16)
    }

    /// This memory as bytes.
    public var bytes: [UInt8] {
        var writer = ByteWriter()
        writer.write(Self.mark)
        writer.write(Self.version)
        writer.write(memory.meter.binaryCodedDecimal)
        writer.write(memory.utility.rawValue)
        writer.write(memory.creditMode.rawValue)
        writer.write(clock.secondsSince1970)
        writer.write(flags.rawValue)
        writer.write(memory.balance.count)
        writer.write(carried)
        writer.write(registerTotal)
        for month in months { writer.write(month) }
        writer.write(unitPrice?.tenThousandthsYuan ?? 0)
        writer.write(tamper.rawValue)
        writer.write(refusedInsertions)
        if let account = memory.account {
            writer.write(account.customer.binaryCodedDecimal)
            writer.write(account.purchaseNumber)
            writer.writeCounted(account.card.bytes)
        }
        if let parameters { writer.write(parameters.bytes) }
        return writer.bytes + SHA256.digest(writer.bytes)
    }

    private var flags: Flags {
        var flags: Flags = []
        if memory.account != nil { flags.insert(.hasAccount) }
        if parameters != nil { flags.insert(.hasParameters) }
        if isSupplyCut { flags.insert(.isSupplyCut) }
        if hasWarned { flags.insert(.hasWarned) }
        if isBatteryLow { flags.insert(.isBatteryLow) }
        return flags
    }

    /// Reads an image, whole and undamaged.
    public init(bytes: [UInt8]) throws(MeterImageError) {
        guard bytes.starts(with: Self.mark) else { throw .notAMeter }
        let content = Array(bytes.dropLast(SHA256.byteCount))
        guard content.count > Self.mark.count,
            SHA256.digest(content) == Array(bytes.suffix(SHA256.byteCount))
        else { throw .damaged }
        var reader = ByteReader(content.dropFirst(Self.mark.count))
        do {
            let version: UInt16 = try reader.read("version")
            guard version == Self.version else { throw MeterImageError.unknownVersion(version) }
            try self.init(from: &reader)
        } catch let error as LayoutError {
            throw .impossible(error)
        } catch let error as MeterImageError {
            throw error
        } catch {
            preconditionFailure("a reader of bytes threw \(error)")
        }
    }

    private init(from reader: inout ByteReader) throws(LayoutError) {
        self.init(
            meter: try reader.digits("meter"),
            utility: try reader.choice("utility"),
            creditMode: try reader.choice("credit mode"),
            clock: WallTime(secondsSince1970: try reader.read("clock"))
        )
        let flags = Flags(rawValue: try reader.read("flags"))
        isSupplyCut = flags.contains(.isSupplyCut)
        hasWarned = flags.contains(.hasWarned)
        isBatteryLow = flags.contains(.isBatteryLow)
        memory.balance = Credit(count: try reader.read("balance"))
        carried = try reader.read("carried")
        registerTotal = try reader.read("register")
        for month in months.indices { months[month] = try reader.read("month") }
        let price: UInt32 = try reader.read("price")
        unitPrice = price == 0 ? nil : UnitPrice(tenThousandthsYuan: price)
        tamper = TamperState(rawValue: try reader.read("tamper"))
        refusedInsertions = try reader.read("refused insertions")
        if flags.contains(.hasAccount) { memory.account = try reader.account() }
        if flags.contains(.hasParameters) {
            let parameters = try MeterParameters(
                bytes: try reader.bytes(MeterParameters.byteCount, "parameters")
            )
            self.parameters = parameters
            memory.hoardingLimit = parameters.hoardingLimit
        }
        try reader.finish()
    }
}

extension ByteReader {
    fileprivate mutating func digits(_ field: String) throws(LayoutError) -> TwelveDigits {
        let digits = try bytes(6, field)
        guard let value = TwelveDigits(binaryCodedDecimal: digits) else {
            throw .unknownValue(field: field, value: digits.reduce(0) { $0 << 8 | UInt64($1) })
        }
        return value
    }

    fileprivate mutating func account() throws(LayoutError) -> MeterMemory.Account {
        let customer = try digits("customer")
        let purchaseNumber: UInt32 = try read("purchase number")
        return MeterMemory.Account(
            customer: customer,
            card: CardIdentifier(try countedBytes("chip")),
            purchaseNumber: purchaseNumber
        )
    }
}

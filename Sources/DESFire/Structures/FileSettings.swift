/// Limits and switches of a value file.
public struct ValueFileSettings: Sendable, Hashable {
    /// The value never falls below.
    public var lowerLimit: Int32
    /// The value never rises above.
    public var upperLimit: Int32
    /// When a file is created, its value; in settings read back, the limited-credit allowance.
    ///
    /// The balance is NOT among the settings; only GetValue tells it.
    public var value: Int32
    /// LimitedCredit may be used.
    public var limitedCreditIsEnabled: Bool
    /// GetValue needs no key.
    public var getValueIsFree: Bool

    /// Names every setting.
    public init(
        lowerLimit: Int32,
        upperLimit: Int32,
        value: Int32,
        limitedCreditIsEnabled: Bool,
        getValueIsFree: Bool
    ) {
        self.lowerLimit = lowerLimit
        self.upperLimit = upperLimit
        self.value = value
        self.limitedCreditIsEnabled = limitedCreditIsEnabled
        self.getValueIsFree = getValueIsFree
    }

    var bytes: [UInt8] {
        let flags: UInt8 = (limitedCreditIsEnabled ? 1 : 0) | (getValueIsFree ? 2 : 0)
        return lowerLimit.littleEndianBytes(4) + upperLimit.littleEndianBytes(4)
            + value.littleEndianBytes(4) + [flags]
    }

    init(from reader: inout ByteReader) throws(MalformedAnswer) {
        lowerLimit = try reader.signedNumber()
        upperLimit = try reader.signedNumber()
        value = try reader.signedNumber()
        let flags = try reader.byte()
        guard flags <= 3 else { throw .meaninglessField("value file flags") }
        limitedCreditIsEnabled = flags & 1 != 0
        getValueIsFree = flags & 2 != 0
    }
}

/// The records of a linear or cyclic file.
public struct RecordFileSettings: Sendable, Hashable {
    /// Bytes of one record.
    public let recordByteCount: Int
    /// Records the file was made for; of a cyclic file one less can be read.
    public let recordLimit: Int
    /// Records in it now.
    public let recordCount: Int

    init(from reader: inout ByteReader) throws(MalformedAnswer) {
        recordByteCount = try reader.number(3)
        recordLimit = try reader.number(3)
        recordCount = try reader.number(3)
    }
}

/// The answer of GetFileSettings.
public struct FileSettings: Sendable, Hashable {
    /// What a file is, with the numbers that belong to its kind.
    public enum Content: Sendable, Hashable {
        /// Written at once.
        case standard(byteCount: Int)
        /// Written with Commit.
        case backup(byteCount: Int)
        /// A signed number.
        case value(ValueFileSettings)
        /// Records until it is full.
        case linear(RecordFileSettings)
        /// Records, the oldest making room.
        case cyclic(RecordFileSettings)
        /// The transaction MAC file of EV2.
        case transactionMAC(keyVersion: UInt8)
    }

    /// How the content travels.
    public let mode: CommunicationMode
    /// Who may do what.
    public let rights: AccessRights
    /// Further sets of rights (EV2), any of which suffices.
    public let additionalRights: [AccessRights]
    /// The kind of file.
    public let content: Content

    /// Parses an answer; truncated ones and trailing bytes are refused.
    public init(answer: [UInt8]) throws(MalformedAnswer) {
        var reader = ByteReader(answer)
        let type = try reader.byte()
        let option = try reader.byte()
        mode = try Self.mode(option)
        rights = try AccessRights(from: &reader)
        content = try Self.content(ofType: type, from: &reader)
        var additional: [AccessRights] = []
        if option & 0x80 != 0 {
            for _ in 0..<(try reader.byte()) { additional.append(try AccessRights(from: &reader)) }
        }
        additionalRights = additional
        try reader.finish()
    }

    private static func mode(_ option: UInt8) throws(MalformedAnswer) -> CommunicationMode {
        switch option & 0x7F {
        case 0, 2: return .plain
        case 1: return .mac
        case 3: return .full
        default: throw .meaninglessField("communication mode")
        }
    }

    private static func content(
        ofType type: UInt8,
        from reader: inout ByteReader
    ) throws(MalformedAnswer) -> Content {
        switch type {
        case 0: return .standard(byteCount: try reader.number(3))
        case 1: return .backup(byteCount: try reader.number(3))
        case 2: return .value(try ValueFileSettings(from: &reader))
        case 3: return .linear(try RecordFileSettings(from: &reader))
        case 4: return .cyclic(try RecordFileSettings(from: &reader))
        case 5:
            guard try reader.byte() == 2 else { throw .meaninglessField("transaction MAC key") }
            return .transactionMAC(keyVersion: try reader.byte())
        default: throw .meaninglessField("file type")
        }
    }
}

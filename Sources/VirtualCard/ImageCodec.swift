internal import Cryptography

/// Why bytes are not a card's memory.
public enum CardImageError: Error, Sendable, Equatable {
    /// The bytes do not begin like an image.
    case notACardImage
    /// The image was written by a later program.
    case unknownVersion(UInt16)
    /// The image is torn, or was changed.
    case damaged

    /// What happened.
    public var sentence: String {
        switch self {
        case .notACardImage: "This is not the memory of a virtual card."
        case .unknownVersion(let version): "The card image has version \(version), unknown here."
        case .damaged: "The card image is damaged: its checksum does not fit its content."
        }
    }

    /// What to do next.
    public var hint: String {
        switch self {
        case .notACardImage: "Name another file, or one that does not exist for a blank card."
        case .unknownVersion: "Use the program that wrote it, or a newer one."
        case .damaged: "Restore a copy, or remove the file and start with a blank card."
        }
    }
}

/// The image of a card: `PKDFCARD`, version, content, then the SHA-256 of everything before.
///
/// Numbers are little-endian; each list and each run of bytes has its count (4 bytes) in front.
extension CardMemory {
    private static let mark = Array("PKDFCARD".utf8)
    private static let version: UInt16 = 1

    /// This memory as bytes.
    public var image: [UInt8] {
        var writer = ImageWriter(bytes: Self.mark)
        writer.number(Self.version)
        writer.number(model.rawValue)
        writer.run(uid)
        writer.key(masterKey)
        writer.number(settings.byte)
        writer.number(UInt32(freeBytes))
        writer.list(applications) { $0.application($1) }
        return writer.bytes + SHA256.digest(writer.bytes)
    }

    /// Reads an image, whole and undamaged.
    public init(image: [UInt8]) throws(CardImageError) {
        guard image.starts(with: Self.mark) else { throw .notACardImage }
        let content = Array(image.dropLast(SHA256.byteCount))
        guard content.count > Self.mark.count,
            SHA256.digest(content) == Array(image.suffix(SHA256.byteCount))
        else { throw .damaged }
        var reader = ImageReader(rest: content.dropFirst(Self.mark.count))
        let version: UInt16 = try reader.number()
        guard version == Self.version else { throw .unknownVersion(version) }
        guard let model = CardModel(rawValue: try reader.number()) else { throw .damaged }
        let uid = try reader.run()
        guard uid.count == Self.uidBytes else { throw .damaged }
        self.init(model: model, uid: uid, masterKey: try reader.key())
        settings = KeySettings(byte: try reader.number())
        freeBytes = Int(try reader.number() as UInt32)
        applications = try reader.list { reader throws(CardImageError) in
            try reader.application()
        }
        guard reader.rest.isEmpty else { throw .damaged }
    }
}

private struct ImageWriter {
    var bytes: [UInt8]

    mutating func number(_ value: some FixedWidthInteger) { bytes += value.littleEndianBytes() }

    mutating func run(_ value: [UInt8]) {
        number(UInt32(value.count))
        bytes += value
    }

    mutating func list<Element>(_ list: [Element], _ each: (inout Self, Element) -> Void) {
        number(UInt32(list.count))
        for element in list { each(&self, element) }
    }

    mutating func key(_ key: CardKey) {
        number(key.type.rawValue)
        run(key.bytes)
        number(key.version)
    }

    /// None as 0, otherwise 1 and the number.
    mutating func optional(_ value: UInt16?) {
        number(UInt8(value == nil ? 0 : 1))
        if let value { number(value) }
    }

    mutating func application(_ application: Application) {
        number(application.identifier.number)
        number(application.settings.byte)
        number(application.keyType.rawValue)
        number(UInt8(application.usesISOIdentifiers ? 1 : 0))
        list(application.keys) { $0.key($1) }
        optional(application.isoIdentifier)
        run(application.name)
        list(application.files) { $0.file($1) }
    }

    mutating func file(_ file: CardFile) {
        number(file.number)
        optional(file.isoIdentifier)
        number(file.modeByte)
        number(file.rights.word)
        number(file.content.typeByte)
        switch file.content {
        case .standard(let data), .backup(let data): run(data)
        case .value(let value):
            for number in [value.lowerLimit, value.upperLimit, value.value, value.limitedCredit] {
                self.number(number)
            }
            number(value.flags)
        case .linear(let records), .cyclic(let records):
            number(UInt32(records.recordBytes))
            number(UInt32(records.limit))
            list(records.records) { $0.run($1) }
        }
    }
}

private struct ImageReader {
    var rest: ArraySlice<UInt8>

    mutating func take(_ count: Int) throws(CardImageError) -> [UInt8] {
        guard count <= rest.count else { throw .damaged }
        defer { rest = rest.dropFirst(count) }
        return Array(rest.prefix(count))
    }

    mutating func number<Number: FixedWidthInteger>() throws(CardImageError) -> Number {
        Number(littleEndianBytes: try take(Number.bitWidth / 8))
    }

    mutating func run() throws(CardImageError) -> [UInt8] {
        try take(Int(try number() as UInt32))
    }

    mutating func list<Element>(
        _ each: (inout Self) throws(CardImageError) -> Element
    ) throws(CardImageError) -> [Element] {
        let count = Int(try number() as UInt32)
        var list: [Element] = []
        while list.count < count { list.append(try each(&self)) }
        return list
    }

    mutating func key() throws(CardImageError) -> CardKey {
        guard let type = KeyType(rawValue: try number()) else { throw .damaged }
        let bytes = try run()
        guard bytes.count == type.keyBytes else { throw .damaged }
        return CardKey(type: type, bytes: bytes, version: try number())
    }

    mutating func optional() throws(CardImageError) -> UInt16? {
        try number() as UInt8 == 0 ? nil : try number()
    }

    mutating func application() throws(CardImageError) -> Application {
        let identifier = ApplicationIdentifier(number: try number())
        let settings = KeySettings(byte: try number())
        guard let keyType = KeyType(rawValue: try number()) else { throw .damaged }
        return Application(
            identifier: identifier,
            settings: settings,
            keyType: keyType,
            usesISOIdentifiers: try number() as UInt8 == 1,
            keys: try list { reader throws(CardImageError) in try reader.key() },
            isoIdentifier: try optional(),
            name: try run(),
            files: try list { reader throws(CardImageError) in try reader.file() }
        )
    }

    mutating func file() throws(CardImageError) -> CardFile {
        CardFile(
            number: try number(),
            isoIdentifier: try optional(),
            modeByte: try number(),
            rights: AccessRights(word: try number()),
            content: try content()
        )
    }

    mutating func content() throws(CardImageError) -> FileContent {
        let type: UInt8 = try number()
        switch type {
        case 0: return .standard(try run())
        case 1: return .backup(try run())
        case 2:
            return .value(
                ValueFile(
                    lowerLimit: try number(),
                    upperLimit: try number(),
                    value: try number(),
                    limitedCredit: try number(),
                    flags: try number()
                )
            )
        case 3: return .linear(try records())
        case 4: return .cyclic(try records())
        default: throw .damaged
        }
    }

    private mutating func records() throws(CardImageError) -> RecordFile {
        RecordFile(
            recordBytes: Int(try number() as UInt32),
            limit: Int(try number() as UInt32),
            records: try list { reader throws(CardImageError) in try reader.run() }
        )
    }
}

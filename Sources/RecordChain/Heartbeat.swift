internal import Cryptography
public import Prepayment

/// What a kiosk says of itself while it has nothing else to say, in as few bytes as can be signed and
/// kept:
///
///     version (1) = 1 · kiosk (4) · epoch (2) · sequence (4) · hash (32) · business day (4)
///     · wall clock (8) · monotonic (8) · boot (16) · counter (4) · signing key (16)
///
/// A chain alone cannot show that its end was cut off. The head here is the one of the kiosk's own
/// journal, sent or not: what it names and the ledger never gets is missing.
public struct Heartbeat: Hashable, Sendable {
    /// The version written.
    public static let version: UInt8 = 1
    /// Bytes that tell one start of a machine from the others.
    public static let bootIdentifierByteCount = 16

    /// Who speaks.
    public let kiosk: KioskIdentifier
    /// Of which journal.
    public let epoch: UInt16
    /// The last record in the journal.
    public let head: ChainHead
    /// The kiosk's open business day.
    public let businessDay: BusinessDay
    /// What its wall clock says.
    public let wallTime: WallTime
    /// Nanoseconds since the machine started: beside the wall clock they show that it was set.
    public let monotonicNanoseconds: UInt64
    /// Which start of the machine, 16 bytes.
    public let bootIdentifier: [UInt8]
    /// 1, 2, 3 … since the program was started: what did not arrive can be counted.
    public let counter: UInt32
    /// The key that signs it.
    public let key: KeyIdentifier

    /// Takes the fields. A boot identifier of another length traps.
    public init(
        kiosk: KioskIdentifier,
        epoch: UInt16,
        head: ChainHead,
        businessDay: BusinessDay,
        wallTime: WallTime,
        monotonicNanoseconds: UInt64,
        bootIdentifier: [UInt8],
        counter: UInt32,
        key: KeyIdentifier
    ) {
        precondition(
            bootIdentifier.count == Self.bootIdentifierByteCount,
            "a boot identifier has 16 bytes"
        )
        (self.kiosk, self.epoch, self.head) = (kiosk, epoch, head)
        (self.businessDay, self.wallTime) = (businessDay, wallTime)
        self.monotonicNanoseconds = monotonicNanoseconds
        (self.bootIdentifier, self.counter, self.key) = (bootIdentifier, counter, key)
    }
}

extension Heartbeat {
    /// The canonical bytes: what is signed.
    public var bytes: [UInt8] {
        var writer = ByteWriter()
        writer.write(Self.version)
        writer.write(kiosk.number)
        writer.write(epoch)
        writer.write(head.sequence)
        writer.write(head.hash)
        writer.write(businessDay.yearMonthDay)
        writer.write(wallTime.secondsSince1970)
        writer.write(monotonicNanoseconds)
        writer.write(bootIdentifier)
        writer.write(counter)
        writer.write(key.bytes)
        return writer.bytes
    }

    /// Reads canonical bytes.
    public init(bytes: [UInt8]) throws(HeartbeatError) {
        if let version = bytes.first, version > Self.version { throw .newerSchema }
        do throws(LayoutError) {
            var reader = ByteReader(bytes)
            try self.init(from: &reader)
            try reader.finish()
        } catch {
            throw .malformed(error)
        }
    }

    private init(from reader: inout ByteReader) throws(LayoutError) {
        try reader.expectVersion(Self.version)
        kiosk = KioskIdentifier(try reader.read("kiosk"))
        epoch = try reader.read("epoch")
        let sequence: UInt32 = try reader.read("sequence")
        // A journal begins with a record, and the number after its last must still be a number.
        guard sequence > 0, sequence < .max else {
            throw .unknownValue(field: "sequence", value: UInt64(sequence))
        }
        head = ChainHead(
            sequence: sequence,
            hash: try reader.bytes(SHA256.byteCount, "hash")
        )
        let day: UInt32 = try reader.read("business day")
        guard let businessDay = BusinessDay(yearMonthDay: day) else {
            throw .unknownValue(field: "business day", value: UInt64(day))
        }
        self.businessDay = businessDay
        wallTime = WallTime(secondsSince1970: try reader.read("wall clock"))
        monotonicNanoseconds = try reader.read("monotonic clock")
        bootIdentifier = try reader.bytes(Self.bootIdentifierByteCount, "boot")
        counter = try reader.read("counter")
        guard
            let key = KeyIdentifier(bytes: try reader.bytes(KeyIdentifier.byteCount, "signing key"))
        else { preconditionFailure("16 bytes were read") }
        self.key = key
    }
}

/// Why bytes are no heartbeat.
public enum HeartbeatError: Error, Hashable, Sendable {
    /// They do not follow the layout.
    case malformed(LayoutError)
    /// A later version of the kiosk's program wrote them.
    case newerSchema

    /// What is wrong.
    public var sentence: String {
        switch self {
        case .malformed(let error): "The bytes are not a heartbeat. \(error.sentence)"
        case .newerSchema: "A later version of the kiosk's program wrote this heartbeat."
        }
    }

    /// What to do next.
    public var hint: String {
        switch self {
        case .malformed: "Check that kiosk and ledger are of matching versions."
        case .newerSchema: "Bring the ledger to the version of its kiosks."
        }
    }
}

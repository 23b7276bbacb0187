public import Cryptography
internal import Prepayment

/// Consecutive records of one kiosk under its signature, as they travel to the ledger: over HTTP and
/// on a stick the bytes are the same.
///
///     "PKB2" · length of what follows (4) · signed head · count × ( length (4) · body )
///
/// The length lets several batches stand one after another in a file.
public struct SignedBatch: Hashable, Sendable {
    /// What the kiosk says of them, and its signature.
    public let signedHead: SignedHead
    /// The records.
    public let batch: RecordBatch
    /// The bytes on the wire, in a file and in the ledger's store.
    public let bytes: [UInt8]

    /// The most bytes of one batch.
    public static let byteLimit = 1 << 20
    /// Room for all that stands before the first record; the head grows with the kinds of records.
    public static let headByteLimit = 512
    /// The length before each record.
    public static let recordPrefixByteCount = 4
    private static let magic = Array("PKB2".utf8)
    /// Magic and length.
    private static let prefixByteCount = 8

    /// Signs a batch. An empty one says nothing and traps.
    public init(_ batch: RecordBatch, signedBy key: Ed25519.PrivateKey) {
        precondition(!batch.records.isEmpty, "a signed batch holds a record")
        let head = BatchHead(of: batch, key: KeyIdentifier(key.publicKey))
        self.batch = batch
        signedHead = SignedHead(head, signedBy: key)
        bytes = Self.bytes(signedHead, batch.records)
    }

    /// Whether this key signed it. All of it: the head holds the hash of the last record, and that
    /// stands for every record before.
    public func isSigned(by key: Ed25519.PublicKey) -> Bool { signedHead.isSigned(by: key) }

    private static func bytes(_ head: SignedHead, _ records: [SealedRecord]) -> [UInt8] {
        var rest = ByteWriter()
        rest.write(head.bytes)
        for record in records {
            rest.write(UInt32(record.body.count))
            rest.write(record.body)
        }
        var writer = ByteWriter()
        writer.write(magic)
        writer.write(UInt32(rest.bytes.count))
        writer.write(rest.bytes)
        return writer.bytes
    }

    /// Reads one batch from its bytes, and checks that the records are the chain that the head
    /// describes. Whether the signature is good is another question: `isSigned(by:)`.
    public init(bytes: [UInt8]) throws(BatchError) {
        try Self.checkMagic(bytes)
        self = try BatchError.reading {
            var reader = ByteReader(bytes)
            _ = try reader.slice(Self.magic.count, "magic")
            let length: UInt32 = try reader.read("length")
            guard length <= Self.byteLimit, Int(length) == bytes.count - Self.prefixByteCount
            else { throw BatchError.lengthDiffers }
            let signedHead = try SignedHead(from: &reader)
            let batch = try Self.records(following: signedHead.head, from: &reader)
            try reader.finish()
            guard BatchHead(of: batch, key: signedHead.head.key) == signedHead.head else {
                throw BatchError.headDiffers
            }
            return SignedBatch(signedHead: signedHead, batch: batch, bytes: bytes)
        }
    }

    private init(signedHead: SignedHead, batch: RecordBatch, bytes: [UInt8]) {
        (self.signedHead, self.batch, self.bytes) = (signedHead, batch, bytes)
    }

    private static func checkMagic(_ bytes: [UInt8]) throws(BatchError) {
        guard bytes.count >= prefixByteCount, bytes.starts(with: magic.dropLast()) else {
            throw .notABatch
        }
        let version = bytes[magic.count - 1]
        let own = magic[magic.count - 1]
        guard version == own else {
            throw version > own && version <= UInt8(ascii: "9") ? .newerSchema : .notABatch
        }
    }

    private static func records(
        following head: BatchHead,
        from reader: inout ByteReader
    ) throws -> RecordBatch {
        guard head.count <= RecordBatch.recordLimit else { throw BatchError.notABatch }
        var records: [SealedRecord] = []
        records.reserveCapacity(Int(head.count))
        var previousHash = head.start.hash
        for _ in 0..<head.count {
            let length: UInt32 = try reader.read("record length")
            let body = try reader.bytes(Int(length), "record")
            guard !Record.isOfLaterVersion(body) else { throw BatchError.newerSchema }
            let record = try SealedRecord(body: body, after: previousHash)
            previousHash = record.hash
            records.append(record)
        }
        return try RecordBatch(
            kiosk: head.kiosk,
            epoch: head.epoch,
            start: head.start,
            records: records
        )
    }

    /// The head that the first record follows and the records' bytes, of a batch that may be damaged: to
    /// find out which record is wrong.
    public static func bodies(
        in bytes: [UInt8]
    ) throws(BatchError) -> (start: ChainHead, bodies: [[UInt8]]) {
        try checkMagic(bytes)
        return try BatchError.reading {
            var reader = ByteReader(bytes)
            _ = try reader.slice(prefixByteCount, "magic and length")
            let head = try SignedHead(from: &reader).head
            var bodies: [[UInt8]] = []
            for _ in 0..<min(Int(head.count), RecordBatch.recordLimit) {
                let length: UInt32 = try reader.read("record length")
                bodies.append(try reader.bytes(Int(length), "record"))
            }
            return (head.start, bodies)
        }
    }

    /// Cuts a file into the bytes of its batches. Each is read with `init(bytes:)`.
    public static func split(_ file: [UInt8]) throws(BatchError) -> [[UInt8]] {
        var batches: [[UInt8]] = []
        var rest = file[...]
        while !rest.isEmpty {
            try checkMagic(Array(rest.prefix(prefixByteCount)))
            let length = rest.dropFirst(magic.count).prefix(4).reduce(0) { $0 << 8 | Int($1) }
            guard length <= byteLimit, rest.count >= prefixByteCount + length else {
                throw .lengthDiffers
            }
            batches.append(Array(rest.prefix(prefixByteCount + length)))
            rest = rest.dropFirst(prefixByteCount + length)
        }
        return batches
    }
}

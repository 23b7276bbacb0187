internal import Cryptography
public import Prepayment

/// A record bound to the one before it.
///
/// hash = SHA-256("kioskj1" ‖ previous hash (32) ‖ length of the body (4) ‖ body). The first record of
/// an epoch follows `ChainHead.origin`, 32 zeros. Whoever changes, drops or moves a record changes
/// every hash behind it.
public struct SealedRecord: Hashable, Sendable {
    /// The canonical bytes.
    public let body: [UInt8]
    /// The hash of the record before.
    public let previousHash: [UInt8]
    /// This record's own.
    public let hash: [UInt8]
    /// What the bytes say.
    public let record: Record

    /// Seals a record behind another.
    public init(_ record: Record, after previousHash: [UInt8]) {
        self.record = record
        self.previousHash = previousHash
        body = record.bytes
        hash = Self.hash(of: body, after: previousHash)
    }

    /// Takes bytes from a disk or a wire, and seals them. Whether `previousHash` is the right one is
    /// for the chain's owner to check.
    public init(body: [UInt8], after previousHash: [UInt8]) throws(LayoutError) {
        record = try Record(bytes: body)
        self.body = body
        self.previousHash = previousHash
        hash = Self.hash(of: body, after: previousHash)
    }

    private static func hash(of body: [UInt8], after previousHash: [UInt8]) -> [UInt8] {
        var writer = ByteWriter(capacity: prefixByteCount + body.count)
        writer.write(context)
        writer.write(previousHash)
        writer.write(UInt32(body.count))
        writer.write(body)
        return SHA256.digest(writer.bytes)
    }

    private static let context = Array("kioskj1".utf8)
    /// What is hashed before the body.
    private static let prefixByteCount = 7 + SHA256.byteCount + 4
}

/// The end of a chain: what the next record must follow.
public struct ChainHead: Hashable, Sendable {
    /// The sequence number of the last record, 0 before the first.
    public let sequence: UInt32
    /// Its hash.
    public let hash: [UInt8]

    /// Takes both.
    public init(sequence: UInt32, hash: [UInt8]) { (self.sequence, self.hash) = (sequence, hash) }

    /// Before the first record.
    public static let origin = ChainHead(
        sequence: 0,
        hash: [UInt8](repeating: 0, count: SHA256.byteCount)
    )

    /// The head after one more record.
    public func appending(_ record: SealedRecord) throws(ChainError) -> ChainHead {
        guard record.record.header.sequence == sequence + 1 else {
            throw .gap(expected: sequence + 1, found: record.record.header.sequence)
        }
        guard record.previousHash == hash else { throw .broken(sequence: sequence + 1) }
        return ChainHead(sequence: sequence + 1, hash: record.hash)
    }
}

/// Why records do not form a chain.
public enum ChainError: Error, Hashable, Sendable {
    /// Numbers are missing or repeated.
    case gap(expected: UInt32, found: UInt32)
    /// A record does not follow the one before it: something was changed.
    case broken(sequence: UInt32)

    /// What is wrong.
    public var sentence: String {
        switch self {
        case .gap(let expected, let found):
            "Record \(expected) is missing: record \(found) stands in its place."
        case .broken(let sequence):
            "Record \(sequence) does not follow the record before it: one of them was changed."
        }
    }
}

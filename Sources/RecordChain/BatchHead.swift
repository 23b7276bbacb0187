public import Prepayment

/// What a kiosk says of a batch, in as few bytes as can be signed and kept for ever:
///
///     version (1) = 1 · kiosk (4) · epoch (2) · first (4) · last (4) · count (4)
///     · hash before the first (32) · hash of the last (32) · signing key (16)
///     · number of sums (1) · sums × ( record kind (1) · count (4) · fen (8) )
///
/// The sums are by kind of record, in ascending order and without zeros: a batch is cut anywhere, also
/// between a sale and its conclusion, and still says alone how much money its records speak of. The
/// amount of an intended sale is what was paid; the other kinds have 0: movements go both ways.
public struct BatchHead: Hashable, Sendable {
    /// The version written.
    public static let version: UInt8 = 1

    /// Records of one kind.
    public struct Sum: Hashable, Sendable {
        /// Which kind.
        public let kind: RecordContent.Kind
        /// How many.
        public let count: UInt32
        /// What they amount to.
        public let amount: Money
    }

    /// Whose records they are.
    public let kiosk: KioskIdentifier
    /// Of which journal.
    public let epoch: UInt16
    /// The head that the first record follows.
    public let start: ChainHead
    /// The head after the last record.
    public let end: ChainHead
    /// The key that signs it.
    public let key: KeyIdentifier
    /// What the records amount to.
    public let sums: [Sum]

    /// Describes a batch.
    public init(of batch: RecordBatch, key: KeyIdentifier) {
        (kiosk, epoch) = (batch.kiosk, batch.epoch)
        (start, end) = (batch.start, batch.end)
        self.key = key
        sums = Self.sums(of: batch.records)
    }

    /// How many records it stands for.
    public var count: UInt32 { end.sequence - start.sequence }

    private static func sums(of records: [SealedRecord]) -> [Sum] {
        // By the number of the kind.
        var counts = [UInt32](repeating: 0, count: Int(UInt8.max) + 1)
        var paidFen: Int64 = 0
        for record in records {
            counts[Int(record.record.content.kind.rawValue)] += 1
            if case .saleIntended(let intent) = record.record.content {
                // A kiosk that signs absurd amounts must not be able to stop the ledger.
                paidFen = clampedSum(paidFen, intent.paid.fen)
            }
        }
        return RecordContent.Kind.inOrder.compactMap { kind in
            let count = counts[Int(kind.rawValue)]
            guard count > 0 else { return nil }
            let amount = Money(fen: kind == .saleIntended ? paidFen : 0)
            return Sum(kind: kind, count: count, amount: amount)
        }
    }

    private static func clampedSum(_ left: Int64, _ right: Int64) -> Int64 {
        let (sum, isBeyond) = left.addingReportingOverflow(right)
        return isBeyond ? (right < 0 ? .min : .max) : sum
    }
}

extension RecordContent.Kind {
    fileprivate static let inOrder = allCases.sorted { $0.rawValue < $1.rawValue }
}

extension BatchHead {
    /// The canonical bytes: what is signed.
    public var bytes: [UInt8] {
        var writer = ByteWriter()
        writer.write(Self.version)
        writer.write(kiosk.number)
        writer.write(epoch)
        writer.write(start.sequence + 1)
        writer.write(end.sequence)
        writer.write(count)
        writer.write(start.hash)
        writer.write(end.hash)
        writer.write(key.bytes)
        writer.write(UInt8(sums.count))
        for sum in sums {
            writer.write(sum.kind.rawValue)
            writer.write(sum.count)
            writer.write(sum.amount.fen)
        }
        return writer.bytes
    }

    /// Reads canonical bytes.
    public init(bytes: [UInt8]) throws(BatchError) {
        self = try BatchError.reading {
            var reader = ByteReader(bytes)
            let head = try BatchHead(from: &reader)
            try reader.finish()
            return head
        }
    }

    private init(from reader: inout ByteReader) throws {
        let version: UInt8 = try reader.read("head version")
        guard version <= Self.version else { throw BatchError.newerSchema }
        guard version == Self.version else { throw BatchError.notABatch }
        kiosk = KioskIdentifier(try reader.read("kiosk"))
        epoch = try reader.read("epoch")
        let first: UInt32 = try reader.read("first sequence")
        let last: UInt32 = try reader.read("last sequence")
        let count: UInt32 = try reader.read("count")
        guard first > 0, last >= first, last < .max, count == last - first + 1 else {
            throw BatchError.notABatch
        }
        start = ChainHead(sequence: first - 1, hash: try reader.bytes(32, "previous hash"))
        end = ChainHead(sequence: last, hash: try reader.bytes(32, "last hash"))
        guard let key = KeyIdentifier(bytes: try reader.bytes(16, "signing key")) else {
            preconditionFailure("16 bytes were read")
        }
        self.key = key
        let sumCount: UInt8 = try reader.read("number of sums")
        var sums: [Sum] = []
        for _ in 0..<sumCount {
            guard let kind = RecordContent.Kind(rawValue: try reader.read("record kind"))
            else { throw BatchError.newerSchema }
            sums.append(
                Sum(
                    kind: kind,
                    count: try reader.read("count of a kind"),
                    amount: Money(fen: try reader.read("sum of a kind"))
                )
            )
        }
        self.sums = sums
    }
}

public import Prepayment

/// Consecutive records of one kiosk, as they travel to the ledger.
///
///     "PKB1" · kiosk (4) · epoch (2) · first sequence (4) · count (4) · hash before the first (32)
///     · count × ( length (4) · body )
public struct RecordBatch: Hashable, Sendable {
    /// Whose records they are.
    public let kiosk: KioskIdentifier
    /// Of which journal.
    public let epoch: UInt16
    /// The head that the first record follows.
    public let start: ChainHead
    /// In order, chained to `start`.
    public let records: [SealedRecord]

    /// The most records in one batch, a bound on a server's work.
    public static let recordLimit = 1000
    /// The most bytes in one batch.
    public static let byteLimit = 1 << 20
    /// What stands before the first record.
    public static let headerByteCount = 50
    private static let magic = Array("PKB1".utf8)

    /// Takes records that follow `start`; others are refused.
    public init(
        kiosk: KioskIdentifier,
        epoch: UInt16,
        start: ChainHead,
        records: [SealedRecord]
    ) throws(BatchError) {
        // The number after the last must still be a number: the ledger asks for it next.
        guard records.count < UInt32.max - start.sequence else { throw .notABatch }
        guard start.sequence > 0 || start == .origin else {
            throw .notAChain(.broken(sequence: 1))
        }
        var head = start
        for record in records {
            guard record.record.header.kiosk == kiosk, record.record.header.epoch == epoch else {
                throw .foreignRecord(sequence: record.record.header.sequence)
            }
            do { head = try head.appending(record) } catch { throw .notAChain(error) }
        }
        (self.kiosk, self.epoch, self.start, self.records) = (kiosk, epoch, start, records)
        end = head
    }

    /// The head after the last record.
    public let end: ChainHead

    /// The bytes on the wire.
    public var bytes: [UInt8] {
        var writer = ByteWriter()
        writer.write(Self.magic)
        writer.write(kiosk.number)
        writer.write(epoch)
        writer.write(start.sequence + 1)
        writer.write(UInt32(records.count))
        writer.write(start.hash)
        for record in records {
            writer.write(UInt32(record.body.count))
            writer.write(record.body)
        }
        return writer.bytes
    }

    /// Reads bytes from the wire, and checks that the records are one chain of one kiosk.
    public init(bytes: [UInt8]) throws(BatchError) {
        do {
            var reader = ByteReader(bytes)
            guard try reader.bytes(4, "magic") == Self.magic else { throw BatchError.notABatch }
            let kiosk = KioskIdentifier(try reader.read("kiosk"))
            let epoch: UInt16 = try reader.read("epoch")
            let first: UInt32 = try reader.read("first sequence")
            let count: UInt32 = try reader.read("count")
            guard first > 0, (1...UInt32(Self.recordLimit)).contains(count) else {
                throw BatchError.notABatch
            }
            let start = ChainHead(sequence: first - 1, hash: try reader.bytes(32, "previous hash"))
            var records: [SealedRecord] = []
            var previousHash = start.hash
            for _ in 0..<count {
                let length: UInt32 = try reader.read("record length")
                let body = try reader.bytes(Int(length), "record")
                let record = try SealedRecord(body: body, after: previousHash)
                previousHash = record.hash
                records.append(record)
            }
            try reader.finish()
            try self.init(kiosk: kiosk, epoch: epoch, start: start, records: records)
        } catch let error as LayoutError {
            throw .malformed(error)
        } catch let error as BatchError {
            throw error
        } catch {
            preconditionFailure("only the two kinds above are thrown")
        }
    }
}

/// Why bytes are no batch.
public enum BatchError: Error, Hashable, Sendable {
    /// They do not begin as a batch does, or promise too much.
    case notABatch
    /// A record cannot be read.
    case malformed(LayoutError)
    /// A record of another kiosk or epoch stands in it.
    case foreignRecord(sequence: UInt32)
    /// The records do not follow one another.
    case notAChain(ChainError)
    /// It ends before or after the place that it names.
    case lengthDiffers
    /// The records are not those that the signed head describes.
    case headDiffers
    /// A later version of the kiosk's program wrote it.
    case newerSchema

    /// What is wrong.
    public var sentence: String {
        switch self {
        case .notABatch: "The bytes are not a batch of records."
        case .malformed(let error): "A record cannot be read. \(error.sentence)"
        case .foreignRecord(let sequence):
            "Record \(sequence) belongs to another kiosk or epoch than its batch."
        case .notAChain(let error): error.sentence
        case .lengthDiffers: "The batch is cut short, or something was added to it."
        case .headDiffers: "The records are not those that the batch's signed head describes."
        case .newerSchema: "A later version of the kiosk's program wrote the records."
        }
    }
}

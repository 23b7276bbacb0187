public import Prepayment

/// Consecutive records of one kiosk. They travel as a `SignedBatch`.
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

    /// Runs a body that reads a layout: what cannot be read is `malformed`.
    static func reading<Result>(
        _ body: () throws -> Result
    ) throws(BatchError) -> Result {
        do { return try body() } catch let error as LayoutError {
            throw .malformed(error)
        } catch let error as BatchError {
            throw error
        } catch {
            preconditionFailure("only the two kinds above are thrown")
        }
    }

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

internal import Cryptography

/// What the ledger says of a kiosk's chain, as JSON on the wire:
///
///     {"answer": "accepted", "nextSequence": 42, "head": "9F86…", "receipt": "01…"}
///
/// `head` is the hash of the record before `nextSequence`, 64 hexadecimal digits, and zeros while
/// the ledger holds nothing of the epoch. Whatever the answer is, head and number are what the
/// ledger holds: a kiosk goes on from there, and sees a ledger that was set back to an older copy.
/// `receipt` stands beside `accepted` and `alreadyHave`: a `LedgerReceipt` for that head.
public struct SyncAnswer: Hashable, Sendable {
    /// What became of a batch.
    public enum Verdict: String, Codable, Sendable, CaseIterable {
        /// The ledger took the batch, or the part of it that was new.
        case accepted
        /// The ledger held every record of it before.
        case alreadyHave
        /// Records are missing between what the ledger holds and the batch.
        case gap
        /// The ledger holds another record at the same place: two journals carry one name.
        case fork
        /// A fork of the kiosk waits for people; until then nothing of it is taken.
        case quarantined
        /// No batch was sent; it was asked where the ledger stands.
        case cursor
    }

    /// What became of the batch.
    public let verdict: Verdict
    /// The end of the chain that the ledger holds.
    public let head: ChainHead
    /// The ledger's signature for it, where it took or had the records.
    public let receipt: LedgerReceipt?

    /// Takes the parts.
    public init(_ verdict: Verdict, head: ChainHead, receipt: LedgerReceipt? = nil) {
        (self.verdict, self.head, self.receipt) = (verdict, head, receipt)
    }

    /// The number of the record that the ledger wants next.
    public var nextSequence: UInt32 { head.sequence + 1 }
}

extension SyncAnswer: Codable {
    private enum Key: String, CodingKey {
        case answer, receipt
    }

    /// Writes the fields.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: Key.self)
        try container.encode(verdict, forKey: .answer)
        try head.encode(to: encoder)
        try container.encodeIfPresent(receipt?.bytes.hexadecimal, forKey: .receipt)
    }

    /// Reads the fields and refuses what no ledger can mean; other fields are passed over, so
    /// that a problem report may carry an answer.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: Key.self)
        verdict = try container.decode(Verdict.self, forKey: .answer)
        head = try ChainHead(from: decoder)
        receipt = try container.decodeIfPresent(String.self, forKey: .receipt).map { text in
            guard let receipt = [UInt8](hexadecimal: text).flatMap({ LedgerReceipt(bytes: $0) })
            else {
                throw DecodingError.dataCorruptedError(
                    forKey: .receipt,
                    in: container,
                    debugDescription: "a receipt cannot be read"
                )
            }
            return receipt
        }
    }
}

extension SyncAnswer {
    /// Checks that this can be the answer to `batch`: a ledger that says “accepted” and names another
    /// end than the batch has not stored what was sent.
    public func check(against batch: RecordBatch) throws(SyncAnswerError) {
        let isPlausible =
            switch verdict {
            case .accepted: head == batch.end
            case .alreadyHave:
                head.sequence > batch.end.sequence || head == batch.end
            case .gap: head.sequence < batch.start.sequence
            case .fork, .quarantined: true
            case .cursor: false
            }
        guard isPlausible else {
            throw SyncAnswerError(
                answer: self,
                firstSequence: batch.start.sequence + 1,
                lastSequence: batch.end.sequence
            )
        }
    }
}

/// An answer that does not fit the batch that was sent.
public struct SyncAnswerError: Error, Hashable, Sendable {
    /// What was answered.
    public let answer: SyncAnswer
    /// The first record of the batch.
    public let firstSequence: UInt32
    /// Its last.
    public let lastSequence: UInt32

    /// What is wrong.
    public var sentence: String {
        """
        The ledger answered “\(answer.verdict.rawValue)” and wants record \(answer.nextSequence), \
        after it was sent records \(firstSequence) to \(lastSequence).
        """
    }

    /// What to do next.
    public var hint: String {
        "Check that the configured address is that of the ledger; nothing of the journal is lost."
    }
}

public import Prepayment
public import RecordChain

/// Writes a journal as a kiosk would, and cuts batches out of it.
public struct JournalWriter: Sendable {
    /// Whose journal it is.
    public let kiosk: KioskIdentifier
    /// Since which start.
    public let epoch: UInt16
    /// The end of the chain.
    public private(set) var head = ChainHead.origin
    /// All records.
    public private(set) var records: [SealedRecord] = []
    /// The day of the records that come next.
    public var day: BusinessDay

    /// Begins the epoch with its record, unless told otherwise.
    public init(
        kiosk number: UInt32 = 7,
        epoch: UInt16 = 1,
        previousEpochHead: [UInt8]? = ChainHead.origin.hash,
        day: BusinessDay = Sample.day
    ) {
        (kiosk, self.epoch, self.day) = (KioskIdentifier(number), epoch, day)
        if let previousEpochHead {
            append(
                .epochStarted(
                    EpochStart(previousEpochHead: previousEpochHead, reason: "a new kiosk")
                )
            )
        }
    }

    /// Adds a record and gives the name of the sale that it would open.
    @discardableResult
    public mutating func append(_ content: RecordContent) -> SaleIdentifier {
        let header = RecordHeader(
            kiosk: kiosk,
            epoch: epoch,
            sequence: head.sequence + 1,
            businessDay: day,
            wallTime: Sample.noon,
            monotonicNanoseconds: UInt64(head.sequence) * 1_000_000,
            bootIdentifier: [UInt8](repeating: 0xB0, count: 16)
        )
        let sealed = SealedRecord(Record(header: header, content: content), after: head.hash)
        records.append(sealed)
        head = ChainHead(sequence: header.sequence, hash: sealed.hash)
        return header.saleIdentifier
    }

    /// Adds a sale as far as it came: its intent, its outcome, its receipt.
    @discardableResult
    public mutating func sell(
        fen: Int64 = 10_000,
        _ outcome: SaleOutcome? = .written,
        receipt: ReceiptOutcome? = .printed
    ) -> SaleIdentifier {
        let sale = append(.saleIntended(Sample.intent(paid: fen)))
        if let outcome { conclude(sale, outcome) }
        if let receipt { append(.receiptConcluded(sale, receipt)) }
        return sale
    }

    /// Adds what became of a sale, of this kiosk's or another's.
    public mutating func conclude(_ sale: SaleIdentifier, _ outcome: SaleOutcome) {
        append(.saleConcluded(SaleConclusion(sale: sale, outcome: outcome, waitingAfter: nil)))
    }

    /// The same journal, but for one record and the hashes behind it.
    public func altered(at sequence: UInt32) -> JournalWriter {
        var copy = JournalWriter(kiosk: kiosk.number, epoch: epoch, previousEpochHead: nil)
        for record in records.map(\.record) {
            let isAltered = record.header.sequence == sequence
            copy.append(isAltered ? .programStarted(version: "altered") : record.content)
        }
        return copy
    }

    /// The records from one number to another.
    public func batch(_ sequences: ClosedRange<UInt32>) throws -> RecordBatch {
        let range = Int(sequences.lowerBound) - 1..<Int(sequences.upperBound)
        return try RecordBatch(
            kiosk: kiosk,
            epoch: epoch,
            start: head(at: sequences.lowerBound - 1),
            records: Array(records[range])
        )
    }

    /// The same, or all records, under a kiosk's signature.
    public func signed(_ sequences: ClosedRange<UInt32>? = nil, by key: UInt8 = 7) throws
        -> SignedBatch
    {
        SignedBatch(
            try batch(sequences ?? 1...head.sequence),
            signedBy: Sample.signingKey(key)
        )
    }

    /// All records.
    public func batch() throws -> RecordBatch { try batch(1...head.sequence) }

    /// The end of the chain when it had so many records.
    public func head(at sequence: UInt32) -> ChainHead {
        guard sequence > 0 else { return .origin }
        return ChainHead(sequence: sequence, hash: records[Int(sequence) - 1].hash)
    }
}

extension SaleOutcome {
    /// The card went before anything was written.
    public static let owed = SaleOutcome.owed(CardFault("The card was taken away."))
    /// The card's answer to the commit did not come.
    public static let unknown = SaleOutcome.unknown(CardFault("The card did not answer."))
}

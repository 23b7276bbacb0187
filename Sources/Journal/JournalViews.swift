public import Prepayment
internal import Storage

/// A sale as the journal knows it.
public struct JournaledSale: Hashable, Sendable {
    /// Its name.
    public let sale: SaleIdentifier
    /// What was intended.
    public let intent: SaleIntent
    /// When.
    public let time: WallTime
    /// The newest conclusion; nil while none is known, which counts as unknown.
    public let conclusion: SaleConclusion?
    /// The newest word on its receipt.
    public let receipt: ReceiptOutcome?
}

extension JournalFile {
    /// The sales on this card that have no certain end, oldest first.
    ///
    /// Each account of a card has at most one: while it stands, the account can buy nothing else here.
    public func unsettledSales(on card: CardIdentifier) throws(JournalError) -> [JournaledSale] {
        try Self.translating { () throws in
            try database.query(
                "SELECT sequence FROM sale WHERE card = ?1 AND is_settled = 0 ORDER BY sequence",
                card.bytes
            ) { try $0.integer(0) }.map(sale(at:))
        }
    }

    /// The sale that a request opened, so that the same request opens no second one.
    public func sale(requestKey: String) throws(JournalError) -> JournaledSale? {
        try Self.translating { () throws in
            let sequence = try database.first(
                "SELECT sequence FROM sale WHERE request_key = ?1",
                requestKey
            ) { try $0.integer(0) }
            return try sequence.map(sale(at:))
        }
    }

    /// Whether a meter's reading is one that no record holds yet.
    public func isNews(_ reading: MeterReading) throws(JournalError) -> Bool {
        try Self.translating { () throws in
            let sequence = try database.first(
                "SELECT sequence FROM reading WHERE meter = ?1",
                reading.meter.binaryCodedDecimal
            ) { try $0.integer(0) }
            guard let sequence else { return true }
            guard case .readingCollected(_, let known) = try record(at: sequence).content else {
                throw damaged(sequence)
            }
            return known != reading
        }
    }

    func updateViews(with record: Record) throws {
        let sequence = Int64(record.header.sequence)
        switch record.content {
        case .saleIntended(let intent):
            try database.run(
                "INSERT INTO sale (sequence, card, request_key, is_settled) VALUES (?1, ?2, ?3, 0)",
                sequence,
                intent.card.bytes,
                intent.requestKey
            )
        case .saleConcluded(let conclusion):
            try database.run(
                "UPDATE sale SET conclusion_sequence = ?1, is_settled = ?2 WHERE sequence = ?3",
                sequence,
                conclusion.outcome == .written,
                Int64(conclusion.sale.sequence)
            )
        case .receiptConcluded(let sale, _):
            try database.run(
                "UPDATE sale SET receipt_sequence = ?1 WHERE sequence = ?2",
                sequence,
                Int64(sale.sequence)
            )
        case .readingCollected(_, let reading):
            try database.run(
                "INSERT OR REPLACE INTO reading (meter, sequence) VALUES (?1, ?2)",
                reading.meter.binaryCodedDecimal,
                sequence
            )
        case .epochStarted, .programStarted, .cardIssued:
            break
        }
    }

    private func sale(at sequence: Int64) throws -> JournaledSale {
        let record = try record(at: sequence)
        guard case .saleIntended(let intent) = record.content else { throw damaged(sequence) }
        let newest = try database.first(
            "SELECT conclusion_sequence, receipt_sequence FROM sale WHERE sequence = ?1",
            sequence
        ) { (try $0.optionalInteger(0), try $0.optionalInteger(1)) }
        return JournaledSale(
            sale: record.header.saleIdentifier,
            intent: intent,
            time: record.header.wallTime,
            conclusion: try newest?.0.map(conclusion(at:)),
            receipt: try newest?.1.map(receipt(at:))
        )
    }

    private func conclusion(at sequence: Int64) throws -> SaleConclusion {
        guard case .saleConcluded(let conclusion) = try record(at: sequence).content else {
            throw damaged(sequence)
        }
        return conclusion
    }

    private func receipt(at sequence: Int64) throws -> ReceiptOutcome {
        guard case .receiptConcluded(_, let outcome) = try record(at: sequence).content else {
            throw damaged(sequence)
        }
        return outcome
    }

    private func record(at sequence: Int64) throws -> Record {
        let body = try database.first("SELECT body FROM record WHERE sequence = ?1", sequence) {
            try $0.bytes(0)
        }
        guard let body, let record = try? Record(bytes: body) else { throw damaged(sequence) }
        return record
    }

    private func damaged(_ sequence: Int64) -> JournalError {
        .viewDamaged(path: path, sequence: UInt32(clamping: sequence))
    }
}

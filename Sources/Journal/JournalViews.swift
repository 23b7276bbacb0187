public import Prepayment
internal import RecordChain
internal import Storage

/// A sale as the journal knows it.
public struct JournaledSale: Hashable, Sendable {
    /// Its name.
    public let sale: SaleIdentifier
    /// What was intended.
    public let intent: SaleIntent
    /// When.
    public let time: WallTime
    /// The newest conclusion; nil while none is known, which counts as unknown, and on a sale that
    /// was refunded: owed by then.
    public let conclusion: SaleConclusion?
    /// How the money was given back, if it was.
    public let refund: SaleRefund?
    /// Where that stands.
    public let refundHeader: RecordHeader?
    /// The newest word on its receipt.
    public let receipt: ReceiptOutcome?

    /// Whether it is certain that the credit is not on the card, by what the journal knows: no commit
    /// was sent, or the card was read since.
    public var isOwed: Bool {
        if case .owed = conclusion?.outcome { true } else { false }
    }
}

extension JournalFile {
    /// The sales on this card that have no certain end, oldest first; behind this kiosk's own those that
    /// it took up from others.
    ///
    /// Each account of a card has at most one of each kiosk: while it stands, the account can buy nothing
    /// else here.
    public func unsettledSales(on card: CardIdentifier) throws(JournalError) -> [JournaledSale] {
        try Self.translating { () throws in
            try database.query(
                "SELECT sequence FROM sale WHERE card = ?1 AND is_settled = 0 ORDER BY sequence",
                card.bytes
            ) { try $0.integer(0) }.map(sale(at:)) + takenSales(on: card)
        }
    }

    /// All sales that have no certain end, oldest first; behind this kiosk's own those that it took up.
    public func unsettledSales() throws(JournalError) -> [JournaledSale] {
        try Self.translating { () throws in
            try database.query(
                "SELECT sequence FROM sale WHERE is_settled = 0 ORDER BY sequence"
            ) { try $0.integer(0) }.map(sale(at:)) + takenSales(on: nil)
        }
    }

    /// The sale of a name; nil where this journal has none.
    public func sale(_ identifier: SaleIdentifier) throws(JournalError) -> JournaledSale? {
        guard isOwn(identifier) else { return nil }
        return try Self.translating { () throws in
            let sequence = try database.first(
                "SELECT sequence FROM sale WHERE sequence = ?1",
                Int64(identifier.sequence)
            ) { try $0.integer(0) }
            return try sequence.map(sale(at:))
        }
    }

    /// The record of a name; nil where this journal has none.
    public func record(named name: SaleIdentifier) throws(JournalError) -> Record? {
        guard isOwn(name), (1...head.sequence).contains(name.sequence) else { return nil }
        return try Self.translating { () throws in try record(at: Int64(name.sequence)) }
    }

    func isOwn(_ sale: SaleIdentifier) -> Bool {
        sale.kiosk == kiosk && sale.epoch == epoch
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
            try notePaid(intent)
        case .saleConcluded(let conclusion) where isOwn(conclusion.sale):
            // What is settled stays so, whatever is said later.
            try database.run(
                """
                UPDATE sale SET conclusion_sequence = ?1, is_settled = ?2
                WHERE sequence = ?3 AND is_settled = 0
                """,
                sequence,
                conclusion.outcome == .written,
                Int64(conclusion.sale.sequence)
            )
        case .saleRefunded(let refund) where isOwn(refund.sale):
            try database.run(
                """
                UPDATE sale SET conclusion_sequence = ?1, is_settled = 1
                WHERE sequence = ?2 AND is_settled = 0
                """,
                sequence,
                Int64(refund.sale.sequence)
            )
            // Neither twice nor behind a landing: nothing of this record is kept then.
            guard database.changes == 1 else { throw JournalError.saleSettled(refund.sale) }
        case .receiptConcluded(let sale, _) where isOwn(sale):
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
        case .paymentOpened(let order):
            try note(order, at: sequence)
        case .moneyMoved(let movement):
            try note(movement, at: sequence)
        case .paymentClosed(let payment):
            try noteClosed(payment)
        case .dayClosed:
            try database.run("INSERT INTO day_close (sequence) VALUES (?1)", sequence)
        case .saleTakenUp(let sale, let intent):
            try noteTakenUp(sale, intent, at: sequence)
        case .saleConcluded(let conclusion):
            try noteForeign(conclusion, at: sequence)
        case .receiptConcluded(let sale, _):
            try noteTakenReceipt(of: sale, at: sequence)
        // What is said of another journal's refunds is kept as evidence alone.
        case .epochStarted, .programStarted, .slipConcluded, .cardIssued, .saleRefunded,
            .attentionAsked:
            break
        }
    }

    func sale(at sequence: Int64) throws -> JournaledSale {
        let record = try record(at: sequence)
        guard case .saleIntended(let intent) = record.content else { throw damaged(sequence) }
        let newest = try database.first(
            "SELECT conclusion_sequence, receipt_sequence FROM sale WHERE sequence = ?1",
            sequence
        ) { (try $0.optionalInteger(0), try $0.optionalInteger(1)) }
        let end = try newest?.0.map(record(at:))
        return JournaledSale(
            sale: record.header.saleIdentifier,
            intent: intent,
            time: record.header.wallTime,
            conclusion: try end?.conclusion(or: damaged(sequence)),
            refund: end?.refund,
            refundHeader: end?.refund == nil ? nil : end?.header,
            receipt: try newest?.1.map(receipt(at:))
        )
    }

    func receipt(at sequence: Int64) throws -> ReceiptOutcome {
        guard case .receiptConcluded(_, let outcome) = try record(at: sequence).content else {
            throw damaged(sequence)
        }
        return outcome
    }

    func record(at sequence: Int64) throws -> Record {
        let body = try database.first("SELECT body FROM record WHERE sequence = ?1", sequence) {
            try $0.bytes(0)
        }
        guard let body, let record = try? Record(bytes: body) else { throw damaged(sequence) }
        return record
    }

    func damaged(_ sequence: Int64) -> JournalError {
        .viewDamaged(path: path, sequence: UInt32(clamping: sequence))
    }
}

extension Record {
    /// What a record says that ends a sale; an error for one that cannot.
    func conclusion(or damage: JournalError) throws -> SaleConclusion? {
        switch content {
        case .saleConcluded(let conclusion): conclusion
        case .saleRefunded: nil
        default: throw damage
        }
    }

    var refund: SaleRefund? {
        if case .saleRefunded(let refund) = content { refund } else { nil }
    }
}

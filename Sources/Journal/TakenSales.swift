public import Prepayment
internal import RecordChain
internal import Relational
internal import Storage

extension JournaledSale {
    /// A sale that another kiosk's journal holds, by what was told of it.
    public init(elsewhere sale: SaleIdentifier, _ intent: SaleIntent) {
        self.init(
            sale: sale,
            intent: intent,
            time: intent.paidAt,
            conclusion: nil,
            refund: nil,
            refundHeader: nil,
            receipt: nil
        )
    }
}

// Sales of other kiosks that were taken up here.
extension JournalFile {
    /// Takes up sales that the ledger gave for the records right behind a place. From then on they are
    /// open sales of this journal too. False, and none was taken, where the journal went on since.
    public func takeUp(
        _ sales: [(sale: SaleIdentifier, intent: SaleIntent)],
        after sequence: UInt32
    ) throws(JournalError) -> Bool {
        guard head.sequence == sequence else { return false }
        for (sale, intent) in sales { try append(.saleTakenUp(sale, intent)) }
        return true
    }

    /// A sale that was taken up and concluded “owed” may be taken up once more.
    func noteTakenUp(_ sale: SaleIdentifier, _ intent: SaleIntent, at sequence: Int64) throws {
        guard !isOwn(sale) else { return }
        try run(
            """
            INSERT OR REPLACE INTO foreign_sale
                (kiosk, epoch, sequence, card, is_settled, taken_sequence)
            VALUES (?1, ?2, ?3, ?4, 0, ?5)
            """,
            of: sale,
            intent.card.bytes,
            sequence
        )
    }

    /// “Owed” ends it here as “written” does: from then on another kiosk may be given the sale, or its
    /// money be given back, and this one must ask anew.
    func noteForeign(_ conclusion: SaleConclusion, at sequence: Int64) throws {
        let sale = conclusion.sale
        if conclusion.outcome == .written {
            // Also of a sale that was never taken up, so that it is said once.
            try run(
                """
                INSERT INTO foreign_sale (kiosk, epoch, sequence, is_settled)
                VALUES (?1, ?2, ?3, 0) ON CONFLICT DO NOTHING
                """,
                of: sale
            )
        }
        let isSettled =
            switch conclusion.outcome {
            case .written, .owed: true
            case .unknown: false
            }
        try run(
            """
            UPDATE foreign_sale SET conclusion_sequence = ?4, is_settled = ?5
            WHERE kiosk = ?1 AND epoch = ?2 AND sequence = ?3 AND is_settled = 0
            """,
            of: sale,
            sequence,
            isSettled
        )
    }

    /// Whether this journal says that the credit of another kiosk's sale is on its card: it need not be
    /// said again while the ledger has not heard it.
    public func hasWritten(_ sale: SaleIdentifier) throws(JournalError) -> Bool {
        try Self.translating { () throws in
            let sequence = try database.first(
                """
                SELECT conclusion_sequence FROM foreign_sale
                WHERE kiosk = ?1 AND epoch = ?2 AND sequence = ?3 AND is_settled = 1
                """,
                Int64(sale.kiosk.number),
                Int64(sale.epoch),
                Int64(sale.sequence)
            ) { try $0.integer(0) }
            return try sequence.map(conclusion(at:))??.outcome == .written
        }
    }

    func noteTakenReceipt(of sale: SaleIdentifier, at sequence: Int64) throws {
        try run(
            """
            UPDATE foreign_sale SET receipt_sequence = ?4
            WHERE kiosk = ?1 AND epoch = ?2 AND sequence = ?3
            """,
            of: sale,
            sequence
        )
    }

    /// The sales that were taken up and have no end here, of one card or of all, oldest first.
    func takenSales(on card: CardIdentifier?) throws -> [JournaledSale] {
        try database.query(
            """
            SELECT taken_sequence, conclusion_sequence, receipt_sequence FROM foreign_sale
            WHERE is_settled = 0 AND card = coalesce(?1, card) ORDER BY taken_sequence
            """,
            card?.bytes
        ) { (try $0.integer(0), try $0.optionalInteger(1), try $0.optionalInteger(2)) }
        .map(takenSale)
    }

    private func takenSale(
        at sequence: Int64,
        concludedAt: Int64?,
        receiptAt: Int64?
    ) throws -> JournaledSale {
        let record = try record(at: sequence)
        guard case .saleTakenUp(let sale, let intent) = record.content else {
            throw damaged(sequence)
        }
        return JournaledSale(
            sale: sale,
            intent: intent,
            time: record.header.wallTime,
            conclusion: try concludedAt.map(conclusion(at:)) ?? nil,
            refund: nil,
            refundHeader: nil,
            receipt: try receiptAt.map(receipt(at:))
        )
    }

    /// How many sales of other kiosks were written here behind a record, and what they had cost there.
    func writtenForOthers(behind last: UInt32) throws -> Tally {
        try database.query(
            """
            SELECT taken_sequence, conclusion_sequence FROM foreign_sale
            WHERE is_settled = 1 AND conclusion_sequence > ?1 AND taken_sequence IS NOT NULL
            """,
            Int64(last)
        ) { (try $0.integer(0), try $0.integer(1)) }
        .reduce(into: .zero) { tally, sale in
            guard try conclusion(at: sale.1)?.outcome == .written else { return }
            guard case .saleTakenUp(_, let intent) = try record(at: sale.0).content else {
                throw damaged(sale.0)
            }
            tally.add(intent.paid)
        }
    }

    /// Runs a statement in which ?1, ?2 and ?3 name a sale; the values of ?4 and on follow.
    private func run<each Value: SQLBindable>(
        _ sql: String,
        of sale: SaleIdentifier,
        _ values: repeat each Value
    ) throws {
        try database.run(
            sql,
            Int64(sale.kiosk.number),
            Int64(sale.epoch),
            Int64(sale.sequence),
            repeat each values
        )
    }

    private func conclusion(at sequence: Int64) throws -> SaleConclusion? {
        try record(at: sequence).conclusion(or: damaged(sequence))
    }
}

public import Prepayment
internal import RecordChain
internal import Storage

/// A payment that the kiosk takes itself, as the journal knows it.
public struct JournaledPayment: Hashable, Sendable {
    /// Its order number.
    public let payment: SaleIdentifier
    /// What was asked for.
    public let order: PaymentOrder
    /// When.
    public let openedAt: WallTime
    /// Money may come yet.
    public let isOpen: Bool
    /// All that came.
    public let taken: Money
    /// Is in sales.
    public let sold: Money
    /// Can buy something: neither sold, nor given back, nor on its way.
    public let available: Money
    /// What is on its way back, and whose end is not known.
    public let returning: MoneyMovement?
}

extension JournalFile {
    /// A payment by its order number; nil where this journal has none.
    public func payment(_ identifier: SaleIdentifier) throws(JournalError) -> JournaledPayment? {
        guard isOwn(identifier) else { return nil }
        return try Self.translating { () throws in
            let known = try database.first(
                "SELECT sequence FROM payment WHERE sequence = ?1",
                Int64(identifier.sequence)
            ) { try $0.integer(0) }
            return try known.map(payment(at:))
        }
    }

    /// Payments that money may come of yet, oldest first.
    public func openPayments() throws(JournalError) -> [JournaledPayment] {
        try payments("SELECT sequence FROM payment WHERE is_open = 1 ORDER BY sequence")
    }

    /// Payments with money whose way back has no known end, oldest first.
    public func returningPayments() throws(JournalError) -> [JournaledPayment] {
        try payments("SELECT sequence FROM payment WHERE returning_fen > 0 ORDER BY sequence")
    }

    /// Closed payments made for a card, with money that can buy something, oldest first.
    public func heldPayments(for card: CardIdentifier) throws(JournalError) -> [JournaledPayment] {
        try Self.translating { () throws in
            try database.query(
                """
                SELECT sequence FROM payment
                WHERE card = ?1 AND available_fen > 0 AND is_open = 0 ORDER BY sequence
                """,
                card.bytes
            ) { try $0.integer(0) }.map(payment(at:))
        }
    }

    /// Closed payments with money that can buy something, of all cards, oldest first.
    public func heldPayments() throws(JournalError) -> [JournaledPayment] {
        try payments(
            "SELECT sequence FROM payment WHERE available_fen > 0 AND is_open = 0 ORDER BY sequence"
        )
    }

    /// What the office paid out of a payment, oldest first, each with the record that says so.
    public func payOuts(
        of payment: SaleIdentifier
    ) throws(JournalError) -> [(header: RecordHeader, movement: MoneyMovement)] {
        guard isOwn(payment) else { return [] }
        return try Self.translating { () throws in
            try database.query(
                "SELECT sequence FROM money_movement WHERE payment = ?1 AND kind = 6 ORDER BY sequence",
                Int64(payment.sequence)
            ) { try $0.integer(0) }.map { sequence in
                let record = try record(at: sequence)
                guard case .moneyMoved(let movement) = record.content else {
                    throw damaged(sequence)
                }
                return (record.header, movement)
            }
        }
    }

    /// The newest payment with a tender, whether open or not.
    public func lastPayment(by tender: Tender) throws(JournalError) -> JournaledPayment? {
        try Self.translating { () throws in
            let last = try database.first(
                "SELECT max(sequence) FROM payment WHERE tender = ?1",
                Int64(tender.rawValue)
            ) { try $0.optionalInteger(0) }
            return try (last ?? nil).map(payment(at:))
        }
    }

    /// The acceptor's event counter behind the last event that was heard; nil before the first.
    public func lastNoteCounter() throws(JournalError) -> UInt8? {
        try Self.translating { () throws in
            try database.first("SELECT counter FROM last_note") { UInt8(try $0.integer(0)) }
        }
    }

    /// Keeps how far the acceptor's events were heard, beside the notes that are recorded: then fewer than
    /// its memory holds are unknown after a restart.
    public func heard(noteCounter counter: UInt8) throws(JournalError) {
        try Self.translating { () throws in try keep(noteCounter: counter) }
    }

    private func payments(_ sql: String) throws(JournalError) -> [JournaledPayment] {
        try Self.translating { () throws in
            try database.query(sql) { try $0.integer(0) }.map(payment(at:))
        }
    }

    private func payment(at sequence: Int64) throws -> JournaledPayment {
        let record = try record(at: sequence)
        let row = try database.first(
            "SELECT is_open, taken_fen, sold_fen, available_fen FROM payment WHERE sequence = ?1",
            sequence
        ) { row in
            (
                isOpen: try row.integer(0) == 1, taken: Money(fen: try row.integer(1)),
                sold: Money(fen: try row.integer(2)), available: Money(fen: try row.integer(3))
            )
        }
        guard case .paymentOpened(let order) = record.content, let row else {
            throw damaged(sequence)
        }
        return JournaledPayment(
            payment: record.header.saleIdentifier,
            order: order,
            openedAt: record.header.wallTime,
            isOpen: row.isOpen,
            taken: row.taken,
            sold: row.sold,
            available: row.available,
            returning: try returning(of: sequence)
        )
    }

    private func returning(of payment: Int64) throws -> MoneyMovement? {
        let last = try database.first(
            "SELECT max(sequence) FROM money_movement WHERE payment = ?1 AND kind IN (2, 3, 4)",
            payment
        ) { try $0.optionalInteger(0) }
        guard case let last?? = last else { return nil }
        guard case .moneyMoved(let movement) = try record(at: last).content else {
            throw damaged(last)
        }
        return movement.kind == .givingBack ? movement : nil
    }
}

/// What records do to the payments' tables. What a payment has not got cannot be moved: the record is
/// not kept then.
extension JournalFile {
    func note(_ order: PaymentOrder, at sequence: Int64) throws {
        try database.run(
            "INSERT INTO payment (sequence, card, tender, is_open) VALUES (?1, ?2, ?3, 1)",
            sequence,
            order.card.bytes,
            Int64(order.tender.rawValue)
        )
    }

    func note(_ movement: MoneyMovement, at sequence: Int64) throws {
        let payment = movement.payment
        guard isOwn(payment), movement.amount > .zero else {
            throw JournalError.paymentNotCovered(payment)
        }
        try database.run(
            Self.update(for: movement.kind),
            Int64(payment.sequence),
            movement.amount.fen
        )
        guard database.changes == 1 else { throw JournalError.paymentNotCovered(payment) }
        try database.run(
            "INSERT INTO money_movement (sequence, payment, kind) VALUES (?1, ?2, ?3)",
            sequence,
            Int64(payment.sequence),
            Int64(movement.kind.rawValue)
        )
        if case .noteEvent(let counter) = movement.evidence {
            try keep(noteCounter: counter)
        }
    }

    func keep(noteCounter counter: UInt8) throws {
        try database.run(
            "INSERT OR REPLACE INTO last_note (only, counter) VALUES (1, ?1)",
            Int64(counter)
        )
    }

    func noteClosed(_ payment: SaleIdentifier) throws {
        guard isOwn(payment) else { throw JournalError.paymentNotCovered(payment) }
        try database.run(
            "UPDATE payment SET is_open = 0 WHERE sequence = ?1",
            Int64(payment.sequence)
        )
        guard database.changes == 1 else { throw JournalError.paymentNotCovered(payment) }
    }

    /// A sale takes its money out of its payment, in the same transaction: the same money buys nothing
    /// twice, and is not given back as well.
    func notePaid(_ intent: SaleIntent) throws {
        guard let payment = intent.payment else { return }
        guard isOwn(payment), intent.paid > .zero else {
            throw JournalError.paymentNotCovered(payment)
        }
        try database.run(
            """
            UPDATE payment SET sold_fen = sold_fen + ?2
            WHERE sequence = ?1 AND card = ?3 AND tender = ?4 AND available_fen >= ?2
            """,
            Int64(payment.sequence),
            intent.paid.fen,
            intent.card.bytes,
            Int64(intent.tender.rawValue)
        )
        guard database.changes == 1 else { throw JournalError.paymentNotCovered(payment) }
    }

    private static func update(for kind: MoneyMovement.Kind) -> String {
        switch kind {
        case .taken:
            "UPDATE payment SET taken_fen = taken_fen + ?2 WHERE sequence = ?1"
        case .givingBack:
            """
            UPDATE payment SET returning_fen = returning_fen + ?2
            WHERE sequence = ?1 AND available_fen >= ?2
            """
        case .givenBack:
            """
            UPDATE payment
            SET returning_fen = returning_fen - ?2, given_back_fen = given_back_fen + ?2
            WHERE sequence = ?1 AND returning_fen >= ?2
            """
        case .notGivenBack:
            """
            UPDATE payment SET returning_fen = returning_fen - ?2
            WHERE sequence = ?1 AND returning_fen >= ?2
            """
        case .paidOut:
            """
            UPDATE payment SET given_back_fen = given_back_fen + ?2
            WHERE sequence = ?1 AND available_fen >= ?2
            """
        case .held:
            "UPDATE payment SET is_open = is_open WHERE sequence = ?1 AND taken_fen >= ?2"
        }
    }
}

import Prepayment
import RecordChain
import TestSupport
import Testing

@testable import Journal

/// Money that the kiosk takes itself buys one thing once, or goes back, and never both.
struct PaymentTests {
    let folder = JournalFolder()
    let journal: JournalFile

    init() throws { journal = try folder.open() }

    private func open(_ tender: Tender = .cash, due: Int64 = 10_000) throws -> SaleIdentifier {
        let order = PaymentOrder(
            card: Sample.card,
            utility: .electricity,
            tender: tender,
            due: Money(fen: due)
        )
        return try journal.append(.paymentOpened(order)).record.header.saleIdentifier
    }

    private func move(
        _ kind: MoneyMovement.Kind,
        _ fen: Int64,
        of payment: SaleIdentifier,
        _ tender: Tender = .cash,
        _ evidence: MovementEvidence = .none
    ) throws {
        try journal.append(
            .moneyMoved(
                MoneyMovement(
                    payment: payment,
                    kind: kind,
                    tender: tender,
                    amount: Money(fen: fen),
                    evidence: evidence
                )
            )
        )
    }

    private func sell(
        _ fen: Int64,
        from payment: SaleIdentifier,
        key: String = "request-1",
        card: CardIdentifier = Sample.card,
        tender: Tender = .cash
    ) throws {
        let intent = Sample.intent(
            requestKey: key,
            paid: fen,
            card: card,
            tender: tender,
            payment: payment
        )
        try journal.append(.saleIntended(intent))
    }

    @Test func `notes are counted, sold once, and the rest is kept for the card`() throws {
        let payment = try open()
        try move(.taken, 10_000, of: payment, .cash, .noteEvent(counter: 3))
        try move(.taken, 2_000, of: payment, .cash, .noteEvent(counter: 5))
        #expect(try journal.lastNoteCounter() == 5)
        #expect(try journal.openPayments().map(\.payment) == [payment])
        #expect(try journal.heldPayments(for: Sample.card).isEmpty, "more may come")
        try journal.append(.paymentClosed(payment))
        try sell(10_000, from: payment)
        let known = try #require(try journal.heldPayments(for: Sample.card).first)
        #expect(known.taken == Money(fen: 12_000))
        #expect(known.sold == Money(fen: 10_000))
        #expect(known.available == Money(fen: 2_000))
        #expect(try journal.openPayments().isEmpty)
        try sell(2_000, from: payment, key: "request-2")
        #expect(try journal.heldPayments(for: Sample.card).isEmpty)
        journal.close()
    }

    static let refused: [(String, Int64, CardIdentifier, Tender)] = [
        ("more than came", 10_001, Sample.card, .cash),
        ("for another card", 10_000, CardIdentifier([4, 1, 2, 3, 4, 5, 6]), .cash),
        ("by another tender", 10_000, Sample.card, .weChatPay),
    ]

    @Test(arguments: refused)
    func `a sale without its money is not recorded`(
        why: String,
        fen: Int64,
        card: CardIdentifier,
        tender: Tender
    ) throws {
        let payment = try open()
        try move(.taken, 10_000, of: payment)
        let head = journal.head
        #expect(throws: JournalError.paymentNotCovered(payment)) {
            try sell(fen, from: payment, card: card, tender: tender)
        }
        #expect(journal.head == head, "\(why): nothing of it is kept")
        try sell(10_000, from: payment)
        journal.close()
    }

    @Test func `the same money is not sold twice, nor sold and given back`() throws {
        let payment = try open(.weChatPay)
        try move(.taken, 10_000, of: payment, .weChatPay, .reference("4200000001"))
        try move(.givingBack, 4_000, of: payment, .weChatPay, .reference("R0"))
        #expect(throws: JournalError.paymentNotCovered(payment)) {
            try sell(10_000, from: payment, tender: .weChatPay)
        }
        try sell(6_000, from: payment, tender: .weChatPay)
        #expect(throws: JournalError.paymentNotCovered(payment)) {
            try move(.givingBack, 1, of: payment, .weChatPay)
        }
        #expect(try journal.returningPayments().first?.returning?.amount == Money(fen: 4_000))
        try move(.givenBack, 4_000, of: payment, .weChatPay, .reference("R0"))
        #expect(try journal.returningPayments().isEmpty)
        #expect(throws: JournalError.paymentNotCovered(payment)) {
            try move(.givenBack, 4_000, of: payment, .weChatPay, .reference("R0"))
        }
        journal.close()
    }

    @Test func `what the office paid out buys nothing, and is counted as given back`() throws {
        let payment = try open()
        try move(.taken, 5_000, of: payment, .cash, .noteEvent(counter: 3))
        try journal.append(.paymentClosed(payment))
        #expect(try journal.heldPayments().map(\.payment) == [payment])
        try sell(2_000, from: payment)
        let payOut = PayOut(
            payment: payment,
            reason: "moved away",
            clerk: "clerk 3",
            requestKey: "pay-out-1"
        )
        func record(_ fen: Int64) throws {
            let movement = payOut.movement(of: Money(fen: fen), paidBy: .cash)
            try journal.append(.moneyMoved(movement))
        }
        #expect(throws: JournalError.paymentNotCovered(payment)) { try record(3_001) }
        try record(3_000)
        #expect(throws: JournalError.paymentNotCovered(payment)) { try record(1) }
        #expect(throws: JournalError.paymentNotCovered(payment)) {
            try sell(1, from: payment, key: "request-2")
        }
        #expect(try journal.heldPayments().isEmpty)
        #expect(try journal.payOuts(of: payment).map { PayOut($0.movement) } == [payOut])
        let devices = try journal.openDay().totals.devices
        #expect(devices.givenBack[.cash].amount == Money(fen: 3_000))
        #expect(devices.unsold == .zero)
        #expect(try journal.openDay().totals.isBalanced)
        journal.close()
    }

    @Test func `what could not be given back buys something again`() throws {
        let payment = try open(.weChatPay)
        try move(.taken, 10_000, of: payment, .weChatPay)
        try journal.append(.paymentClosed(payment))
        try move(.givingBack, 10_000, of: payment, .weChatPay)
        #expect(try journal.heldPayments(for: Sample.card).isEmpty, "it may have gone")
        try move(.notGivenBack, 10_000, of: payment, .weChatPay)
        #expect(try journal.heldPayments(for: Sample.card).first?.available == Money(fen: 10_000))
        journal.close()
    }

    @Test func `a payment of another journal, or of nobody, moves nothing`() throws {
        let foreign = SaleIdentifier(kiosk: KioskIdentifier(8), epoch: 1, sequence: 2)
        let unknown = SaleIdentifier(kiosk: Sample.kiosk, epoch: 1, sequence: 99)
        for payment in [foreign, unknown] {
            #expect(throws: JournalError.paymentNotCovered(payment)) {
                try move(.taken, 100, of: payment)
            }
            #expect(throws: JournalError.paymentNotCovered(payment)) {
                try journal.append(.paymentClosed(payment))
            }
        }
        journal.close()
    }

    @Test func `events without a note are remembered beside the records`() throws {
        let head = journal.head
        try journal.heard(noteCounter: 17)
        #expect(try journal.lastNoteCounter() == 17)
        #expect(journal.head == head)
        journal.close()
        let again = try folder.open()
        #expect(try again.lastNoteCounter() == 17)
        again.close()
    }

    @Test func `the day says what devices took and what of it is in no sale`() throws {
        let cash = try open()
        try move(.taken, 12_000, of: cash)
        try sell(10_000, from: cash)
        let code = try open(.weChatPay)
        try move(.taken, 5_000, of: code, .weChatPay)
        try move(.givingBack, 5_000, of: code, .weChatPay)
        let before = try journal.openDay().totals
        #expect(before.devices.unsold == Money(fen: 7_000), "nobody knows yet that it went")
        try journal.closeDay()
        try move(.givenBack, 5_000, of: code, .weChatPay)
        let after = try journal.openDay().totals
        #expect(after.devices.unsoldBefore == Money(fen: 7_000))
        #expect(after.devices.givenBack[.weChatPay].amount == Money(fen: 5_000))
        #expect(after.devices.unsold == Money(fen: 2_000))
        #expect(before.isBalanced && after.isBalanced)
        journal.close()
    }
}

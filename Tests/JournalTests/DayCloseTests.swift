import Prepayment
import RecordChain
import TestSupport
import Testing

@testable import Journal

/// Days are cut at a place in the chain.
struct DayCloseTests {
    static let owed = SaleOutcome.owed(CardFault("The card was taken away."))
    let folder = JournalFolder()
    let journal: JournalFile

    init() throws { journal = try folder.open() }

    private func refund(_ sale: SaleIdentifier) throws {
        try journal.append(.saleRefunded(Sample.refund(of: sale)))
    }

    @Test func `the first day begins with the journal, the next one behind the close`() throws {
        try journal.sell(.written)
        let open = try journal.openDay()
        #expect((open.number, open.firstSequence) == (1, 1))
        #expect(open.totals.taken[.counter].count == 1)
        let record = try journal.closeDay().record
        #expect(record.content == .dayClosed(open))
        let next = try journal.openDay()
        #expect((next.number, next.firstSequence) == (2, record.header.sequence + 1))
        #expect(next.totals == DayTotals())
        #expect(next.grandTotal == open.grandTotal)
        journal.close()
    }

    @Test func `what was open at a close is carried over until it ends`() throws {
        let refunded = try journal.sell(Self.owed, key: "refunded")
        let landed = try journal.sell(nil, key: "landed")
        let first = try journal.openDay().totals
        #expect((first.owed.count, first.unconfirmed.count) == (1, 1))
        try journal.closeDay()

        try journal.sell(.written, key: "today")
        try refund(refunded)
        try journal.conclude(landed, .written)
        let second = try journal.openDay().totals
        #expect((second.carriedOver.count, second.taken.total.count) == (2, 1))
        #expect((second.delivered.total.count, second.refunded.total.count) == (2, 1))
        #expect((second.owed, second.unconfirmed) == (.zero, .zero))
        #expect(first.isBalanced && second.isBalanced)
        try journal.closeDay()
        #expect(try journal.openDay().totals == DayTotals(), "an ended sale is counted once")
        journal.close()
    }

    @Test func `a close is found again after a restart`() throws {
        try journal.sell(.written)
        let close = try journal.closeDay().record
        journal.close()
        let again = try folder.open()
        let last = try again.lastClose()
        #expect(last?.sequence == close.header.sequence)
        #expect(last.map { .dayClosed($0.close) } == close.content)
        again.close()
    }

    @Test func `a journal whose last close was cut off is not used`() throws {
        try journal.sell(.written)
        try journal.closeDay()
        journal.close()
        try folder.tamper("DELETE FROM record WHERE sequence = (SELECT max(sequence) FROM record)")
        #expect(throws: JournalError.self) { try folder.open() }
    }
}

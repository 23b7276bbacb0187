import Book
import Ledger
import LedgerService
import Prepayment
import TestSupport
import Testing

/// A refund on its way through the ledger: the day's report, the balances, and the proof of both.
@Suite(.timeLimit(.minutes(2)), .onBothStores) struct RefundTests {
    private static let owed = SaleOutcome.owed(CardFault("The card was taken away."))
    let folder = LedgerFolder()

    private static func sellAndRefund(in journal: inout JournalWriter) -> SaleIdentifier {
        let sale = journal.sell(fen: 500, owed)
        journal.refund(sale)
        return sale
    }

    @Test func `a refunded sale stands in its day and in the refunds`() async throws {
        var journal = JournalWriter(kiosk: 7)
        _ = Self.sellAndRefund(in: &journal)
        journal.sell(fen: 700, Self.owed)
        let ledger = try await folder.open()
        _ = try await ledger.ingest(journal.batch())
        let report = try await ledger.day(Sample.day)
        let tender = try #require(report.kiosks.first?.tenders.first)
        #expect(tender.refunded.count == 1 && tender.refunded.paid == Money(fen: 500))
        #expect(tender.owed.count == 1 && tender.owed.paid == Money(fen: 700))
        #expect(tender.total.paid == Money(fen: 1_200))
        #expect(report.kiosks.first?.anomalies.contradicted == 0)
        await ledger.close()
    }

    @Test func `the name of who gave it back steers no terminal`() async throws {
        var journal = JournalWriter(kiosk: 7)
        let sale = journal.sell(fen: 500, Self.owed)
        journal.append(.saleRefunded(Sample.refund(of: sale, clerk: "\u{1B}[2J\n\u{202E}3")))
        let ledger = try await folder.open()
        _ = try await ledger.ingest(journal.batch())
        let lines = DayTable(try await ledger.day(Sample.day)) { _ in "" }.lines
        #expect(lines.contains(#"\#(sale): 5.00 given back by \u{1b}[2J\n\u{202e}3."#))
        await ledger.close()
    }

    @Test func `a refund of what another kiosk says was written is contradicted, in any order`()
        async throws
    {
        var selling = JournalWriter(kiosk: 7)
        let sale = Self.sellAndRefund(in: &selling)
        var other = JournalWriter(kiosk: 3)
        other.conclude(sale, .written)
        for order in [[selling, other], [other, selling]] {
            let folder = LedgerFolder()
            let ledger = try await folder.open()
            for journal in order { _ = try await ledger.ingest(journal.batch()) }
            let kiosks = try await ledger.day(Sample.day).kiosks
            let day = try #require(kiosks.first { $0.kiosk == selling.kiosk })
            #expect(day.anomalies.contradicted == 1)
            #expect(day.tenders.first?.written.count == 1)
            await ledger.close()
        }
    }
}

import Book
import Ledger
import Prepayment
import RecordChain
import TestSupport
import Testing

/// Sales that break the office's rules: taken, for they happened, with their money in suspense.
@Suite(.timeLimit(.minutes(2)), .onBothStores) struct SuspenseTests {
    let folder = LedgerFolder()

    let journal = {
        var writer = JournalWriter()
        writer.sell(fen: 10_000)
        writer.sell(fen: 90_000)
        return writer
    }()

    @Test(
        arguments: [
            (IntakeRules(largestSale: Money(fen: 89_999)), .overLimit, 1),
            (IntakeRules(largestSale: Money(fen: 90_000)), nil, 0),
            (IntakeRules(tariffVersions: [4, 6]), .unknownTariff, 2),
            (IntakeRules(tariffVersions: [4, 5]), nil, 0),
            (IntakeRules(blockedCards: [Sample.card]), .blockedCard, 2),
            (IntakeRules(blockedCards: [CardIdentifier([1, 2, 3, 4])]), nil, 0),
        ] as [(IntakeRules, LedgerCase.Kind?, Int)]
    )
    func `a sale that breaks a rule is taken, in suspense, and a case`(
        rules: IntakeRules,
        kind: LedgerCase.Kind?,
        count: Int
    ) async throws {
        let ledger = try await folder.location.open(rules: rules)
        #expect(try await ledger.ingest(journal.batch()) == .accepted(journal.head))
        let cases = try await ledger.cases()
        #expect(cases.map(\.kind) == Array(repeating: kind, count: count).compactMap(\.self))
        let suspended: Int64 = [0, 90_000, 100_000][count]
        let balance = try await ledger.trialBalance(through: nil, of: nil)
        let suspense = balance.accounts.first { $0.account == .suspense }?.amount.fen ?? 0
        #expect(suspense == -suspended)
        #expect(balance.sum == .zero)
        let report = try await ledger.day(Sample.day)
        #expect(report.kiosks.first?.anomalies.suspended == count)
        #expect(report.totals.first?.total.paid == Money(fen: 100_000), "the money is in the box")
        await ledger.close()
        #expect(try await folder.soundCounts() != nil, "whatever the rules are now")
    }

    @Test func `what was objected to stays so when the rules change`() async throws {
        let strict = try await folder.location.open(rules: IntakeRules(largestSale: Money(fen: 1)))
        _ = try await strict.ingest(journal.batch(1...2))
        await strict.close()
        let lax = try await folder.open()
        _ = try await lax.ingest(journal.batch(3...7))
        await lax.close()
        let before = try folder.settledContents()
        try folder.tamper("UPDATE ledger_layout SET version = 1 WHERE part = 'postings'")
        _ = try await folder.location.migrate()
        #expect(try folder.settledContents() == before)
        #expect(try await folder.soundCounts()?.sales == 2)
    }
}

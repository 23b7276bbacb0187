import Ledger
import Prepayment
import RecordChain
import TestSupport
import Testing

/// Whatever the network does to the batches, the ledger ends with the same content.
@Suite(.timeLimit(.minutes(2)), .onBothStores) struct ExactlyOnceTests {
    /// Three journals of random sales; kiosk 3 concludes what kiosk 1 left unknown.
    static func journals(_ random: inout SeededGenerator) -> [JournalWriter] {
        var first = JournalWriter(kiosk: 1)
        var second = JournalWriter(kiosk: 2)
        var third = JournalWriter(kiosk: 3)
        for number in 1...15 {
            let outcomes: [SaleOutcome?] = [.written, .owed, .unknown, nil]
            let outcome = outcomes.randomElement(using: &random) ?? nil
            let sale = first.sell(fen: Int64(number) * 100, outcome)
            if outcome != .written { third.conclude(sale, number % 2 == 0 ? .written : .owed) }
            second.day = Sample.businessDay(number < 8 ? "2026-11-22" : "2026-11-23")
            second.sell(receipt: Bool.random(using: &random) ? .unknown(reason: "?") : nil)
            let reading = Sample.reading(accepted: .random(in: 1...4, using: &random))
            second.append(.readingCollected(Sample.card, reading))
            third.append(.readingCollected(Sample.card, reading))
        }
        return [first, second, third]
    }

    @Test(arguments: 1...8 as ClosedRange<UInt64>)
    func `re-sent, overlapping and early batches leave each record once`(seed: UInt64) async throws
    {
        var random = SeededGenerator(seed: seed)
        let journals = Self.journals(&random)

        let expected = LedgerFolder()
        let orderly = try await expected.open()
        for journal in journals { _ = try await orderly.ingest(journal.batch()) }
        await orderly.close()

        let folder = LedgerFolder()
        var ledger = try await folder.open()
        var held = journals.map { _ in UInt32(0) }
        while zip(held, journals).contains(where: { $0 < $1.head.sequence }) {
            let index = Int.random(in: journals.indices, using: &random)
            let journal = journals[index]
            let first = UInt32.random(in: 1...journal.head.sequence, using: &random)
            let last = UInt32.random(in: first...journal.head.sequence, using: &random)
            let answer = try await ledger.ingest(journal.batch(first...last)).syncAnswer
            let verdict: SyncAnswer.Verdict =
                first > held[index] + 1 ? .gap : last > held[index] ? .accepted : .alreadyHave
            if verdict == .accepted { held[index] = last }
            #expect(answer == SyncAnswer(verdict, head: journal.head(at: held[index])))
            if Int.random(in: 1...10, using: &random) == 1 {
                await ledger.close()
                ledger = try await folder.open()
            }
        }
        await ledger.close()
        #expect(try folder.settledContents() == expected.settledContents())
        #expect(try await folder.soundCounts() != nil)
    }
}

extension LedgerFolder {
    /// The contents without the way on which they came about: how the records were cut into batches
    /// and signed, which transfers were taken back, and the balances that this left at zero.
    func settledContents() throws -> [String] {
        try contents().filter { row in
            !row.hasPrefix("accepted_batch ") && !row.hasPrefix("transfer ")
                && !(row.hasPrefix("balance ") && row.hasSuffix(",0"))
        }
    }
}

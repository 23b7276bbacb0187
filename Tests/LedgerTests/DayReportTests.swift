import FoundationEssentials
import Ledger
import LedgerService
import Prepayment
import RecordChain
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(2)), .onBothStores) struct DayReportTests {
    let folder = LedgerFolder()

    /// A day with every outcome, every doubt and a kiosk that fell silent.
    func busyDay() async throws -> DayReport {
        var lobby = JournalWriter(kiosk: 7)
        for _ in 1...3 { lobby.sell(fen: 123_456) }
        lobby.sell(.owed, receipt: .notPrinted(reason: "no paper"))
        lobby.sell(fen: 5_000, .unknown, receipt: .unknown(reason: "no answer"))
        lobby.sell(fen: 2_000, nil, receipt: nil)
        lobby.sell(fen: .max)
        let refunded = lobby.sell(fen: 300, .owed)
        lobby.refund(refunded)
        let contradicted = lobby.sell(fen: 100)
        lobby.conclude(contradicted, .owed)
        lobby.conclude(
            SaleIdentifier(kiosk: lobby.kiosk, epoch: 1, sequence: 4_000),
            .written
        )
        lobby.day = Sample.businessDay("2026-11-23")
        lobby.sell(fen: 77_700)

        var gate = JournalWriter(kiosk: 12)
        gate.sell(fen: 1)
        var moved = JournalWriter(kiosk: 12, epoch: 2, previousEpochHead: gate.head.hash)
        moved.sell(fen: 99)

        let silent = JournalWriter(kiosk: 9, day: Sample.businessDay("2026-11-20"))
        let later = JournalWriter(kiosk: 10, day: Sample.businessDay("2026-11-24"))

        let ledger = try await folder.open()
        for journal in [lobby, gate, moved, silent, later] {
            let answer = try await ledger.ingest(journal.batch())
            #expect(answer == .accepted(journal.head))
        }
        let report = try await ledger.day(Sample.day)
        await ledger.close()
        return report
    }

    @Test func `a busy day in a terminal`() async throws {
        let table = DayTable(try await busyDay()) { "at \($0.secondsSince1970)" }
        try expectGolden(table.lines.joined(separator: "\n") + "\n", in: "busy-day.txt")
    }

    @Test func `a busy day as JSON`() async throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .prettyPrinted, .withoutEscapingSlashes]
        let json = String(decoding: try encoder.encode(try await busyDay()), as: UTF8.self)
        try expectGolden(json + "\n", in: "busy-day.json")
    }

    @Test func `a day of which nothing is known says so`() async throws {
        let ledger = try await folder.open()
        let report = try await ledger.day(Sample.day)
        await ledger.close()
        #expect(
            DayTable(report) { _ in "" }.lines == [
                "Sales of 2026-11-22, amounts in yuan", "",
                "No kiosk was heard of up to this day.",
            ]
        )
    }

    @Test(
        arguments: [
            // What the seller says in turn, what another kiosk says in turn, what the day shows.
            ([.written], [], "written"),
            ([.unknown, .written], [], "written"),
            ([.unknown, .owed], [], "owed"),
            ([.owed, .unknown], [], "unknown"),
            ([.written, .unknown], [], "written contradicted"),
            ([.unknown], [.written], "written"),
            ([.unknown], [.owed, .written], "written"),
            ([.owed], [.unknown], "unknown"),
            ([.written], [.owed], "written"),
            ([], [.written], "written"),
            ([], [], "open"),
        ] as [([SaleOutcome], [SaleOutcome], String)]
    )
    func `an outcome does not hang on which kiosk is heard first`(
        seller: [SaleOutcome],
        other: [SaleOutcome],
        shown: String
    ) async throws {
        var selling = JournalWriter(kiosk: 7)
        let sale = selling.sell(nil, receipt: nil)
        for outcome in seller { selling.conclude(sale, outcome) }
        // A lower number, so that the order of numbers cannot stand in for the rule.
        var seeing = JournalWriter(kiosk: 3)
        for outcome in other { seeing.conclude(sale, outcome) }
        for order in [[selling, seeing], [seeing, selling]] {
            let folder = LedgerFolder()
            let ledger = try await folder.open()
            for journal in order { _ = try await ledger.ingest(journal.batch()) }
            let kiosks = try await ledger.day(Sample.day).kiosks
            let day = try #require(kiosks.first { $0.kiosk == selling.kiosk })
            let tender = try #require(day.tenders.first)
            let outcomes = [
                "written": tender.written, "owed": tender.owed, "unknown": tender.unknown,
                "open": tender.open,
            ]
            let found = outcomes.filter { $0.value.count == 1 }.map(\.key)
            let doubt = day.anomalies.contradicted == 1 ? ["contradicted"] : []
            #expect((found + doubt).joined(separator: " ") == shown)
            #expect(day.anomalies.withoutIntent == 0)
            await ledger.close()
        }
    }

    @Test func `the latest reading is the one that the meter's counters say`() async throws {
        let ledger = try await folder.open()
        for (number, accepted) in [(7, 3), (8, 5), (9, 4)] as [(UInt32, UInt32)] {
            var journal = JournalWriter(kiosk: number)
            journal.append(.readingCollected(Sample.card, Sample.reading(accepted: accepted)))
            _ = try await ledger.ingest(journal.batch())
        }
        #expect(try await ledger.latestReading(of: Sample.meter) == Sample.reading(accepted: 5))
        #expect(try await ledger.latestReading(of: Sample.digits("1")) == nil)
        await ledger.close()
    }
}

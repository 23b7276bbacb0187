import Cryptography
import Ledger
import LedgerService
import Prepayment
import RecordChain
import Synchronization
import TestSupport
import Testing

/// The signed root of each day over the heads in a store.
@Suite(.timeLimit(.minutes(2)), .onBothStores) struct DayRootTests {
    let folder = LedgerFolder()

    let journal = {
        var writer = JournalWriter()
        for _ in 1...3 { writer.sell() }
        return writer
    }()

    static let daySeconds: Int64 = 86_400

    /// Lets the watch look, at moments of its own.
    func look(_ ledger: any LedgerStore, at seconds: Int64) async throws {
        let watch = LedgerWatch(
            store: ledger,
            rules: WatchRules(silenceSeconds: 1_000_000_000),
            signer: LedgerWatch.Signer(
                key: Sample.ledgerKey,
                name: try #require(DayCheckpoint.keyName(ofLedger: "north"))
            ),
            calendar: LedgerWatchTests.calendar,
            now: { Sample.noon + seconds }
        )
        try await watch.look()
    }

    /// Heads on two days, and both closed.
    func fillAndClose() async throws -> any LedgerStore {
        let ledger = try await folder.open()
        let gate = JournalWriter(kiosk: 12)
        _ = try await ledger.ingest(journal.batch(1...4))
        _ = try await ledger.ingest(gate.batch(), receivedAt: Sample.noon + 60)
        try await look(ledger, at: Self.daySeconds)
        let next = Sample.noon + Self.daySeconds + 60
        _ = try await ledger.ingest(journal.batch(5...6), receivedAt: next)
        try await look(ledger, at: 2 * Self.daySeconds)
        return ledger
    }

    @Test func `a day that is over gets its root, and stands in the report`() async throws {
        let ledger = try await fillAndClose()
        let first = try #require(try await ledger.closedDay(Sample.day))
        let heads = try [journal.signed(1...4), JournalWriter(kiosk: 12).signed(by: 12)]
        let leaves = heads.map { DayCheckpoint.leafHash(of: $0.signedHead) }
        #expect(first.checkpoint.checkpoint.root == MerkleFrontier(leafHashes: leaves).root)
        #expect(first.checkpoint.checkpoint.origin == "prepaid-kiosk-ledger/north/2026-11-22")
        #expect(try await ledger.lastClosedDay()?.checkpoint.checkpoint.size == 1)
        let root = try #require(try await ledger.day(Sample.day).root)
        #expect((root.headCount, root.hash) == (2, first.checkpoint.checkpoint.root))
        #expect(try await ledger.day(Sample.businessDay("2026-11-24")).root == nil)
        await ledger.close()
        #expect(try await folder.soundCounts()?.closedDays == 2)
    }

    @Test func `nothing comes under a day that is closed, whatever the clock says`() async throws {
        let ledger = try await fillAndClose()
        _ = try await ledger.ingest(journal.batch(7...10), receivedAt: Sample.noon + 61)
        let end = try #require(try await ledger.lastClosedDay()?.end)
        #expect(try await ledger.headTree(from: end, before: end + 1).size == 1)
        await ledger.close()
        #expect(try await folder.soundCounts()?.records == 11)
    }

    @Test func `a root that heads came under meanwhile is not kept`() async throws {
        let ledger = try await folder.open()
        _ = try await ledger.ingest(journal.batch(1...4))
        let tree = try await ledger.headTree(from: Sample.noon, before: Sample.noon + 1)
        _ = try await ledger.ingest(journal.batch(5...6))
        let checkpoint = DayCheckpoint(
            of: tree,
            on: Sample.day,
            signedBy: Sample.ledgerKey,
            named: try #require(DayCheckpoint.keyName(ofLedger: "north"))
        )
        await #expect(throws: LedgerError.contended(path: folder.name)) {
            try await ledger.close(ClosedDay(checkpoint, end: Sample.noon + 1))
        }
        #expect(try await ledger.lastClosedDay() == nil)
        await ledger.close()
    }

    @Test(
        arguments: [
            "UPDATE accepted_batch SET accepted_at = accepted_at + 86400 WHERE kiosk = 12",
            "UPDATE day_root SET ends_at = ends_at - 86400 WHERE day = 20261122",
            "UPDATE day_root SET note = replace(note, '2026-11-22', '2026-11-21')",
            "UPDATE day_root SET note = replace(note, 'north', 'south')",
        ]
    )
    func `a closed day that was changed is named`(sql: String) async throws {
        await (try fillAndClose()).close()
        try folder.tamper(sql)
        guard case .faulty(let fault) = try await folder.openReader().verify() else {
            Issue.record("the change was not seen")
            return
        }
        #expect(
            fault.sentence
                == "The signed root of 2026-11-22 is not that of the heads that stand under it."
        )
    }
}

import Cryptography
import Ledger
import LedgerService
import Prepayment
import RecordChain
import Synchronization
import TestSupport
import Testing

/// The watch over kiosks and days, with a clock that tests set.
@Suite(.timeLimit(.minutes(1))) struct LedgerWatchTests {
    let store = MemoryWatch()

    /// A day of the tests begins at midnight UTC.
    static let calendar = DayCalendar(
        dayOf: { time in
            var day = Sample.day
            while end(of: day) <= time, let next = day.next { day = next }
            return day
        },
        endOf: end
    )

    private static func end(of day: BusinessDay) -> WallTime {
        let days = Int64(day.yearMonthDay) - Int64(Sample.day.yearMonthDay)
        return Sample.noon + (43_200 + days * 86_400)
    }

    static let key = Sample.signingKey(1)

    static func signer() throws -> LedgerWatch.Signer {
        LedgerWatch.Signer(
            key: key,
            name: try #require(DayCheckpoint.keyName(ofLedger: "north"))
        )
    }

    private func watch(from start: WallTime = Sample.noon) throws -> LedgerWatch {
        LedgerWatch(
            store: store,
            rules: WatchRules(),
            signer: try Self.signer(),
            calendar: Self.calendar,
            now: { start }
        )
    }

    private func watch(moving times: [Int64]) throws -> LedgerWatch {
        let rest = Mutex(times.map { Sample.noon + $0 })
        return LedgerWatch(
            store: store,
            rules: WatchRules(),
            signer: try Self.signer(),
            calendar: Self.calendar,
            now: { rest.withLock { $0.count > 1 ? $0.removeFirst() : $0[0] } }
        )
    }

    @Test func `a kiosk that is silent gets a case, and the others do not`() async throws {
        store.with {
            $0.facts = [
                WatchRulesTests.facts(heard: Sample.noon),
                WatchRulesTests.facts(heard: Sample.noon + 900),
            ]
        }
        let watch = try watch(moving: [0, 901])
        try await watch.look()
        #expect(store.applied == [.open(.silentKiosk(since: Sample.noon))])
    }

    @Test func `the watch counts from its own start`() async throws {
        store.with { $0.facts = [WatchRulesTests.facts(heard: Sample.noon - 90_000)] }
        try await watch(moving: [0, 900]).look()
        #expect(store.applied.isEmpty)
    }

    private func head(_ count: UInt32) throws -> SignedHead {
        var writer = JournalWriter()
        for _ in 0..<count { writer.sell() }
        return try writer.signed().signedHead
    }

    @Test func `every day that is over gets a signed root, an empty one too`() async throws {
        let heads = try (1...3).map { try head($0) }
        let times: [Int64] = [0, 43_199, 43_200 + 86_400]
        store.with { $0.heads = zip(times, heads).map { (Sample.noon + $0, $1) } }

        try await watch(moving: [43_259]).look()
        #expect(store.closed.isEmpty, "the day's last minute may be on its way")

        try await watch(moving: [43_200 + 2 * 86_400 + 60]).look()
        #expect(
            store.closed.map(\.checkpoint.day.description)
                == ["2026-11-22", "2026-11-23", "2026-11-24"]
        )
        #expect(store.closed.map(\.checkpoint.checkpoint.size) == [2, 0, 1])
        let leaves = heads.map(DayCheckpoint.leafHash(of:))
        #expect(
            store.closed.map(\.checkpoint.checkpoint.root) == [
                MerkleFrontier(leafHashes: leaves.prefix(2)).root, MerkleTree.emptyRoot, leaves[2],
            ]
        )
        let signer = try Self.signer()
        let known = NoteKey(signer.name, Self.key.publicKey)
        for day in store.closed {
            let note = day.checkpoint.note.description
            #expect(DayCheckpoint(note, verifiedBy: known) == day.checkpoint)
        }
        try await watch(moving: [43_200 + 2 * 86_400 + 60]).look()
        #expect(store.closed.count == 3, "a day is closed once")
    }

    @Test func `a ledger that never took anything closes no day`() async throws {
        try await watch(from: Sample.noon + 1_000_000).look()
        #expect(store.closed.isEmpty)
    }

    @Test func `the watch goes on after a failure, and ends with its task`() async throws {
        let failures = Mutex<[LedgerError]>([])
        let failure = LedgerError.closed(path: "ledger.sqlite")
        store.with { $0.failure = failure }
        let watch = try watch()
        let pauses = Mutex(0)
        await watch.run(
            pause: { interval in
                #expect(interval == .seconds(60))
                let count = pauses.withLock { count in
                    count += 1
                    return count
                }
                if count == 2 { store.with { $0.failure = nil } }
                if count == 3 { throw CancellationError() }
            },
            onFailure: { error in failures.withLock { $0.append(error) } }
        )
        #expect(failures.withLock { $0 } == [failure, failure])
        #expect(pauses.withLock { $0 } == 3)
    }

    @Test func `the machine's own days follow one another without a gap`() throws {
        var day = try #require(BusinessDay("2023-12-28"))
        let end = try #require(BusinessDay("2025-01-05"))
        while day < end, let next = day.next {
            let midnight = DayCalendar.system.end(of: day)
            #expect(DayCalendar.system.day(of: midnight) == next)
            #expect(DayCalendar.system.day(of: midnight - 1) == day)
            day = next
        }
    }
}

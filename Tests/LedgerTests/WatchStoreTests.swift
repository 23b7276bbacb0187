import Cryptography
import Ledger
import LedgerService
import Prepayment
import RecordChain
import TestSupport
import Testing

/// What the watch keeps in a store, and what `ledger verify` says of it.
@Suite(.timeLimit(.minutes(2)), .onBothStores) struct WatchStoreTests {
    let folder = LedgerFolder()

    let journal = {
        var writer = JournalWriter()
        for _ in 1...3 { writer.sell() }
        return writer
    }()

    /// A heartbeat of the tests' kiosk with the head after so many records.
    func heartbeat(
        at sequence: UInt32,
        of journal: JournalWriter? = nil,
        second: UInt64 = 1,
        boot: UInt8 = 0xB0
    ) -> SignedHeartbeat {
        let key = Sample.signingKey()
        return SignedHeartbeat(
            Heartbeat(
                kiosk: Sample.kiosk,
                epoch: 1,
                head: (journal ?? self.journal).head(at: sequence),
                businessDay: Sample.day,
                wallTime: Sample.noon + Int64(second),
                monotonicNanoseconds: second * 1_000_000_000,
                bootIdentifier: [UInt8](repeating: boot, count: 16),
                counter: UInt32(second),
                key: KeyIdentifier(key.publicKey)
            ),
            signedBy: key
        )
    }

    func openWithSixRecords() async throws -> any LedgerStore {
        let ledger = try await folder.open()
        _ = try await ledger.ingest(journal.batch(1...6))
        return ledger
    }

    @Test func `a heartbeat is heard once, and one of before is stale`() async throws {
        let ledger = try await openWithSixRecords()
        let held = journal.head(at: 6)
        func hear(_ heartbeat: SignedHeartbeat, at seconds: Int64) async throws -> HeartbeatAnswer {
            try await ledger.keep(heartbeat, receivedAt: Sample.noon + seconds)
        }
        let first = heartbeat(at: 6, second: 10)
        #expect(
            try await hear(first, at: 10)
                == HeartbeatAnswer(.heard, ledgerTime: Sample.noon + 10, head: held)
        )
        #expect(try await hear(first, at: 20).verdict == .stale)
        #expect(try await hear(heartbeat(at: 6, second: 9), at: 30).verdict == .stale)
        let second = heartbeat(at: 6, second: 40)
        #expect(try await hear(second, at: 40).verdict == .heard)

        let facts = try #require(try await ledger.watchFacts(of: Sample.kiosk).first)
        #expect(facts.newest == HeardHeartbeat(second.heartbeat, receivedAt: Sample.noon + 40))
        #expect(facts.previous == HeardHeartbeat(first.heartbeat, receivedAt: Sample.noon + 10))
        #expect(facts.lastHeard == Sample.noon + 40)
        #expect(facts.claims.isEmpty && facts.openCases.isEmpty && !facts.isInQuarantine)
        #expect(try await ledger.watchFacts(of: nil).map(\.kiosk) == [Sample.kiosk])
        #expect(try await ledger.watchFacts(of: KioskIdentifier(99)).isEmpty)
        await ledger.close()
        #expect(try await folder.soundCounts() != nil)
    }

    @Test func `what a kiosk names and does not bring is a claim until it comes`() async throws {
        let ledger = try await openWithSixRecords()
        for (sequence, second) in [(8, 1), (10, 2), (10, 3)] as [(UInt32, UInt64)] {
            let answer = try await ledger.keep(
                heartbeat(at: sequence, second: second),
                receivedAt: Sample.noon + Int64(second)
            )
            #expect(answer.verdict == .heard)
        }
        func claims() async throws -> [HeadClaim] {
            try await ledger.watchFacts(of: Sample.kiosk).flatMap(\.claims)
        }
        let open = HeadClaim(
            epoch: 1,
            day: Sample.day,
            head: journal.head,
            receivedAt: Sample.noon + 2,
            heldSequence: 6,
            heldHash: nil
        )
        #expect(try await claims() == [open], "the furthest, from when it was first told")
        _ = try await ledger.ingest(journal.batch(7...10))
        let come = try await claims()
        #expect(come.map(\.heldHash) == [journal.head.hash])
        try await ledger.apply([.settle(come[0])], to: Sample.kiosk, at: Sample.noon)
        #expect(try await claims().isEmpty)
        await ledger.close()
    }

    @Test func `a heartbeat of another journal is a fork, with itself as evidence`() async throws {
        let ledger = try await openWithSixRecords()
        let clone = journal.altered(at: 2)
        for (sequence, second) in [(4, 1), (6, 2)] as [(UInt32, UInt64)] {
            let answer = try await ledger.keep(
                heartbeat(at: sequence, of: clone, second: second),
                receivedAt: Sample.noon
            )
            #expect(answer.verdict == .fork)
        }
        let cases = try await ledger.cases()
        #expect(cases.count == 1, "one case, however often it is told")
        #expect(cases[0].kind == .fork && cases[0].sequence == 4)
        #expect(cases[0].heldHead == (try journal.signed(1...6).signedHead))
        #expect(cases[0].offeredHeartbeat == heartbeat(at: 4, of: clone, second: 1))
        #expect(try await ledger.ingest(journal.batch(7...10)) == .quarantined(journal.head(at: 6)))
        #expect(try await ledger.release(Sample.kiosk, at: Sample.noon) == 1)
        #expect(try await ledger.ingest(journal.batch(7...10)) == .accepted(journal.head))
        await ledger.close()
    }

    @Test func `a claim that other records came for is a fork`() async throws {
        let ledger = try await openWithSixRecords()
        let clone = journal.altered(at: 8)
        _ = try await ledger.keep(heartbeat(at: 9, of: clone), receivedAt: Sample.noon)
        _ = try await ledger.ingest(journal.batch(7...10))
        let facts = try await ledger.watchFacts(of: Sample.kiosk)
        let claim = try #require(facts.first?.claims.first)
        #expect(claim.heldHash == journal.head(at: 9).hash)
        for _ in 1...2 {
            try await ledger.apply([.fork(claim)], to: Sample.kiosk, at: Sample.noon)
        }
        #expect(try await ledger.cases().map(\.kind) == [.fork])
        #expect(try await ledger.watchFacts(of: Sample.kiosk).first?.isInQuarantine == true)
        await ledger.close()
    }

    @Test func `a finding is one case, until it is resolved or people close it`() async throws {
        let ledger = try await openWithSixRecords()
        let tail = MissingTail(epoch: 1, day: Sample.day, first: 7, last: 9)
        let findings: [WatchFinding] = [
            .silentKiosk(since: Sample.noon), .missingTail(tail),
            .clockSkew(.off(bySeconds: -300)),
        ]
        for _ in 1...2 {
            try await ledger.apply(
                findings.map { .open($0) },
                to: Sample.kiosk,
                at: Sample.noon + 900
            )
        }
        let cases = try await ledger.cases().sorted { $0.number < $1.number }
        #expect(cases.map(\.finding) == findings)
        #expect(cases.map(\.sequence) == [0, 7, 0])
        let open = try await ledger.watchFacts(of: nil).first?.openCases
        #expect(open == [.silentKiosk, .missingTail, .clockSkew])

        let heard = Sample.noon + 950
        try await ledger.apply(
            [.close(.heardAgain(at: heard)), .close(.recordsCame)],
            to: Sample.kiosk,
            at: Sample.noon + 999
        )
        func close(_ number: UInt32) async throws -> CaseClosing {
            try await ledger.closeCase(
                number,
                of: Sample.kiosk,
                reason: "the clock was set",
                at: Sample.noon + 1_000
            )
        }
        #expect(try await close(3) == .closed)
        #expect(try await close(3) == .closedBefore)
        #expect(try await close(9) == .unknown)
        let closed = try await ledger.cases().sorted { $0.number < $1.number }
        #expect(closed.map(\.closedAt) == [heard, Sample.noon + 999, Sample.noon + 1_000])
        #expect(closed.map(\.reason) == [nil, nil, "the clock was set"])
        _ = try await ledger.ingest(journal.altered(at: 2).batch(1...6))
        #expect(try await close(4) == .fork)
        await ledger.close()
        #expect(try await folder.soundCounts() != nil)
    }
}

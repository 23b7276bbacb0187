import Cryptography
import FoundationEssentials
import Journal
import Ledger
import LedgerService
import Prepayment
import RecordChain
import Synchronization
import TestSupport
import Testing
import VirtualCard
import WebServer

@testable import KioskService

/// What a kiosk says while it has nothing else to say, to the ledger's real routes.
@Suite(.timeLimit(.minutes(1))) struct HeartbeatTests {
    let bench: TestKiosk
    let folder = TemporaryFolder()
    let place: KioskPlace

    init() async throws {
        place = try KioskPlace()
        bench = try await TestKiosk(place, TestCard(.ev2))
    }

    /// Runs a body beside a ledger that serves, whose clock is so far ahead.
    private func withLedger(
        ahead seconds: Int64 = 0,
        watch watched: ListeningWatch? = nil,
        _ body: (any LedgerStore, LedgerLinkConfiguration) async throws -> Void
    ) async throws {
        let store = try await StoreLocation.sqlite(path: folder.file("ledger.sqlite")).open()
        let now = { @Sendable in
            WallTime(secondsSince1970: WallTime.now.secondsSince1970 + seconds)
        }
        let watch = try watched.map { watched in
            LedgerWatch(
                store: watched,
                rules: WatchRules(),
                signer: LedgerWatch.Signer(
                    key: Sample.signingKey(1),
                    name: try #require(DayCheckpoint.keyName(ofLedger: "north"))
                ),
                now: now
            )
        }
        let routes = LedgerRoutes(store: store, key: Sample.signingKey(1), watch: watch, now: now) {
            Issue.record($0)
        }
        let server = try HTTPServer(ServerConfiguration(), router: routes.router) { error, _ in
            Issue.record(error)
        }
        let configuration = try place.configuration(ledger: "http://127.0.0.1:\(server.port)")
        let code = try await store.makeEnrolmentCode(
            for: Sample.kiosk,
            expiresAt: .afterAllTests
        )
        try await Enrolment.enrol(configuration, code: code.description)
        let link = try #require(configuration.ledger)
        let result = await Result { try await body(store, link) }
        await server.stop()
        await store.close()
        try result.get()
        await bench.close()
    }

    private func sender(_ link: LedgerLinkConfiguration, sync: LedgerSync? = nil) -> HeartbeatSender
    {
        HeartbeatSender(
            link,
            journal: bench.kiosk.journal,
            identityPath: place.identityPath,
            sync: sync
        )
    }

    private func acknowledged() async throws -> UInt32 {
        try await bench.kiosk.journal.perform { file throws(JournalError) in
            try file.acknowledged()
        }
    }

    private func listening(_ verdict: HeartbeatAnswer.Verdict = .heard) -> ListeningWatch {
        ListeningWatch { _, now in HeartbeatAnswer(verdict, ledgerTime: now, head: .origin) }
    }

    @Test func `a heartbeat names the journal's head, sent or not`() async throws {
        let watched = listening()
        try await withLedger(watch: watched) { store, link in
            let heartbeats = sender(link)
            await heartbeats.beat()
            try await bench.kiosk.journal.append(.programStarted(version: "1"))
            await heartbeats.beat()
            #expect(await heartbeats.standing.problem == nil)
            #expect(try await store.head(of: Sample.kiosk, epoch: 1) == .origin)
        }
        let heard = watched.heard
        #expect(heard.map(\.head.sequence) == [2, 3])
        #expect(heard.map(\.counter) == [1, 2])
        #expect(heard[0].bootIdentifier == heard[1].bootIdentifier)
        #expect(heard[0].monotonicNanoseconds < heard[1].monotonicNanoseconds)
        let journal = try JournalFile(path: place.journalPath, kiosk: Sample.kiosk)
        #expect(try heard.map(\.head) == [journal.head(at: 2), journal.head(at: 3)])
        #expect(heard.allSatisfy { $0.kiosk == Sample.kiosk && $0.epoch == journal.epoch })
        #expect(heard[1].businessDay == journal.businessDay)
        journal.close()
    }

    @Test(arguments: [0, 200, -200, 5_000, -5_000])
    func `the kiosk learns how far its clock is off`(
        seconds: Int64
    ) async throws {
        let watched = listening()
        try await withLedger(ahead: seconds, watch: watched) { _, link in
            let heartbeats = sender(link)
            #expect(await heartbeats.standing.clockOffBySeconds == nil)
            let before = WallTime.now
            await heartbeats.beat()
            #expect(watched.heard.count == 1)
            #expect(watched.heard.allSatisfy { (before...WallTime.now).contains($0.wallTime) })
            #expect(await heartbeats.standing.problem == nil)
            let off = try #require(await heartbeats.standing.clockOffBySeconds)
            #expect((-seconds - 3...(-seconds + 3)).contains(off))
        }
    }

    @Test func `a kiosk with nothing new gives a ledger that was set back what it lost`()
        async throws
    {
        try await withLedger(watch: listening()) { _, link in
            let ledger = MemoryLedger()
            let sync = LedgerSync(
                journal: bench.kiosk.journal,
                ledger: ledger,
                interval: .seconds(3_600)
            )
            try await sync.sendAll()
            #expect(try await acknowledged() == 2)
            ledger.restore(0)
            try await sync.sendAll()
            #expect(ledger.count == 0, "it has nothing to say")
            let run = Task { await sync.run() }
            await sender(link, sync: sync).beat()
            try await waitUntil("the records come again") { ledger.count == 2 }
            try await waitUntil("they are delivered") { try await acknowledged() == 2 }
            run.cancel()
            await run.value
        }
    }

    /// Unsigned, an answer may never let a record count as delivered.
    @Test func `a head ahead of the kiosk, or not its own, changes nothing`() async throws {
        let foreign = ChainHead(sequence: 1, hash: [UInt8](repeating: 7, count: 32))
        let own = try await bench.kiosk.journal.perform { file throws(JournalError) in file.head }
        for head in [foreign, own, ChainHead(sequence: 99, hash: foreign.hash)] {
            let sync = LedgerSync(
                journal: bench.kiosk.journal,
                ledger: MemoryLedger(),
                interval: .seconds(3_600)
            )
            try await sync.hear(head)
            #expect(try await acknowledged() == 0)
            try await sync.sendAll()
            try await sync.hear(head)
            #expect(try await acknowledged() == 2)
            try await bench.kiosk.journal.perform { file throws(JournalError) in
                try file.acknowledge(0)
            }
        }
        await bench.close()
    }

    @Test func `a fork is told`() async throws {
        try await withLedger(watch: listening(.fork)) { _, link in
            let heartbeats = sender(link)
            await heartbeats.beat()
            #expect(await heartbeats.standing.problem == .forked(sequence: 0))
        }
    }

    @Test func `what stands in the way is told, and told no more when it is gone`() async throws {
        let watched = listening()
        try await withLedger(watch: watched) { _, link in
            let heartbeats = sender(link)
            try FileManager.default.moveItem(
                atPath: place.identityPath,
                toPath: place.file("away.key")
            )
            await heartbeats.beat()
            #expect(await heartbeats.standing.problem == .identity(.notEnrolled(Sample.kiosk)))
            try FileManager.default.moveItem(
                atPath: place.file("away.key"),
                toPath: place.identityPath
            )
            await heartbeats.beat()
            #expect(await heartbeats.standing.problem == nil)
        }
        #expect(watched.heard.count == 1)
    }

    @Test func `a ledger of an earlier version, or none, is no reason not to sell`() async throws {
        try await withLedger { _, link in
            let heartbeats = sender(link)
            await heartbeats.beat()
            guard case .refused(status: 404, _) = await heartbeats.standing.problem else {
                Issue.record("\(String(describing: await heartbeats.standing.problem))")
                return
            }
        }
        let address = "http://127.0.0.1:\(try TestListener.closedPort())"
        let link = try #require(try place.configuration(ledger: address).ledger)
        let neighbour = try await TestKiosk()
        try neighbour.place.identity().write(to: neighbour.place.identityPath)
        let heartbeats = HeartbeatSender(
            link,
            journal: neighbour.kiosk.journal,
            identityPath: neighbour.place.identityPath,
            sync: nil
        )
        await heartbeats.beat()
        guard case .unreachable = await heartbeats.standing.problem else {
            Issue.record("\(String(describing: await heartbeats.standing.problem))")
            return
        }
        #expect(try await neighbour.sell().conclusion.outcome == .written)
        await neighbour.close()
    }

    @Test func `it beats at once, and then once in each interval`() async throws {
        let watched = listening()
        try await withLedger(watch: watched) { _, link in
            let pauses = Mutex<[Duration]>([])
            let heartbeats = HeartbeatSender(
                link,
                journal: bench.kiosk.journal,
                identityPath: place.identityPath,
                sync: nil
            ) { interval in
                let count = pauses.withLock { pauses in
                    pauses.append(interval)
                    return pauses.count
                }
                if count == 3 { throw CancellationError() }
            }
            await heartbeats.run()
            #expect(pauses.withLock { $0 } == [.seconds(60), .seconds(60), .seconds(60)])
        }
        #expect(watched.heard.map(\.counter) == [1, 2, 3])
    }

    @Test func `it ends with its task`() async throws {
        let watched = listening()
        try await withLedger(watch: watched) { _, link in
            let heartbeats = sender(link)
            let run = Task { await heartbeats.run() }
            try await waitUntil("the first heartbeat") { !watched.heard.isEmpty }
            run.cancel()
            await run.value
        }
        #expect(watched.heard.count == 1)
    }
}

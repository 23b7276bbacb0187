import Cryptography
import Journal
import Ledger
import LedgerService
import Prepayment
import RecordChain
import Synchronization
import TestSupport
import Testing
import WebServer

@testable import KioskService

/// Every record reaches the ledger, once, in order, whatever happens on the way.
@Suite(.timeLimit(.minutes(1))) struct LedgerSyncTests {
    let bench: TestKiosk
    let ledger = MemoryLedger()
    let pauses = Pauses()
    let sync: LedgerSync

    init() async throws {
        bench = try await TestKiosk()
        let pauses = pauses
        sync = LedgerSync(
            journal: bench.kiosk.journal,
            ledger: ledger,
            interval: .seconds(3_600),
            pause: { await pauses.pause($0) }
        )
    }

    private func acknowledged() async throws -> UInt32 {
        try await bench.kiosk.journal.perform { file throws(JournalError) in
            try file.acknowledged()
        }
    }

    private func append(_ count: Int = 1) async throws {
        for _ in 0..<count {
            try await bench.kiosk.journal.append(.programStarted(version: "1"))
        }
    }

    @Test func `all records are sent once`() async throws {
        _ = try await bench.sell()
        try await sync.sendAll()
        #expect(ledger.count == 5)
        #expect(try await acknowledged() == 5)
        try await sync.sendAll()
        #expect(ledger.batches.count == 1, "there was nothing to say")
        try await append()
        try await sync.sendAll()
        #expect(ledger.batches.last?.records.map(\.record.header.sequence) == [6])
        await bench.close()
    }

    @Test func `after a lost answer the same records go again and count once`() async throws {
        ledger.mood = .losingAnswers
        await #expect(throws: MemoryLedger.away) { try await sync.sendAll() }
        #expect(try await acknowledged() == 0)
        ledger.mood = .well
        try await sync.sendAll()
        #expect(ledger.batches.count == 2)
        #expect(ledger.batches[0] == ledger.batches[1])
        #expect(ledger.count == 2)
        #expect(try await acknowledged() == 2)
        await bench.close()
    }

    @Test func `a ledger that was set back gets what it lost`() async throws {
        try await append(8)
        try await sync.sendAll()
        ledger.restore(4)
        try await append()
        try await sync.sendAll()
        #expect(ledger.batches.map(\.start.sequence) == [0, 10, 4])
        #expect(ledger.count == 11)
        #expect(try await acknowledged() == 11)
        await bench.close()
    }

    @Test func `a ledger that was begun anew gets everything`() async throws {
        try await sync.sendAll()
        ledger.restore(0)
        try await append()
        try await sync.sendAll()
        #expect(ledger.count == 3)
        await bench.close()
    }

    @Test func `another chain under this name stops the sending`() async throws {
        let foreign = ChainHead(sequence: 2, hash: [UInt8](repeating: 7, count: 32))
        ledger.mood = .saying(SyncAnswer(.fork, head: foreign))
        let error = await #expect(throws: LedgerLinkError.self) { try await sync.sendAll() }
        #expect(error == .forked(sequence: 2))
        #expect(
            error?.sentence
                == "What the ledger holds of this kiosk, up to record 2, is not what this journal holds."
        )
        #expect(error?.hint.contains("Call the office") == true)
        #expect(try await acknowledged() == 0)

        await sync.run()
        #expect(await sync.status == .forked(sentence: error?.sentence ?? ""))
        #expect(ledger.batches.count == 2, "it did not try again")
        await bench.close()
    }

    @Test func `a ledger that has more than this journal is a fork`() async throws {
        let ahead = ChainHead(sequence: 99, hash: [UInt8](repeating: 7, count: 32))
        ledger.mood = .saying(SyncAnswer(.alreadyHave, head: ahead))
        await #expect(throws: LedgerLinkError.forked(sequence: 99)) { try await sync.sendAll() }
        #expect(try await acknowledged() == 0)
        await bench.close()
    }

    @Test func `an older head that is not ours is a fork`() async throws {
        try await append(3)
        try await sync.sendAll()
        try await append()
        let foreign = ChainHead(sequence: 3, hash: [UInt8](repeating: 7, count: 32))
        ledger.mood = .saying(SyncAnswer(.gap, head: foreign))
        await #expect(throws: LedgerLinkError.forked(sequence: 3)) { try await sync.sendAll() }
        #expect(try await acknowledged() == 5)
        await bench.close()
    }

    @Test(arguments: [
        SyncAnswer(.accepted, head: .origin),
        SyncAnswer(
            .accepted,
            head: ChainHead(sequence: 2, hash: [UInt8](repeating: 7, count: 32))
        ),
        SyncAnswer(.alreadyHave, head: .origin),
        SyncAnswer(.gap, head: ChainHead(sequence: 5, hash: [UInt8](repeating: 7, count: 32))),
        SyncAnswer(.cursor, head: .origin),
    ])
    func `an answer that cannot be true keeps everything`(answer: SyncAnswer) async throws {
        ledger.mood = .saying(answer)
        let error = await #expect(throws: LedgerLinkError.self) { try await sync.sendAll() }
        guard case .nonsense = error else { throw error ?? .forked(sequence: 0) }
        #expect(error?.hint == "Check ledger.address; the records wait here.")
        #expect(try await acknowledged() == 0)
        await bench.close()
    }

    @Test func `the kiosk sells while the ledger is away and catches up after`() async throws {
        ledger.mood = .away
        let running = Task { await sync.run() }
        try await waitUntil("eight attempts were made") { pauses.all.count >= 8 }
        #expect(
            await sync.status == .behind(sentence: "The ledger is away.", hint: "Wait.")
        )
        let expected = [1, 2, 4, 8, 16, 32, 60, 60].map { Duration.seconds($0) }
        #expect(Array(pauses.all.prefix(8)) == expected)

        #expect(try await bench.sell().conclusion.outcome == .written)
        ledger.mood = .well
        try await waitUntil("the ledger has all") { ledger.count == 5 }
        try await waitUntil("the kiosk knows") { await sync.status == .current }
        #expect(try await acknowledged() == 5)
        // The next failure is a new one.
        let count = pauses.all.count
        ledger.mood = .away
        try await append()
        sync.nudge()
        try await waitUntil("it paused again") { pauses.all.count > count }
        #expect(pauses.all[count] == .seconds(1))
        running.cancel()
        await running.value
        await bench.close()
    }

    @Test func `news are sent when they are told of`() async throws {
        let running = Task { await sync.run() }
        try await waitUntil("the start was sent") { ledger.count == 2 }
        try await append()
        sync.nudge()
        try await waitUntil("the news were sent") { ledger.count == 3 }
        running.cancel()
        await running.value
        await bench.close()
    }

    @Test func `and also when nobody tells`() async throws {
        let looking = LedgerSync(
            journal: bench.kiosk.journal,
            ledger: ledger,
            interval: .milliseconds(20)
        )
        let running = Task { await looking.run() }
        try await waitUntil("the start was sent") { ledger.count == 2 }
        try await append()
        try await waitUntil("the news were sent") { ledger.count == 3 }
        running.cancel()
        await running.value
        await bench.close()
    }

    @Test func `a journal that cannot be read is the reason given`() async throws {
        await bench.kiosk.journal.close()
        let error = await #expect(throws: LedgerLinkError.self) { try await sync.sendAll() }
        #expect(error == .journal(.closed))
    }

    @Test func `a real ledger books the day's sales over HTTP`() async throws {
        let folder = TemporaryFolder()
        let store = try await StoreLocation.sqlite(path: folder.file("ledger.sqlite")).open()
        let routes = LedgerRoutes(store: store, key: Sample.signingKey(1)) { Issue.record($0) }
        let server = try HTTPServer(ServerConfiguration(), router: routes.router) { error, _ in
            Issue.record(error)
        }
        let configuration = try bench.place.configuration(
            ledger: "http://127.0.0.1:\(server.port)/"
        )
        let link = configuration.ledger
        let code = try await store.makeEnrolmentCode(for: Sample.kiosk, expiresAt: .afterAllTests)
        try await Enrolment.enrol(configuration, code: code.description)
        let wire = LedgerSync(
            journal: bench.kiosk.journal,
            ledger: bench.place.wire(try #require(link)),
            interval: .seconds(60)
        )
        _ = try await bench.sell()
        try await wire.sendAll()
        let journal = bench.kiosk.journal
        let (head, day) = try await journal.perform { file throws(JournalError) in
            (file.head, file.businessDay)
        }
        #expect(try await store.head(of: Sample.kiosk, epoch: 1) == head)
        let receipt = try await journal.perform { file throws(JournalError) in
            try file.receipt()
        }
        #expect(receipt?.head == head)
        #expect(receipt?.isSigned(by: Sample.signingKey(1).publicKey) == true)
        let counter = try await store.day(day).totals.first
        #expect(counter?.written.paid == Money(fen: 10_000))
        await server.stop()
        await store.close()
        await bench.close()
    }
}

/// Notes how long somebody wants to wait, and lets them go on at once.
final class Pauses: Sendable {
    private let asked = Mutex<[Duration]>([])
    var all: [Duration] { asked.withLock { $0 } }

    func pause(_ length: Duration) async {
        asked.withLock { $0.append(length) }
        await Task.yield()
    }
}

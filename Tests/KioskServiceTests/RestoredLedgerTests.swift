import Configuration
import FoundationEssentials
import Journal
import Ledger
import LedgerService
import Prepayment
import RecordChain
import TestSupport
import Testing

@testable import KioskService

/// The real kiosk before the real service, whose book stands elsewhere than the kiosk believes: behind,
/// as it was restored from a backup, or ahead, as an answer was lost.
@Suite(.timeLimit(.minutes(1))) struct RestoredLedgerTests {
    let folder = TemporaryFolder()
    let bench: TestKiosk
    var place: KioskPlace { bench.place }

    enum Store: CaseIterable { case sqlite, postgreSQL }

    init() async throws { bench = try await TestKiosk() }

    @Test(arguments: Store.allCases)
    func `a restored ledger is sent again what it lost`(store: Store) async throws {
        try await withStores(store) { first, second in
            try await withLedger(first) { sync, _ in
                try await sync.sendAll()
                _ = try await reader(first).backUp(to: folder.file("backup"))
                _ = try await bench.sell()
                try await sync.sendAll()
            }
            let before = try await standing()
            #expect(before.acknowledged == before.head.sequence && before.head.sequence == 5)
            let restored = try #require(StoreLocation(second))
            _ = try await restored.restore(from: folder.file("backup"))
            try await withLedger(second) { sync, _ in
                #expect(try await reader(second).head(of: Sample.kiosk, epoch: 1).sequence == 2)
                // The next record shows the kiosk that those before it are missing.
                try await bench.kiosk.journal.append(.programStarted(version: "2"))
                try await sync.sendAll()
            }
            try await expectBook(second, records: 6, paid: Money(fen: 10_000))
        }
        await bench.close()
    }

    @Test(arguments: Store.allCases, [false, true])
    func `a ledger whose answer was lost has everything once`(
        store: Store,
        sellsMeanwhile: Bool
    ) async throws {
        try await withStores(store) { first, _ in
            try await withLedger(first) { sync, wire in
                let deaf = LedgerSync(
                    journal: bench.kiosk.journal,
                    ledger: WireWithoutAnswers(wire: wire),
                    interval: .seconds(60)
                )
                await #expect(throws: MemoryLedger.away) { try await deaf.sendAll() }
                #expect(try await standing().acknowledged == 0)
                #expect(try await reader(first).head(of: Sample.kiosk, epoch: 1).sequence == 2)
                if sellsMeanwhile { _ = try await bench.sell() }
                try await sync.sendAll()
            }
            try await expectBook(
                first,
                records: sellsMeanwhile ? 5 : 2,
                paid: Money(fen: sellsMeanwhile ? 10_000 : 0)
            )
        }
        await bench.close()
    }

    /// Two empty stores, as the configuration names them.
    private func withStores(
        _ store: Store,
        _ body: (String, String) async throws -> Void
    ) async throws {
        switch store {
        case .sqlite:
            let files = ["first.sqlite", "second.sqlite"].map { "sqlite:\(folder.file($0))" }
            try await body(files[0], files[1])
        case .postgreSQL:
            let server: PostgreSQLServer
            do { server = try await PostgreSQLServer.shared } catch let reason
                as PostgreSQLUnavailable
            {
                print("No ledger on PostgreSQL was restored: \(reason)")
                return
            }
            try await server.withDatabase { first in
                try await server.withDatabase { second in
                    try await body(server.url(database: first), server.url(database: second))
                }
            }
        }
    }

    /// Runs a body beside a ledger that serves with the one key, and at which the kiosk is enrolled.
    private func withLedger(
        _ store: String,
        _ body: (LedgerSync, HTTPLedger) async throws -> Void
    ) async throws {
        let configuration = try ConfigurationFile.read(
            LedgerConfiguration.self,
            text: """
                {
                    store: "\(store)", port: 0, signingKey: "\(folder.file("ledger.key"))",
                    operator: { port: 0, token: "\(folder.file("ledger.token"))" },
                }
                """,
            file: "ledger.json5"
        )
        let isEnrolled = FileManager.default.fileExists(atPath: place.identityPath)
        let code = isEnrolled ? nil : try await code(in: configuration.store)
        let server = try await LedgerServer(configuration)
        let result = await Result {
            let kiosk = try place.configuration(ledger: server.address)
            if let code { try await Enrolment.enrol(kiosk, code: code) }
            let wire = place.wire(try #require(kiosk.ledger))
            let sync = LedgerSync(
                journal: bench.kiosk.journal,
                ledger: wire,
                interval: .seconds(60)
            )
            try await body(sync, wire)
        }
        await server.stop()
        try result.get()
    }

    private func code(in location: StoreLocation) async throws -> String {
        let store = try await location.open()
        let code = try await store.makeEnrolmentCode(
            for: Sample.kiosk,
            expiresAt: .afterAllTests
        )
        await store.close()
        return code.description
    }

    private func reader(_ store: String) async throws -> any LedgerReading {
        try await #require(StoreLocation(store)).openReader()
    }

    private func standing() async throws -> (
        acknowledged: UInt32, head: ChainHead, receipt: LedgerReceipt?
    ) {
        try await bench.kiosk.journal.perform { file throws(JournalError) in
            (try file.acknowledged(), file.head, try file.receipt())
        }
    }

    /// Kiosk and ledger agree: so many records, each once, and the money of their sales.
    private func expectBook(_ store: String, records: UInt32, paid: Money) async throws {
        let standing = try await standing()
        #expect(standing.head.sequence == records)
        #expect(standing.acknowledged == records)
        #expect(standing.receipt?.head == standing.head)
        let identity = try KioskIdentity.load(place.identityPath, of: Sample.kiosk)
        #expect(standing.receipt?.isSigned(by: identity.ledgerKey) == true)
        let reader = try await reader(store)
        #expect(try await reader.head(of: Sample.kiosk, epoch: 1) == standing.head)
        guard case .sound(let counts) = try await reader.verify() else {
            Issue.record("the book is not sound")
            return
        }
        #expect(counts.records == Int(records))
        let day = try await bench.kiosk.journal.perform { file throws(JournalError) in
            file.businessDay
        }
        let totals = try await reader.day(day).totals
        #expect(totals.reduce(Money(fen: 0)) { $0 + $1.written.paid } == paid)
    }
}

/// The wire of a kiosk that breaks when the ledger has taken the batch.
private struct WireWithoutAnswers: LedgerPort {
    let wire: HTTPLedger

    func send(_ batch: RecordBatch) async throws(LedgerLinkError) -> SyncAnswer {
        _ = try await wire.send(batch)
        throw MemoryLedger.away
    }
}

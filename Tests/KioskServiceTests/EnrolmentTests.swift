import Cryptography
import FoundationEssentials
import Journal
import Ledger
import LedgerService
import Prepayment
import RecordChain
import TestSupport
import Testing
import VirtualCard
import WebServer

@testable import KioskService

/// How a kiosk becomes known to its ledger, and what it believes of it afterwards.
@Suite(.timeLimit(.minutes(1))) struct EnrolmentTests {
    let place: KioskPlace
    let folder = TemporaryFolder()

    init() throws { place = try KioskPlace() }

    /// Runs a body beside a ledger that serves.
    private func withLedger(
        key: UInt8 = 1,
        _ body: (any LedgerStore, KioskConfiguration) async throws -> Void
    ) async throws {
        let store = try await StoreLocation.sqlite(path: folder.file("ledger.sqlite")).open()
        let routes = LedgerRoutes(store: store, key: Sample.signingKey(key)) { Issue.record($0) }
        let result = await Result {
            try await serving(routes.router, onFailure: { Issue.record($0) }) { address in
                try await body(store, try place.configuration(ledger: address))
            }
        }
        await store.close()
        try result.get()
    }

    private func code(
        _ store: any LedgerStore,
        kiosk: KioskIdentifier = Sample.kiosk
    ) async throws -> String {
        try await store.makeEnrolmentCode(for: kiosk, expiresAt: .afterAllTests).description
    }

    @Test func `a kiosk makes its key, and keeps it for itself`() async throws {
        try await withLedger { store, configuration in
            let code = try await code(store)
            let identity = try await Enrolment.enrol(configuration, code: code.lowercased())
            let enrolled = try await store.enrolledKey(identity.keyIdentifier)
            #expect(enrolled?.kiosk == Sample.kiosk)
            #expect(enrolled?.key == identity.key.publicKey)
            #expect(identity.ledgerKey == Sample.signingKey(1).publicKey)
            let read = try KioskIdentity.load(place.identityPath, of: Sample.kiosk)
            #expect(read.key.publicKey == identity.key.publicKey)
            #expect(read.ledgerKey == identity.ledgerKey)
            let attributes = try FileManager.default.attributesOfItem(atPath: place.identityPath)
            #expect(attributes[.posixPermissions] as? Int == 0o600)
            #expect(!FileManager.default.fileExists(atPath: place.identityPath + ".new"))
        }
    }

    @Test func `after a lost answer the same code enrols the same key`() async throws {
        try await withLedger { store, configuration in
            let code = try await code(store)
            let key = try KioskIdentity.keyInWaiting(
                place.identityPath + ".new",
                of: Sample.kiosk
            )
            let first = try await store.enrol(
                Sample.kiosk,
                key: key.publicKey,
                code: try #require(EnrolmentCode(code)),
                at: Sample.noon
            )
            #expect(first == .enrolled)
            let identity = try await Enrolment.enrol(configuration, code: code)
            #expect(identity.key.publicKey == key.publicKey)
        }
    }

    @Test func `a code holds for its kiosk, and once`() async throws {
        try await withLedger { store, configuration in
            let foreign = try await code(store, kiosk: KioskIdentifier(8))
            let used = try await code(store)
            try await Enrolment.enrol(configuration, code: used)
            let before = try KioskIdentity.load(place.identityPath, of: Sample.kiosk)
            for (code, words) in [
                (foreign, "The code is not one that was made for this kiosk."),
                (used, "The code was used before."),
            ] {
                let error = await #expect(throws: EnrolmentError.self) {
                    try await Enrolment.enrol(configuration, code: code)
                }
                #expect(error?.sentence == "The kiosk is not enrolled: \(words)")
            }
            let error = await #expect(throws: EnrolmentError.self) {
                try await Enrolment.enrol(configuration, code: "hello")
            }
            #expect(error?.sentence == "The body is not a wish to be enrolled")
            let after = try KioskIdentity.load(place.identityPath, of: Sample.kiosk)
            #expect(after.key.publicKey == before.key.publicKey)
        }
    }

    @Test func `a kiosk that is not enrolled keeps its records, and sends them once it is`()
        async throws
    {
        let bench = try await TestKiosk(place, TestCard(.ev2))
        try await withLedger { store, configuration in
            let wire = place.wire(try #require(configuration.ledger))
            let sync = LedgerSync(
                journal: bench.kiosk.journal,
                ledger: wire,
                interval: .seconds(60)
            )
            let error = await #expect(throws: LedgerLinkError.self) { try await sync.sendAll() }
            #expect(error == .identity(.notEnrolled(Sample.kiosk)))
            #expect(error?.hint.contains("kiosk enrol --code CODE") == true)
            try await Enrolment.enrol(configuration, code: code(store))
            try await sync.sendAll()
            #expect(try await store.head(of: Sample.kiosk, epoch: 1).sequence == 2)
        }
        await bench.close()
    }

    @Test func `a ledger with another key is not believed`() async throws {
        let bench = try await TestKiosk(place, TestCard(.ev2))
        try await withLedger(key: 2) { store, configuration in
            try await Enrolment.enrol(configuration, code: code(store))
            let own = try KioskIdentity.load(place.identityPath, of: Sample.kiosk)
            try KioskIdentity(
                kiosk: Sample.kiosk,
                key: own.key,
                ledgerKey: Sample.signingKey(1).publicKey
            ).write(to: place.identityPath)
            let sync = LedgerSync(
                journal: bench.kiosk.journal,
                ledger: place.wire(try #require(configuration.ledger)),
                interval: .seconds(60)
            )
            await #expect(throws: LedgerLinkError.receiptNotSigned) { try await sync.sendAll() }
            let (acknowledged, receipt) = try await bench.kiosk.journal.perform {
                file throws(JournalError) in (try file.acknowledged(), try file.receipt())
            }
            #expect(acknowledged == 0)
            #expect(receipt == nil)
        }
        await bench.close()
    }

    @Test func `a kiosk in quarantine says so, and goes on when it is released`() async throws {
        let bench = try await TestKiosk(place, TestCard(.ev2))
        try await withLedger { store, configuration in
            let identity = try await Enrolment.enrol(configuration, code: code(store))
            let foreign = Record(
                header: RecordHeader(
                    kiosk: Sample.kiosk,
                    epoch: 1,
                    sequence: 1,
                    businessDay: Sample.day,
                    wallTime: Sample.noon,
                    monotonicNanoseconds: 1,
                    bootIdentifier: [UInt8](repeating: 1, count: 16)
                ),
                content: .programStarted(version: "a clone")
            )
            let clone = try RecordBatch(
                kiosk: Sample.kiosk,
                epoch: 1,
                start: .origin,
                records: [SealedRecord(foreign, after: ChainHead.origin.hash)]
            )
            let offered = SignedBatch(clone, signedBy: identity.key)
            let receipt = LedgerReceipt(
                kiosk: Sample.kiosk,
                epoch: 1,
                head: clone.end,
                receivedAt: Sample.noon,
                signedBy: Sample.ledgerKey
            )
            let answer = try await store.ingest(
                Submission(offered, receipt: receipt)
            )
            #expect(answer == .fork(.epochWithoutStart, .origin))
            let sync = LedgerSync(
                journal: bench.kiosk.journal,
                ledger: place.wire(try #require(configuration.ledger)),
                interval: .seconds(60)
            )
            await #expect(throws: LedgerLinkError.quarantined) { try await sync.sendAll() }
            #expect(try await store.release(Sample.kiosk, at: Sample.noon) == 1)
            try await sync.sendAll()
            #expect(try await store.head(of: Sample.kiosk, epoch: 1).sequence == 2)
        }
        await bench.close()
    }

    @Test func `an identity that cannot be used is named, and shows nothing`() throws {
        let path = place.identityPath
        func error(of kiosk: KioskIdentifier = Sample.kiosk) throws -> KioskIdentityError {
            try #require(throws: KioskIdentityError.self) {
                try KioskIdentity.load(path, of: kiosk)
            }
        }
        #expect(try error() == .notEnrolled(Sample.kiosk))
        try place.identity().write(to: path)
        #expect(
            try error(of: KioskIdentifier(8))
                == .foreign(path: path, Sample.kiosk, expected: KioskIdentifier(8))
        )
        try place.makeReadable("signing.key")
        #expect(try error().sentence.contains("has mode 0644"))
        let secret = Sample.signingKey().secretBytes.hexadecimal
        for text in [
            "", "{}", "[]", "{\"kiosk\": 7, \"secretKey\": \"\(secret)\"}",
            "{\"kiosk\": 7, \"secretKey\": \"\(secret)00\", \"ledgerKey\": \"\(secret)\"}",
            "{\"kiosk\": 7, \"secretKey\": \"\(secret)\", \"ledgerKey\": \"00\"}",
        ] {
            try FileManager.default.removeItem(atPath: path)
            #expect(
                FileManager.default.createFile(
                    atPath: path,
                    contents: Data(text.utf8),
                    attributes: [.posixPermissions: 0o600]
                )
            )
            let error = try error()
            #expect(error == .malformed(path: path))
            #expect(!error.sentence.contains(secret.prefix(8)))
        }
    }
}

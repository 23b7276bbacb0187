import Configuration
import FoundationEssentials
import Ledger
import LedgerService
import Prepayment
import RecordChain
import Storage
import Synchronization
import TestSupport
import Testing
import WebServer

/// The ledger behind a real socket.
@Suite(.timeLimit(.minutes(1))) struct LedgerServiceTests {
    let folder = LedgerFolder()
    let journal = IngestTests.journal

    func configuration(_ more: String = "") throws -> LedgerConfiguration {
        try ConfigurationFile.read(
            LedgerConfiguration.self,
            text: """
                {
                    store: 'sqlite:\(folder.file)', port: 0, \(more)
                    signingKey: '\(folder.path)/ledger.key',
                    operator: { port: 0, token: '\(folder.path)/ledger.token' },
                }
                """,
            file: "ledger.json5"
        )
    }

    /// Runs `body` against a ledger that serves, and gives what it told its operator.
    @discardableResult
    func serving(
        _ more: String = "",
        _ body: (LedgerServer, RawClient) async throws -> Void
    ) async throws -> [String] {
        let told = Mutex<[String]>([])
        try await folder.enrol()
        let server = try await LedgerServer(
            configuration(more),
            report: .failures { sentence in told.withLock { $0.append(sentence) } }
        )
        do { try await body(server, RawClient(server.address)) } catch {
            await server.stop()
            throw error
        }
        await server.stop()
        return told.withLock { $0 }
    }

    /// What every refusal carries (RFC 9457).
    struct Refusal: Decodable {
        let type: String?
        let title: String
        let status: Int
        let detail: String?
        let hint: String
    }

    func expectRefusal(_ answer: RawClient.Answer, _ status: Int, _ title: String) throws {
        #expect(answer.status == status)
        #expect(answer.headers.contains("Content-Type: application/problem+json"))
        let refusal = try answer.json(Refusal.self)
        #expect(refusal.status == status)
        #expect(refusal.title == title)
        #expect(!refusal.hint.isEmpty)
    }

    @Test func `a journal is sent, sent again, asked about and reported`() async throws {
        try await serving { _, client in
            let none = try await client.get("/v1/cursor?kiosk=7&epoch=1")
            #expect(try none.json(SyncAnswer.self) == SyncAnswer(.cursor, head: .origin))
            for verdict in [SyncAnswer.Verdict.accepted, .alreadyHave] {
                let answer = try await client.send(journal.signed())
                #expect(answer.status == 200)
                let told = try answer.json(SyncAnswer.self)
                #expect((told.verdict, told.head) == (verdict, journal.head))
                try told.check(against: journal.batch())
                let receipt = try #require(told.receipt)
                #expect((receipt.kiosk, receipt.epoch) == (journal.kiosk, journal.epoch))
                #expect(receipt.head == journal.head)
                #expect(receipt.isSigned(by: try folder.ledgerKey()))
            }
            let cursor = try await client.get("/v1/cursor?epoch=1&kiosk=7")
            #expect(try cursor.json(SyncAnswer.self) == SyncAnswer(.cursor, head: journal.head))

            let day = try await client.get("/v1/days/2026-11-22")
            #expect(day.status == 200)
            let reader = try await folder.openReader()
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
            #expect(try await day.body == [UInt8](encoder.encode(reader.day(Sample.day))))
        }
    }

    @Test func `a gap and a fork are refused with where the ledger stands`() async throws {
        try await serving { _, client in
            _ = try await client.send(journal.signed(1...6))
            let held = journal.head(at: 6)
            let gap = try await client.send(journal.signed(8...10))
            try expectRefusal(gap, 409, "Records are missing")
            #expect(try gap.json(SyncAnswer.self) == SyncAnswer(.gap, head: held))

            let clone = journal.altered(at: 4)
            let fork = try await client.send(clone.signed(1...10))
            try expectRefusal(fork, 409, "The journal contradicts the ledger")
            #expect(try fork.json(SyncAnswer.self) == SyncAnswer(.fork, head: held))
            let detail = try fork.json(Refusal.self).detail
            #expect(detail == "The ledger holds another record 4 of this kiosk and epoch.")
        }
    }

    @Test func `a malformed batch is refused and changes nothing`() async throws {
        let good = try journal.signed().bytes
        let bodies = [[], Array("hello".utf8), good + [0]]
        let cuts = stride(from: 0, to: good.count, by: 97).map { Array(good.prefix($0)) }
        let told = try await serving { _, client in
            let before = try folder.contents()
            for body in bodies + cuts {
                let answer = try await client.postSigned("/v1/records", body)
                try expectRefusal(answer, 400, "The body is not a batch of records")
            }
            #expect(try folder.contents() == before)
        }
        #expect(told.isEmpty)
    }

    @Test func `what is no request of ours is refused`() async throws {
        try await serving { _, client in
            let good = try journal.signed().bytes
            let text = try await client.post("/v1/records", good, contentType: "text/plain")
            try expectRefusal(text, 415, "The body is not declared as a batch of records")
            let long = [UInt8](repeating: 0, count: SignedBatch.byteLimit + 1)
            #expect(try await client.post("/v1/records", long).status == 413)
            #expect(try await client.get("/v1/nothing").status == 404)
            #expect(try await client.get("/v1/records").status == 405)
            for day in ["2026-02-30", "today", "20261122"] {
                let answer = try await client.get("/v1/days/\(day)")
                try expectRefusal(answer, 400, "The path does not end in a day")
            }
            for query in ["", "?kiosk=7", "?kiosk=-1&epoch=1", "?kiosk=7&epoch=65536"] {
                let answer = try await client.get("/v1/cursor\(query)")
                try expectRefusal(answer, 400, "Which kiosk and epoch is not clear")
            }
        }
    }

    @Test func `eight kiosks at once, each with overlapping batches`() async throws {
        let journals = (1...8).map { number in
            var writer = JournalWriter(kiosk: UInt32(number))
            for _ in 1...20 { writer.sell(fen: Int64(number) * 100) }
            return writer
        }
        for journal in journals where journal.kiosk != Sample.kiosk {
            try await folder.enrol(journal.kiosk)
        }
        try await serving { server, client in
            try await withThrowingTaskGroup(of: Void.self) { group in
                for journal in journals {
                    group.addTask { try await Self.send(journal, to: server.address) }
                }
                try await group.waitForAll()
            }
            for journal in journals {
                let cursor = try await client.get(
                    "/v1/cursor?kiosk=\(journal.kiosk.number)&epoch=1"
                )
                #expect(try cursor.json(SyncAnswer.self).head == journal.head)
            }
        }
        let day = try await folder.openReader().day(Sample.day)
        #expect(day.totals.map(\.written) == day.totals.map(\.total))
        #expect(day.totals.first?.total.count == 160)
        #expect(day.totals.first?.total.paid == Money(fen: (1...8).reduce(0, +) * 20 * 100))
    }

    /// Sends a journal in batches of seven, each of which begins three records early.
    static func send(_ journal: JournalWriter, to address: String) async throws {
        let client = RawClient(address)
        var next: UInt32 = 1
        while next <= journal.head.sequence {
            let last = min(next + 6, journal.head.sequence)
            let first = next > 3 ? next - 3 : 1
            let answer = try await client.send(
                journal.signed(first...last, by: UInt8(journal.kiosk.number)),
                key: Sample.signingKey(UInt8(journal.kiosk.number))
            )
            let told = try answer.json(SyncAnswer.self)
            #expect(told.verdict == .accepted)
            next = told.nextSequence
        }
    }

    @Test func `a store that fails is told to the operator and not to the kiosk`() async throws {
        let told = try await serving { _, client in
            try folder.tamper(
                """
                CREATE TRIGGER fault BEFORE INSERT ON accepted_batch
                BEGIN SELECT RAISE(ABORT, 'a fault'); END
                """
            )
            let batch = try journal.signed()
            try expectRefusal(
                try await client.send(batch),
                503,
                "The ledger's store failed"
            )
            try folder.tamper("DROP TRIGGER fault")
            #expect(try await client.send(batch).status == 200)
        }
        #expect(told.count == 1)
        #expect(told.first?.contains("a fault") == true)
    }

    @Test func `a damaged file ends the service`() async throws {
        try await folder.open().close()
        let told = try await serving { server, client in
            // A change by another connection, so that the ledger reads the file again.
            try folder.tamper("CREATE TABLE change (a)")
            try folder.overwrite(from: 4_096)
            #expect(try await client.get("/v1/days/2026-11-22").status == 503)
            let failure = try #require(await server.fatalFailure())
            #expect(failure.sentence.contains("\(folder.file) is damaged"))
        }
        // Once for the request; the watch may have met it too.
        #expect(!told.isEmpty && told.allSatisfy { $0.contains("is damaged") })
    }

    @Test func `other machines are served over HTTPS or not at all`() async throws {
        await #expect(throws: ServerError.plainHTTPBeyondLoopback(host: "0.0.0.0")) {
            _ = try await LedgerServer(configuration("host: '0.0.0.0',"))
        }
        // The store was let go of: another ledger may open it.
        try await folder.open().close()
        let tls = "tls: { certificateFile: '\(folder.path)/none.crt', keyFile: 'none.key' },"
        let error = await #expect(throws: CertificateError.self) {
            _ = try await LedgerServer(configuration(tls))
        }
        #expect(error?.sentence == "The certificate \(folder.path)/none.crt cannot be read.")
    }

    @Test(arguments: [
        ("{ store: 'mysql://office' }", "ledger.json5:1:10: store: expected “sqlite:”"),
        ("{ store: 'sqlite:' }", "ledger.json5:1:10: store: expected “sqlite:”"),
        ("{ port: 8470 }", "ledger.json5:1:1: store is missing"),
        ("{ store: 'sqlite:x', port: 70000 }", "ledger.json5:1:28: port: expected an integer"),
        ("{ store: 'sqlite:x', tls: {} }", "tls.certificateFile is missing"),
        ("{ store: 'sqlite:x' }", "signingKey is missing"),
        ("{ store: 'sqlite:x', signingKey: 'k' }", "operator is missing"),
        (
            "{ store: 'sqlite:x', signingKey: 'k', watch: { silenceSeconds: 59 } }",
            "watch.silenceSeconds: expected an integer from 60"
        ),
        (
            "{ store: 'sqlite:x', signingKey: 'k', name: 'a b' }",
            "name: expected a name without spaces"
        ),
        (
            "{ store: 'sqlite:x', signingKey: 'k', operator: { token: 't' }, lmits: {} }",
            "lmits is not a known key"
        ),
    ]) func `a wrong setting is named`(text: String, sentence: String) {
        let error = #expect(throws: ConfigurationError.self) {
            try ConfigurationFile.read(LedgerConfiguration.self, text: text, file: "ledger.json5")
        }
        #expect(error?.sentence.contains(sentence) == true, "\(error?.sentence ?? "")")
    }

    @Test func `the configuration that comes with the ledger is right`() throws {
        let root = URL(filePath: #filePath).deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent()
        let shipped = try ConfigurationFile.load(
            LedgerConfiguration.self,
            from: root.appending(path: "Config/ledger.json5").path
        )
        #expect(shipped.store == .sqlite(path: "var/ledger.sqlite"))
        #expect(shipped.host == "127.0.0.1" && shipped.port == 8470 && shipped.tls == nil)
        #expect(shipped.watch == WatchRules())
        #expect(shipped.name == DayCheckpoint.keyName(ofLedger: "ledger"))
    }
}

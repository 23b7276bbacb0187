import Journal
import RecordChain
import TestSupport
import Testing
import WebServer

@testable import KioskService

/// What may answer at the ledger's address; in no case does a record count as delivered.
@Suite(.timeLimit(.minutes(1))) struct HTTPLedgerTests {
    /// What a server gives to whatever it is sent.
    struct Answer: Sendable, CustomTestStringConvertible {
        let name: String
        let status: Int
        let type: String
        let body: String
        let error: LedgerLinkError
        var testDescription: String { name }

        init(
            _ name: String,
            _ status: Int,
            _ type: String,
            _ body: String,
            _ error: LedgerLinkError
        ) {
            (self.name, self.status, self.type, self.body, self.error) =
                (name, status, type, body, error)
        }
    }

    static let unreadable = LedgerLinkError.nonsense("Its answer cannot be read.")
    static let zeros = String(repeating: "0", count: 64)
    static let sevens = String(repeating: "07", count: 32)

    static let answers = [
        Answer("a web page", 200, "text/html", "<html>It works!</html>", unreadable),
        Answer("nothing", 200, "text/plain", "", unreadable),
        Answer("JSON of another kind", 200, "application/json", #"{"ok": true}"#, unreadable),
        Answer(
            "a word of a later version",
            200,
            "application/json",
            #"{"answer": "perhaps", "nextSequence": 3, "head": "\#(sevens)"}"#,
            unreadable
        ),
        Answer(
            "a head that is none",
            200,
            "application/json",
            #"{"answer": "accepted", "nextSequence": 3, "head": "07"}"#,
            unreadable
        ),
        Answer(
            "“accepted” for something else",
            200,
            "application/json",
            #"{"answer": "accepted", "nextSequence": 3, "head": "\#(sevens)"}"#,
            .receiptNotSigned
        ),
        Answer("a page that says conflict", 409, "text/html", "<html>", unreadable),
        Answer(
            "a failure in words",
            500,
            "application/problem+json",
            #"{"title": "The store failed", "detail": "Full."}"#,
            .refused(status: 500, detail: "The store failed: Full.")
        ),
        Answer(
            "a failure without words",
            502,
            "text/html",
            "<html>",
            .refused(status: 502, detail: "It gave no reason.")
        ),
        Answer(
            "a refusal with a clock, each time",
            401,
            "application/problem+json",
            #"{"title": "Too late", "time": 1795348800}"#,
            .refused(status: 401, detail: "Too late")
        ),
        Answer(
            "a refusal with a clock beyond all measure",
            401,
            "application/problem+json",
            #"{"title": "Too late", "time": 9223372036854775807}"#,
            .refused(status: 401, detail: "Too late")
        ),
        Answer(
            "another place",
            301,
            "text/plain",
            "",
            .refused(status: 301, detail: "It gave no reason.")
        ),
    ]

    let bench: TestKiosk

    init() async throws {
        bench = try await TestKiosk()
        try bench.place.identity().write(to: bench.place.identityPath)
    }

    /// Sends everything to an address, and gives what went wrong.
    private func failure(_ address: String, authority: String? = nil) async throws
        -> LedgerLinkError?
    {
        let link = try bench.place.configuration(ledger: address, authority: authority).ledger
        let sync = LedgerSync(
            journal: bench.kiosk.journal,
            ledger: bench.place.wire(try #require(link)),
            interval: .seconds(60)
        )
        let error = await #expect(throws: LedgerLinkError.self) { try await sync.sendAll() }
        let acknowledged = try await bench.kiosk.journal.perform { file throws(JournalError) in
            try file.acknowledged()
        }
        #expect(acknowledged == 0)
        return error
    }

    private func withServer(
        _ answer: Answer,
        identity: TLSIdentity? = nil,
        _ body: (UInt16) async throws -> Void
    ) async throws {
        var router = Router()
        router.onImmediate(.post, "/v1/records") { _ in
            .text(answer.body, status: answer.status, contentType: answer.type)
        }
        let configuration = ServerConfiguration(identity: identity, stopGraceMilliseconds: 100)
        let server = try HTTPServer(configuration, router: router) { error, _ in
            Issue.record(error)
        }
        let result = await Result { try await body(server.port) }
        await server.stop()
        try result.get()
    }

    @Test(arguments: answers)
    func `what is no ledger is known by its answer`(_ answer: Answer) async throws {
        try await withServer(answer) { port in
            let error = try await failure("http://127.0.0.1:\(port)")
            #expect(error == answer.error)
            #expect(error?.sentence.isEmpty == false)
            #expect(error?.hint.hasSuffix("the records wait here.") == true)
        }
        await bench.close()
    }

    @Test func `nobody there`() async throws {
        let port = try TestListener.closedPort()
        let error = try await failure("http://127.0.0.1:\(port)")
        #expect(
            error
                == .unreachable(
                    sentence: "127.0.0.1:\(port) does not take connections.",
                    hint: "Check that the server runs, its port, and the network between."
                )
        )
        await bench.close()
    }

    @Test(.needsOpenSSL) func `a certificate that nobody trusts`() async throws {
        let certificate = try TestCertificate()
        let answer = Self.answers[0]
        try await withServer(answer, identity: certificate.identity) { port in
            let address = "https://127.0.0.1:\(port)"
            guard case .unreachable(let sentence, let hint) = try await failure(address) else {
                Issue.record("a stranger was believed")
                return
            }
            #expect(
                sentence.hasPrefix("The certificate of 127.0.0.1:\(port) is not trusted: ")
            )
            #expect(hint.hasPrefix("Name the authority that signed it in the configuration"))
            // The same server is heard where its certificate is named.
            let error = try await failure(address, authority: certificate.path)
            #expect(error == Self.unreadable)
        }
        await bench.close()
    }
}

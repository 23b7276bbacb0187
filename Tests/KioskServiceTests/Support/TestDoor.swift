import Prepayment
import SmartCards
import TestSupport
import Testing
import WebClient
import WebServer

@testable import KioskService

/// A kiosk's door at a port of its own, and a client before it.
struct TestDoor: Sendable {
    static let token = "the operator's secret"
    let bench: TestKiosk
    let api: KioskAPI
    let server: HTTPServer
    private let client = HTTPClient(ClientConfiguration(clientName: "test"))

    /// With a card on the reader, if asked.
    init(withCard: Bool = true) async throws {
        bench = try await TestKiosk()
        api = KioskAPI(bench.kiosk, operatorToken: Array(Self.token.utf8))
        server = try HTTPServer(
            ServerConfiguration(stopGraceMilliseconds: 10_000),
            router: api.router
        ) { error, _ in Issue.record(error) }
        await bench.kiosk.lobby.handle(.readerAdded(TestReaders.first))
        if withCard { await putOn() }
    }

    func putOn(_ reader: String = TestReaders.first) async {
        await bench.kiosk.lobby.handle(
            .cardInserted(reader: reader, answerToReset: [], eventCount: 1)
        )
    }

    func address(_ path: String) -> String { "http://127.0.0.1:\(server.port)\(path)" }

    func get(
        _ path: String,
        headers: [(name: String, value: String)] = []
    ) async throws -> ClientResponse {
        try await client.send(ClientRequest(.get, address(path), headers: headers))
    }

    func state() async throws -> StateJSON { try await get("/api/state").json(StateJSON.self) }

    func post(
        _ path: String,
        _ body: String,
        token: String? = token,
        type: String? = "application/json",
        host: String? = nil
    ) async throws -> ClientResponse {
        var headers: [(name: String, value: String)] = []
        if let token { headers.append(("Authorization", "Bearer \(token)")) }
        if let type { headers.append(("Content-Type", type)) }
        if let host { headers.append(("Host", host)) }
        return try await client.send(
            ClientRequest(.post, address(path), headers: headers, body: Array(body.utf8))
        )
    }

    /// The body of a request to sell, with some of its fields replaced.
    static func sale(
        key: String = "a",
        fen: String = "10000",
        tender: String = "counter",
        utility: String? = nil
    ) -> String {
        let utility = utility.map { ", \"utility\": \"\($0)\"" } ?? ""
        return """
            {"key": "\(key)", "amountFen": \(fen), "tender": "\(tender)", \
            "withoutReceipt": false\(utility)}
            """
    }

    func close() async {
        api.finish()
        await server.stop()
        await bench.close()
    }
}

extension ClientResponse {
    /// What a refusal says.
    func problem() throws -> Problem { try json(Problem.self) }
}

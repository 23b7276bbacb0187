import Testing
import WebClient
import WebServer

@Suite(.timeLimit(.minutes(1)), .needsOpenSSL)
struct TLSTests {
    let authority: TestAuthority
    var router = Router()

    init() throws {
        authority = try #require(TestAuthority.shared)
        router.on(.post, "/") { .text("\($0.body.count)") }
    }

    private func withSecureServer(
        _ identity: String,
        _ body: (UInt16) async throws -> Void
    ) async throws {
        let configuration = ServerConfiguration(
            identity: try authority.identity(identity),
            stopGraceMilliseconds: 100
        )
        try await withServer(router, configuration) { try await body($0.port) }
    }

    private func send(
        _ address: String,
        authority file: String?
    ) async throws(WebClientError) -> ClientResponse {
        let client = HTTPClient(
            ClientConfiguration(clientName: "test", certificateAuthorityFile: file)
        )
        return try await client.send(ClientRequest(.post, address, body: [1, 2, 3]))
    }

    private func failure(_ address: String, authority file: String?) async throws -> WebClientError
    {
        try await #require(throws: WebClientError.self) { try await send(address, authority: file) }
    }

    @Test(arguments: ["localhost", "127.0.0.1"])
    func `a server that a named authority vouches for is trusted`(host: String) async throws {
        try await withSecureServer("local") { port in
            let response = try await send(
                "https://\(host):\(port)/",
                authority: authority.certificateFile
            )
            #expect(response.text == "3")
        }
    }

    @Test func `an unknown authority is not trusted and nothing is sent`() async throws {
        try await withSecureServer("local") { port in
            for file in [nil, authority.otherCertificateFile] {
                let error = try await failure("https://localhost:\(port)/", authority: file)
                guard case .certificateNotTrusted("localhost:\(port)", _) = error else {
                    throw error
                }
                #expect(!error.mayHaveBeenProcessed)
            }
        }
    }

    @Test func `an expired certificate is not trusted`() async throws {
        try await withSecureServer("expired") { port in
            let error = try await failure(
                "https://localhost:\(port)/",
                authority: authority.certificateFile
            )
            guard case .certificateNotTrusted(_, let reason) = error else { throw error }
            #expect(reason.contains("expired"))
        }
    }

    @Test func `a certificate for another name is refused`() async throws {
        try await withSecureServer("elsewhere") { port in
            let error = try await failure(
                "https://localhost:\(port)/",
                authority: authority.certificateFile
            )
            #expect(error == .certificateNameMismatch(server: "localhost:\(port)"))
            #expect(!error.mayHaveBeenProcessed)
        }
    }

    @Test func `https to a plain server is no secure connection`() async throws {
        try await withServer(router) { server in
            let error = try await failure("https://127.0.0.1:\(server.port)/", authority: nil)
            guard case .tlsFailed = error else { throw error }
            #expect(!error.mayHaveBeenProcessed)
        }
    }

    @Test func `http to a secure server is no answer`() async throws {
        try await withSecureServer("local") { port in
            let error = try await failure("http://127.0.0.1:\(port)/", authority: nil)
            #expect(error == .connectionLost(server: "127.0.0.1:\(port)", wasSent: true))
        }
    }

    @Test func `a file of authorities that is not there is named`() async throws {
        try await withSecureServer("local") { port in
            let error = try await failure(
                "https://localhost:\(port)/",
                authority: "/nowhere/authority.pem"
            )
            #expect(error == .authorityFileUnusable(path: "/nowhere/authority.pem"))
        }
    }

    @Test func `a key that does not belong to the certificate is refused`() throws {
        let identity = try authority.identity("local", key: "elsewhere")
        let error = #expect(throws: ServerError.self) {
            _ = try HTTPServer(.init(identity: identity), router: router) { _, _ in }
        }
        guard case .identityRefused = error else {
            Issue.record("\(String(describing: error))")
            return
        }
    }

    @Test func `events come over a secure connection too`() async throws {
        var router = Router()
        router.on(.get, "/") { _ in
            let stream = EventStream()
            for number in 1...3 { stream.send(ServerEvent(data: "\(number)")) }
            stream.finish()
            return Response(stream)
        }
        let configuration = ServerConfiguration(identity: try authority.identity("local"))
        try await withServer(router, configuration) { server in
            let client = HTTPClient(
                ClientConfiguration(
                    clientName: "test",
                    certificateAuthorityFile: authority.certificateFile
                )
            )
            var data: [String] = []
            for try await event in client.events(
                of: ClientRequest(.get, "https://localhost:\(server.port)/")
            ) {
                data.append(event.data)
            }
            #expect(data == ["1", "2", "3"])
        }
    }
}

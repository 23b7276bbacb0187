import Testing
import WebClient
import WebServer

@Suite(.timeLimit(.minutes(1)))
struct ClientTests {
    private func client(_ change: (inout ClientConfiguration) -> Void = { _ in }) -> HTTPClient {
        var configuration = ClientConfiguration(clientName: "kiosk/1")
        change(&configuration)
        return HTTPClient(configuration)
    }

    private func failure(
        _ client: HTTPClient,
        _ address: String
    ) async throws -> WebClientError {
        try await #require(throws: WebClientError.self) {
            _ = try await client.send(ClientRequest(.post, address, body: [1, 2, 3]))
        }
    }

    @Test func `a closed port takes no connections and nothing was done`() async throws {
        let port = try RawSocket.listening().port
        let error = try await failure(client(), "http://127.0.0.1:\(port)/")
        #expect(error == .cannotConnect(server: "127.0.0.1:\(port)"))
        #expect(!error.mayHaveBeenProcessed)
    }

    @Test func `a name without an address cannot be resolved`() async throws {
        let error = try await failure(client(), "http://kiosk.invalid/path?secret")
        #expect(error == .cannotResolve(server: "kiosk.invalid:80"))
        #expect(!error.mayHaveBeenProcessed)
    }

    @Test(arguments: [
        "", "ledger", "ftp://127.0.0.1/", "file:///etc/passwd", "http://", "http://a:b/",
    ])
    func `only http and https are addresses`(address: String) async throws {
        // Without a scheme libcurl would guess one.
        #expect(try await failure(client(), address) == .invalidAddress)
    }

    @Test func `a server that does not answer in time may have done it`() async throws {
        let server = try RawSocket.listening()
        let port = try server.port
        let client = client { $0.timeoutMilliseconds = 50 }
        let error = try await failure(client, "http://127.0.0.1:\(port)/")
        #expect(error == .timedOut(server: "127.0.0.1:\(port)", wasSent: true))
        #expect(error.mayHaveBeenProcessed)
        #expect(error.hint == "The server may have done it: ask it before doing it again.")
    }

    @Test(arguments: [
        "SSH-2.0-OpenSSH_9.2\r\n", "\u{0}\u{1}\u{2}garbage", "HTTP/1.1 abc\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: -5\r\n\r\n",
    ])
    func `a server that speaks nonsense is a bad response`(nonsense: String) async throws {
        let server = try RawSocket.listening()
        let port = try server.port
        let request = Task { try await failure(client(), "http://127.0.0.1:\(port)/") }
        let connection = try await server.accepted()
        _ = try await connection.read(until: "\r\n\r\n")
        try await connection.write(nonsense)
        let error = try await request.value
        guard case .badResponse = error else { throw error }
        #expect(error.mayHaveBeenProcessed)
    }

    @Test(arguments: ["", "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc"])
    func `an answer that breaks off is a lost connection`(answer: String) async throws {
        let server = try RawSocket.listening()
        let port = try server.port
        let request = Task { try await failure(client(), "http://127.0.0.1:\(port)/") }
        do {
            let connection = try await server.accepted()
            _ = try await connection.read(until: "\r\n\r\n\u{1}\u{2}\u{3}")
            try await connection.write(answer)
        }
        #expect(
            try await request.value == .connectionLost(server: "127.0.0.1:\(port)", wasSent: true)
        )
    }

    @Test func `an answer that is too long is refused`() async throws {
        var router = Router()
        router.onImmediate(.post, "/") {
            Response(body: [UInt8](repeating: 7, count: $0.body.count * 500))
        }
        try await withServer(router) { server in
            let small = client { $0.responseLimitBytes = 1_499 }
            let error = try await failure(small, server.address("/"))
            #expect(
                error
                    == .responseTooLarge(server: "127.0.0.1:\(server.port)", limitBytes: 1_499)
            )
            let enough = client { $0.responseLimitBytes = 1_500 }
            let response = try await enough.send(
                ClientRequest(.post, server.address("/"), body: [1, 2, 3])
            )
            #expect(response.body.count == 1_500)
        }
    }

    @Test func `a cancelled request does not wait for its answer`() async throws {
        let server = try RawSocket.listening()
        let port = try server.port
        let request = Task { try await failure(client(), "http://127.0.0.1:\(port)/") }
        let connection = try await server.accepted()
        _ = try await connection.read(until: "\u{1}\u{2}\u{3}")
        request.cancel()
        #expect(try await request.value == .cancelled(wasSent: true))
    }

    @Test func `a request cancelled before it began was not sent`() async throws {
        let port = try RawSocket.listening().port
        let client = client()
        let error = await Task {
            withUnsafeCurrentTask { $0?.cancel() }
            return try await failure(client, "http://127.0.0.1:\(port)/")
        }.result
        #expect(try error.get() == .cancelled(wasSent: false))
    }

    @Test func `a redirect is an answer`() async throws {
        var router = Router()
        router.onImmediate(.get, "/") { _ in
            Response(status: 302, headers: ["Location": "/elsewhere"])
        }
        try await withServer(router) { server in
            let response = try await server.get("/")
            #expect(response.status == 302)
            #expect(response.header("location") == "/elsewhere")
        }
    }

    @Test func `what is sent is what was asked, and nothing of libcurl's own`() async throws {
        let server = try RawSocket.listening()
        let port = try server.port
        let client = client()
        let request = Task {
            try await client.send(
                ClientRequest(
                    .put,
                    "http://127.0.0.1:\(port)/a?b",
                    headers: [("X-Empty", ""), ("X-A", "b")],
                    body: []
                )
            )
        }
        let connection = try await server.accepted()
        #expect(
            try await connection.read(until: "\r\n\r\n") == """
                PUT /a?b HTTP/1.1\r
                Host: 127.0.0.1:\(port)\r
                User-Agent: kiosk/1\r
                Accept: */*\r
                X-Empty:\r
                X-A: b\r
                Content-Length: 0\r
                \r\n
                """
        )
        try await connection.write(
            "HTTP/1.1 100 Continue\r\nX-Old: 1\r\n\r\nHTTP/1.1 204 No Content\r\nX-New:  2 \r\n\r\n"
        )
        let response = try await request.value
        #expect(response.status == 204)
        #expect(response.headers.map { "\($0.name)=\($0.value)" } == ["X-New=2"])
    }

    @Test func `a connection is kept for the next request`() async throws {
        let server = try RawSocket.listening()
        let port = try server.port
        let client = client()
        let requests = Task {
            for _ in 1...3 {
                _ = try await client.send(ClientRequest(.get, "http://127.0.0.1:\(port)/"))
            }
        }
        let connection = try await server.accepted()
        for _ in 1...3 {
            _ = try await connection.read(until: "\r\n\r\n")
            try await connection.write("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")
        }
        try await requests.value
    }
}

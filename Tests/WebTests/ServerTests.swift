import Glibc
import Testing
import WebClient
import WebServer

@Suite(.timeLimit(.minutes(1)))
struct ServerTests {
    private var router: Router { gatedRouter(Gate()) }

    private func gatedRouter(_ gate: Gate) -> Router {
        var router = Router()
        router.on(.get, "/gated") { _ in
            await gate.pass()
            return .text("passed")
        }
        router.onImmediate(.get, "/now") { _ in .text("now") }
        return router
    }

    @Test func `a handler that waits keeps nobody else waiting`() async throws {
        let gate = Gate()
        try await withServer(gatedRouter(gate)) { server in
            let waiting = (1...20).map { _ in
                let client = HTTPClient(ClientConfiguration(clientName: "test"))
                let address = server.address("/gated")
                return Task { try await client.send(ClientRequest(.get, address)).text }
            }
            try await eventually { await gate.waitingCount == 20 }
            #expect(try await server.get("/now").text == "now")
            await gate.open()
            for task in waiting { #expect(try await task.value == "passed") }
        }
    }

    @Test func `stop waits for handlers that finish in time`() async throws {
        let gate = Gate()
        let server = try HTTPServer(.init(), router: gatedRouter(gate)) { _, _ in }
        let address = "http://127.0.0.1:\(server.port)/gated"
        let answer = Task {
            try await HTTPClient(ClientConfiguration(clientName: "test"))
                .send(ClientRequest(.get, address)).text
        }
        try await eventually { await gate.waitingCount == 1 }
        let stopping = Task { await server.stop() }
        try await eventually { !isListening(server.port) }
        await gate.open()
        #expect(try await answer.value == "passed")
        await stopping.value
        await server.stop()
    }

    @Test func `stop answers for handlers that do not finish`() async throws {
        let gate = Gate()
        let server = try HTTPServer(
            .init(stopGraceMilliseconds: 20),
            router: gatedRouter(gate)
        ) { _, _ in }
        let address = "http://127.0.0.1:\(server.port)/gated"
        let tasks = (1...10).map { _ in
            Task {
                try await HTTPClient(ClientConfiguration(clientName: "test"))
                    .send(ClientRequest(.get, address)).status
            }
        }
        try await eventually { await gate.waitingCount == 10 }
        await server.stop()
        // Nothing waits for the last byte any more: an answer or a closed connection.
        for task in tasks {
            switch await task.result {
            case .success(let status): #expect(status == 503)
            case .failure(let error):
                let error = try #require(error as? WebClientError)
                #expect(error.mayHaveBeenProcessed)
            }
        }
        await gate.open()
    }

    @Test func `a server that is dropped stops too`() async throws {
        let gate = Gate()
        var port: UInt16 = 0
        do {
            let server = try HTTPServer(.init(), router: gatedRouter(gate)) { _, _ in }
            port = server.port
            let socket = try RawSocket.connected(to: port)
            try await socket.write("GET /gated HTTP/1.1\r\nHost: a\r\n\r\n")
            try await eventually { await gate.waitingCount == 1 }
        }
        #expect(!isListening(port))
        await gate.open()
    }

    @Test(arguments: [1_000, 1_001, 60_000, 1_050_000])
    func `a body over the limit is answered with 413`(count: Int) async throws {
        var router = Router()
        router.onImmediate(.post, "/") { .text("\($0.body.count)") }
        let configuration = ServerConfiguration(
            bodyLimitBytes: 1_000,
            stopGraceMilliseconds: 100
        )
        try await withServer(router, configuration) { server in
            let body = String(repeating: "x", count: count)
            let response = try await server.send(.post, "/", body)
            #expect(response.status == (count <= 1_000 ? 200 : 413))
            // The connection, or a new one, goes on to serve.
            #expect(try await server.send(.post, "/", "abc").text == "3")
        }
    }

    @Test func `a body that never ends is cut off while it comes`() async throws {
        var router = Router()
        let calls = Lines()
        router.onImmediate(.post, "/") { _ in
            calls.add("called")
            return .text("")
        }
        try await withServer(router, .init(bodyLimitBytes: 1_000, stopGraceMilliseconds: 100)) {
            let socket = try RawSocket.connected(to: $0.port)
            try await socket.write(
                "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
            )
            let chunk = "10000\r\n" + String(repeating: "x", count: 0x10000) + "\r\n"
            var sentCount = 0
            while sentCount < 100, (try? await socket.write(chunk)) != nil { sentCount += 1 }
            #expect(sentCount < 100)
        }
        #expect(calls.all.isEmpty)
    }

    @Test func `a declared length beyond reason is refused before the body comes`() async throws {
        try await withServer(Router(), .init(bodyLimitBytes: 1_000, stopGraceMilliseconds: 100)) {
            let socket = try RawSocket.connected(to: $0.port)
            try await socket.write(
                "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 99999999999\r\n\r\n"
            )
            #expect(try await socket.readToEnd().hasPrefix("HTTP/1.1 413 "))
        }
    }

    @Test func `idle connections are bounded`() async throws {
        let configuration = ServerConfiguration(connectionLimit: 20, stopGraceMilliseconds: 100)
        try await withServer(router, configuration) { server in
            let idle = try (1...300).map { _ in try RawSocket.connected(to: server.port) }
            try await eventually { server.server.connectionCount == 20 }
            try await eventually { acceptedCount(server.port) == 20 }
            withExtendedLifetime(idle) {}
        }
    }

    @Test func `an idle connection makes room`() async throws {
        let configuration = ServerConfiguration(
            connectionLimit: 1,
            stopGraceMilliseconds: 100
        )
        try await withServer(router, configuration) { server in
            let idle = try RawSocket.connected(to: server.port)
            #expect(try await server.get("/now").text == "now")
            #expect(try await idle.readToEnd() == "")
        }
    }

    @Test func `several threads serve at the same time`() async throws {
        let gate = Gate()
        try await withServer(gatedRouter(gate), .init(threadCount: 3)) { server in
            await gate.open()
            try await withThrowingTaskGroup(of: Void.self) { group in
                for _ in 1...8 {
                    group.addTask {
                        let client = HTTPClient(ClientConfiguration(clientName: "test"))
                        for path in ["/gated", "/now", "/gated"] {
                            let request = ClientRequest(
                                .get,
                                "http://127.0.0.1:\(server.port)\(path)"
                            )
                            let response = try await client.send(request)
                            #expect(response.status == 200)
                        }
                    }
                }
                try await group.waitForAll()
            }
        }
    }
}

private func isListening(_ port: UInt16) -> Bool { (try? RawSocket.connected(to: port)) != nil }

/// How many connections to the port have a socket of this process at their server's end.
private func acceptedCount(_ port: UInt16) -> Int {
    (0..<4_096).count { descriptor in
        var (own, peer) = (sockaddr_in(), sockaddr_in())
        return withUnsafeMutableBytes(of: &own) { own in
            withUnsafeMutableBytes(of: &peer) { peer in
                var length = socklen_t(MemoryLayout<sockaddr_in>.size)
                let (ownName, peerName) = (
                    own.assumingMemoryBound(to: sockaddr.self).baseAddress,
                    peer.assumingMemoryBound(to: sockaddr.self).baseAddress
                )
                // A socket that listens has the port too, and no peer.
                return getsockname(Int32(descriptor), ownName, &length) == 0
                    && own.load(as: sockaddr_in.self).sin_port == port.bigEndian
                    && getpeername(Int32(descriptor), peerName, &length) == 0
            }
        }
    }
}

import Glibc
import RateLimits
import Testing
import WebClient
import WebServer

/// Clients that hold a connection and use it for little or nothing.
///
/// One after the other: a client that is not let run looks slow.
@Suite(.serialized, .timeLimit(.minutes(1))) struct SlowClientTests {
    private let cutOffs = Notes<SlowPhase>()
    private let brokenOff = Lines()

    /// More than the kernel holds for a client that does not read.
    private static let answerByteCount = 16 << 20

    private var router: Router {
        var router = Router()
        router.onImmediate(.get, "/now") { _ in .text("now") }
        router.onImmediate(.post, "/") { .text("\($0.body.count)") }
        router.onImmediate(.get, "/long") { _ in
            Response(body: [UInt8](repeating: 0x78, count: Self.answerByteCount))
        }
        router.onImmediate(.get, "/events") { _ in
            let stream = EventStream()
            stream.send(ServerEvent(data: "first"))
            return Response(stream)
        }
        return router
    }

    /// Deadlines short enough for a test, with silence allowed for longer than any of them.
    private func serving(
        idleTimeoutSeconds: Int = 30,
        responseTimeoutMilliseconds: Int = 500,
        _ body: (TestServer) async throws -> Void
    ) async throws {
        let configuration = ServerConfiguration(
            idleTimeoutSeconds: idleTimeoutSeconds,
            requestTimeoutMilliseconds: 500,
            responseTimeoutMilliseconds: responseTimeoutMilliseconds,
            heartbeatMilliseconds: 100,
            stopGraceMilliseconds: 100
        )
        try await withServer(
            router,
            configuration,
            observe: { observation in
                switch observation {
                case .cutOff(let phase): cutOffs.add(phase)
                case .brokenOff(let route): brokenOff.add(route ?? "none")
                case .answered, .refused: break
                }
            },
            body
        )
    }

    /// Sends a byte every 20 ms until the server has enough of it.
    private func drip(_ start: String, to server: TestServer) async throws {
        let socket = try RawSocket.connected(to: server.port)
        try await socket.write(start)
        while (try? await socket.write("x")) != nil {
            try await Task.sleep(for: .milliseconds(20))
        }
    }

    @Test(arguments: [
        "GET /now HTTP/1.1\r\nHost: a\r\nX: ",
        "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 100000\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n10000\r\n",
    ])
    func `who sends byte after byte is cut off all the same`(start: String) async throws {
        try await serving { server in
            try await drip(start, to: server)
            #expect(try await server.get("/now").text == "now")
        }
        #expect(cutOffs.all == [.receiving])
    }

    @Test func `a request line that does not end is cut off too`() async throws {
        try await serving(idleTimeoutSeconds: 1) { server in
            try await drip("GET /", to: server)
        }
        #expect(cutOffs.all == [.waiting])
    }

    @Test func `who does not take the answer is cut off`() async throws {
        try await serving { server in
            let socket = try RawSocket.connected(to: server.port)
            try await socket.write("GET /long HTTP/1.1\r\nHost: a\r\n\r\n")
            try await eventually { cutOffs.all == [.answering] }
            #expect(try await socket.readToEnd().utf8.count < Self.answerByteCount)
        }
        #expect(brokenOff.all == ["/long"])
    }

    @Test func `who takes a long answer in time has all of it`() async throws {
        try await serving(responseTimeoutMilliseconds: 30_000) { server in
            let socket = try RawSocket.connected(to: server.port)
            try await socket.write("GET /long HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
            #expect(try await socket.readToEnd().utf8.count > Self.answerByteCount)
        }
        #expect(cutOffs.all.isEmpty)
    }

    @Test func `a stream of events goes on beyond every deadline`() async throws {
        try await serving(idleTimeoutSeconds: 1) { server in
            let socket = try RawSocket.connected(to: server.port)
            try await socket.write("GET /events HTTP/1.1\r\nHost: a\r\n\r\n")
            // Heartbeats for three times each of the deadlines.
            for _ in 1...30 { _ = try await socket.read(until: ": heartbeat") }
        }
        #expect(cutOffs.all.isEmpty)
    }

    @Test func `a connection that is kept is not late while it is used`() async throws {
        try await serving { server in
            let socket = try RawSocket.connected(to: server.port)
            for _ in 1...10 {
                try await socket.write("GET /now HTTP/1.1\r\nHost: a\r\n\r\n")
                _ = try await socket.read(until: "now")
                try await Task.sleep(for: .milliseconds(100))
            }
        }
        #expect(cutOffs.all.isEmpty)
    }

    @Test func `silent connections make room for who has something to say`() async throws {
        let configuration = ServerConfiguration(connectionLimit: 100, stopGraceMilliseconds: 100)
        try await withServer(router, configuration) { server in
            let silent = try (1...2_000).map { _ in try RawSocket.connected(to: server.port) }
            // At once: long before any of them would be cut off for its silence.
            #expect(try await server.get("/now").text == "now")
            #expect(server.server.connectionCount <= 100)
            withExtendedLifetime(silent) {}
        }
    }

    @Test func `where all connections are busy a new one is closed at once`() async throws {
        let configuration = ServerConfiguration(connectionLimit: 5, stopGraceMilliseconds: 100)
        try await withServer(router, configuration) { server in
            let busy = try (1...5).map { _ in try RawSocket.connected(to: server.port) }
            for socket in busy {
                try await socket.write(
                    "POST / HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\n"
                        + "Content-Length: 1\r\n\r\n"
                )
                _ = try await socket.read(until: "100 Continue\r\n\r\n")
            }
            let more = try RawSocket.connected(to: server.port)
            #expect(try await more.readToEnd() == "")
            for socket in busy { try await socket.write("x") }
            for socket in busy { _ = try await socket.read(until: "\r\n\r\n1") }
            #expect(try await server.get("/now").text == "now")
        }
    }

    @Test func `two thousand idle connections leave room for a good client and for memory`()
        async throws
    {
        let configuration = ServerConfiguration(
            connectionLimit: 2_100,
            stopGraceMilliseconds: 100
        )
        try await withServer(router, configuration) { server in
            let before = try residentBytes()
            let idle = try (1...2_000).map { _ in try RawSocket.connected(to: server.port) }
            try await eventually { server.server.connectionCount == 2_000 }
            #expect(try await server.get("/now").text == "now")
            // Suites beside this one take memory too.
            #expect(try residentBytes() - before < 2_000 * 64 * 1_024)
            withExtendedLifetime(idle) {}
        }
    }

    @Test func `a process without descriptors lives on, and serves when it has some`() async {
        await #expect(processExitsWith: .success) {
            var router = Router()
            router.onImmediate(.get, "/now") { _ in .text("now") }
            try await withServer(router, .init(connectionLimit: 50, idleTimeoutSeconds: 1)) {
                // A first connection, so that MHD need not wait busily.
                let held = try RawSocket.connected(to: $0.port)
                try await held.write("GET /now HTTP/1.1\r\nHost: a\r\n\r\n")
                _ = try await held.read(until: "now")
                var taken: [Int32] = []
                var limit = rlimit()
                let resource = __rlimit_resource_t(RLIMIT_NOFILE.rawValue)
                getrlimit(resource, &limit)
                limit.rlim_cur = min(limit.rlim_cur, 256)
                setrlimit(resource, &limit)
                let waiting = try RawSocket.connected(to: $0.port)
                while case let descriptor = dup(0), descriptor >= 0 { taken.append(descriptor) }
                guard errno == EMFILE else { exit(2) }
                let late = try? RawSocket.connected(to: $0.port)
                guard late == nil else { exit(3) }
                for descriptor in taken { close(descriptor) }
                try await waiting.write("GET /now HTTP/1.1\r\nHost: a\r\n\r\n")
                _ = try await waiting.read(until: "now")
                let fresh = try RawSocket.connected(to: $0.port)
                try await fresh.write("GET /now HTTP/1.1\r\nHost: a\r\n\r\n")
                _ = try await fresh.read(until: "now")
            }
        }
    }

    @Test func `more connections than files are refused at the start`() {
        var limit = rlimit()
        getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
        let count = Int(clamping: limit.rlim_max)
        let error = #expect(throws: ServerError.self) {
            _ = try HTTPServer(.init(connectionLimit: count), router: router) { _, _ in }
        }
        guard case .tooFewOpenFiles(_, allowed: count) = error else {
            Issue.record("\(String(describing: error))")
            return
        }
    }
}

/// The second number of `statm(5)`.
private func residentBytes() throws -> Int {
    let stream = try #require(fopen("/proc/self/statm", "r"))
    defer { fclose(stream) }
    var line = [CChar](repeating: 0, count: 256)
    try #require(fgets(&line, 256, stream) != nil)
    let text = String(decoding: line.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
    let pages = text.split(separator: " ").dropFirst().first.flatMap { Int($0) }
    return try #require(pages) * 4_096
}

import Testing
import WebClient

@testable import WebServer

@Suite(.timeLimit(.minutes(1)))
struct EventStreamTests {
    private func router(_ broadcaster: EventBroadcaster) -> Router {
        var router = Router()
        router.on(.get, "/events") { request in
            let stream = EventStream()
            stream.send(ServerEvent(name: "state", identifier: "1", data: "{}"))
            broadcaster.add(stream)
            return Response(stream)
        }
        return router
    }

    private func connect(_ server: TestServer) async throws -> RawSocket {
        let socket = try RawSocket.connected(to: server.port)
        try await socket.write("GET /events HTTP/1.1\r\nHost: a\r\n\r\n")
        let start = try await socket.read(until: "data: {}\n\n")
        #expect(start.hasPrefix("HTTP/1.1 200 OK\r\n"))
        #expect(start.contains("Content-Type: text/event-stream\r\n"))
        #expect(start.contains("retry: 1000\n: connected\n\nid: 1\nevent: state\ndata: {}\n\n"))
        return socket
    }

    @Test(arguments: [
        (ServerEvent(data: ""), "data: \n\n"), (ServerEvent(data: "a"), "data: a\n\n"),
        (ServerEvent(data: "a\nb\r\nc"), "data: a\ndata: b\ndata: c\n\n"),
        (ServerEvent(name: "n", identifier: "i", data: "a"), "id: i\nevent: n\ndata: a\n\n"),
    ])
    func `an event is written as browsers read it`(event: ServerEvent, text: String) {
        #expect(String(decoding: event.bytes, as: UTF8.self) == text)
    }

    @Test func `every client is given the state first and then every event`() async throws {
        let broadcaster = EventBroadcaster()
        try await withServer(router(broadcaster)) { server in
            let request = ClientRequest(.get, server.address("/events"))
            let readers = (1...10).map { _ in
                Task {
                    let client = HTTPClient(ClientConfiguration(clientName: "test"))
                    var events: [ReceivedEvent] = []
                    for try await event in client.events(of: request) { events.append(event) }
                    return events
                }
            }
            try await eventually { broadcaster.clientCount == 10 }
            for number in 2...50 {
                broadcaster.publish(ServerEvent(identifier: "\(number)", data: "event\n\(number)"))
            }
            broadcaster.finish()
            for reader in readers {
                let events = try await reader.value
                #expect(events.first == ReceivedEvent(name: "state", identifier: "1", data: "{}"))
                #expect(events.map(\.identifier) == (1...50).map { "\($0)" })
                #expect(events.last?.data == "event\n50")
            }
        }
    }

    @Test func `a client that is gone is found by the heartbeat`() async throws {
        let broadcaster = EventBroadcaster()
        let configuration = ServerConfiguration(
            heartbeatMilliseconds: 10,
            stopGraceMilliseconds: 100
        )
        try await withServer(router(broadcaster), configuration) { server in
            let staying = try await connect(server)
            do {
                let leaving = try await connect(server)
                #expect(broadcaster.clientCount == 2)
                withExtendedLifetime(leaving) {}
            }
            try await eventually { broadcaster.clientCount == 1 }
            _ = try await staying.read(until: ": heartbeat\n\n")
        }
    }

    @Test func `a client that does not read is dropped, and the others lose nothing`() async throws
    {
        let broadcaster = EventBroadcaster()
        try await withServer(router(broadcaster)) { server in
            let stuck = try await connect(server)
            let data = String(repeating: "x", count: 60_000)
            while broadcaster.clientCount == 1 { broadcaster.publish(ServerEvent(data: data)) }
            let reading = try await connect(server)
            broadcaster.publish(ServerEvent(data: "next"))
            _ = try await reading.read(until: "data: next\n\n")
            withExtendedLifetime(stuck) {}
        }
    }

    @Test func `a queue that overflows ends the stream`() {
        let stream = EventStream()
        let event = ServerEvent(data: String(repeating: "x", count: 100_000))
        #expect(stream.send(event) && stream.send(event))
        #expect(!stream.send(event))
        #expect(stream.isEnded)
        #expect(!stream.send(ServerEvent(data: "")))
    }

    @Test func `stop ends streams that wait for an event`() async throws {
        let broadcaster = EventBroadcaster()
        let server = try HTTPServer(.init(), router: router(broadcaster)) { _, _ in }
        var sockets: [RawSocket] = []
        for _ in 1...20 { sockets.append(try await connect(TestServer(server: server))) }
        await server.stop()
        for socket in sockets { #expect(try await socket.readToEnd().hasSuffix("0\r\n\r\n")) }
        #expect(broadcaster.clientCount == 0)
    }

    @Test func `a reader that goes away frees its place`() async throws {
        let broadcaster = EventBroadcaster()
        let configuration = ServerConfiguration(
            heartbeatMilliseconds: 10,
            stopGraceMilliseconds: 100
        )
        try await withServer(router(broadcaster), configuration) { server in
            for try await event in server.client.events(
                of: ClientRequest(.get, server.address("/events"))
            ) {
                #expect(event.name == "state")
                break
            }
            try await eventually { broadcaster.clientCount == 0 }
        }
    }

    @Test func `an answer that is no stream is an error`() async throws {
        try await withServer(Router()) { server in
            let error = try await #require(throws: WebClientError.self) {
                for try await _ in server.client.events(
                    of: ClientRequest(.get, server.address("/events?secret"))
                ) {}
            }
            #expect(
                error
                    == .badResponse(
                        server: "127.0.0.1:\(server.port)",
                        reason: "status 404 instead of events"
                    )
            )
        }
    }
}

import RateLimits
import Synchronization
import Testing
import WebClient
import WebServer

/// A server on a port of its own with a client for it, stopped when `body` ends.
func withServer(
    _ router: Router,
    _ configuration: ServerConfiguration = .init(stopGraceMilliseconds: 100),
    failures: Lines = Lines(),
    now: @escaping @Sendable () -> Int64 = monotonicNanoseconds,
    observe: @escaping @Sendable (ServerObservation) -> Void = { _ in },
    _ body: (TestServer) async throws -> Void
) async throws {
    let server = try HTTPServer(configuration, router: router, now: now, observe: observe) {
        error,
        request in
        failures.add("\(request.path): \(error)")
    }
    let result: Result<Void, any Error>
    do {
        try await body(TestServer(server: server))
        result = .success(())
    } catch {
        result = .failure(error)
    }
    await server.stop()
    try result.get()
}

struct TestServer {
    let server: HTTPServer
    let client = HTTPClient(ClientConfiguration(clientName: "test"))

    var port: UInt16 { server.port }

    func address(_ path: String) -> String { "http://127.0.0.1:\(port)\(path)" }

    func get(_ path: String) async throws -> ClientResponse {
        try await client.send(ClientRequest(.get, address(path)))
    }

    func send(
        _ method: ClientRequest.Method,
        _ path: String,
        _ body: String,
        type: String? = "application/json"
    ) async throws -> ClientResponse {
        try await client.send(
            ClientRequest(
                method,
                address(path),
                headers: type.map { [("Content-Type", $0)] } ?? [],
                body: Array(body.utf8)
            )
        )
    }
}

/// Holds handlers until it is opened.
actor Gate {
    private var waiting: [CheckedContinuation<Void, Never>] = []
    private(set) var isOpen = false
    var waitingCount: Int { waiting.count }

    func pass() async {
        if !isOpen { await withCheckedContinuation { waiting.append($0) } }
    }

    func open() {
        isOpen = true
        for continuation in waiting { continuation.resume() }
        waiting = []
    }
}

/// What was noted from anywhere, in order.
final class Notes<Note: Sendable>: Sendable {
    private let noted = Mutex<[Note]>([])

    var all: [Note] { noted.withLock { $0 } }

    func add(_ note: Note) { noted.withLock { $0.append(note) } }
}

typealias Lines = Notes<String>

extension ClientResponse {
    var text: String { String(decoding: body, as: UTF8.self) }
}

/// Returns once the condition holds; the suite's time limit ends a wait that does not.
func eventually(_ condition: () async throws -> Bool) async throws {
    while try await !condition() { try await Task.sleep(for: .milliseconds(2)) }
}

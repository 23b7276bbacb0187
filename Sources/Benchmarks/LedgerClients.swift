import Cryptography
import Glibc
import MessageSignatures
import RecordChain
import TestSupport

/// The kiosks' side of the wire: one connection each, all served by one thread, requests made before
/// the clock starts, so that as little as can be of the machine goes to it.
struct LedgerClients {
    private var connections: [Connection]

    /// Makes and signs every request.
    init(_ kiosks: [KioskBatches], address: String) throws {
        let authority = String(address.dropFirst("http://".count))
        guard let port = authority.split(separator: ":").last.flatMap({ UInt16($0) }) else {
            throw BenchmarkFailure.notReady(address)
        }
        let now = Int64(time(nil))
        connections = try kiosks.map { kiosk in
            let requests = try kiosk.batches.map { batch in
                try Self.request(batch, key: kiosk.key, authority: authority, at: now)
            }
            return Connection(port: port, requests: requests)
        }
    }

    private static func request(
        _ batch: SignedBatch,
        key: Ed25519.PrivateKey,
        authority: String,
        at now: Int64
    ) throws -> [UInt8] {
        let type = (name: "Content-Type", value: "application/octet-stream")
        let signable = SignableRequest(
            method: "POST",
            host: authority,
            path: "/v1/records",
            fields: [type],
            body: batch.bytes
        )
        let signer = RequestSigner(
            key: key,
            keyIdentifier: KeyIdentifier(key.publicKey).description
        )
        let fields = [type] + (try signer.fields(for: signable, at: now))
        var head = "POST /v1/records HTTP/1.1\r\nHost: \(authority)\r\n"
        for field in fields { head += "\(field.name): \(field.value)\r\n" }
        head += "Content-Length: \(batch.bytes.count)\r\n\r\n"
        return Array(head.utf8) + batch.bytes
    }

    /// Sends everything, each kiosk's next batch when its last was accepted; gives how long each took
    /// to be answered, in nanoseconds.
    mutating func sendAll() throws -> [UInt64] {
        for index in connections.indices { try connections[index].begin() }
        defer { for connection in connections { connection.end() } }
        var open = connections.count
        var times: [UInt64] = []
        while open > 0 {
            var descriptors = connections.map(\.poll)
            guard poll(&descriptors, nfds_t(descriptors.count), 30_000) > 0 else {
                throw BenchmarkFailure.refused(status: "no answer in 30 s")
            }
            for index in connections.indices where descriptors[index].revents != 0 {
                guard let nanoseconds = try connections[index].proceed() else { continue }
                times.append(nanoseconds)
                if connections[index].isDone { open -= 1 }
            }
        }
        return times
    }
}

private struct Connection {
    private let port: UInt16
    private let requests: [[UInt8]]
    private var socket: Int32 = -1
    private var next = 0
    private var sentCount = 0
    private var answer: [UInt8] = []
    private var startedAt: UInt64 = 0

    init(port: UInt16, requests: [[UInt8]]) { (self.port, self.requests) = (port, requests) }

    var isDone: Bool { next == requests.count }

    var poll: pollfd {
        guard !isDone else { return pollfd(fd: -1, events: 0, revents: 0) }
        let isSending = sentCount < requests[next].count
        return pollfd(fd: socket, events: Int16(isSending ? POLLOUT : POLLIN), revents: 0)
    }

    mutating func begin() throws {
        socket = try Loopback.connect(to: port)
        var on: Int32 = 1
        setsockopt(socket, Int32(IPPROTO_TCP), TCP_NODELAY, &on, 4)
        _ = fcntl(socket, F_SETFL, O_NONBLOCK)
        startedAt = monotonicNanoseconds()
    }

    func end() { close(socket) }

    /// Sends or receives what can be; gives the time of a request whose answer is complete.
    mutating func proceed() throws -> UInt64? {
        let request = requests[next]
        if sentCount < request.count {
            let count = request.withUnsafeBytes {
                send(socket, $0.baseAddress! + sentCount, request.count - sentCount, 0)
            }
            guard count > 0 else { throw BenchmarkFailure.systemCall("send", errno: errno) }
            sentCount += count
            return nil
        }
        var buffer = [UInt8](repeating: 0, count: 4_096)
        let count = recv(socket, &buffer, buffer.count, 0)
        guard count > 0 else { throw BenchmarkFailure.systemCall("recv", errno: errno) }
        answer += buffer.prefix(count)
        let text = String(decoding: answer, as: UTF8.self)
        // The answer is one object of JSON, and nothing stands behind it.
        guard text.hasSuffix("}") else { return nil }
        guard text.hasPrefix("HTTP/1.1 200"), text.contains("\"accepted\"") else {
            throw BenchmarkFailure.refused(status: text)
        }
        let now = monotonicNanoseconds()
        defer { startedAt = now }
        (next, sentCount, answer) = (next + 1, 0, [])
        return now - startedAt
    }
}

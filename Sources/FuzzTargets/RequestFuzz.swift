import FoundationEssentials
import Glibc
import Ledger
import LedgerService
import Prepayment
import Synchronization
import TestSupport
import WebServer

/// Bytes on a socket of the ledger's own server. Whatever came, it is answered or cut off, and a request that
/// is good is answered after it.
enum RequestFuzz {
    private static let folder: MemoryFolder = {
        // What the server keeps goes with the process.
        atexit { RequestFuzz.folder.remove() }
        return MemoryFolder()
    }()

    private static let server: HTTPServer = {
        let routes = LedgerRoutes(
            store: openLedger(),
            key: Sample.ledgerKey,
            now: { Sample.noon },
            onFailure: { broken("the store does not fail: \($0.sentence)") }
        )
        do {
            return try HTTPServer(
                ServerConfiguration(
                    connectionLimit: 64,
                    idleTimeoutSeconds: 2,
                    requestTimeoutMilliseconds: 5_000
                ),
                router: routes.router
            ) { error, request in broken("\(request.path) is handled: \(error)") }
        } catch { broken("a server starts: \(error)") }
    }()

    /// libFuzzer calls from a thread of its own, which may wait.
    private static func openLedger() -> any LedgerStore {
        let opened = Mutex<(any LedgerStore)?>(nil)
        let isDone = UnsafeMutablePointer<sem_t>.allocate(capacity: 1)
        defer { isDone.deallocate() }
        sem_init(isDone, 0, 0)
        let place = StoreLocation.sqlite(path: folder.path + "/ledger.sqlite")
        let signal = UInt(bitPattern: isDone)
        Task { @Sendable in
            let ledger = try? await place.open()
            opened.withLock { $0 = ledger }
            if let isDone = UnsafeMutablePointer<sem_t>(bitPattern: signal) { sem_post(isDone) }
        }
        sem_wait(isDone)
        guard let ledger = opened.withLock({ $0 }) else { broken("a ledger opens in memory") }
        return ledger
    }

    static func run(_ input: [UInt8]) {
        // What is no whole request waits for the server's time limit, which is not waited for here.
        _ = exchange(input, isRude: true, waitMilliseconds: 20)
        let good = "GET /v1/cursor?kiosk=7&epoch=1 HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"
        let answer = exchange(Array(good.utf8), isRude: false, waitMilliseconds: 10_000)
        guard answer.starts(with: Array("HTTP/1.1 200".utf8)) else {
            broken("a good request is answered: \(String(decoding: answer, as: UTF8.self))")
        }
    }

    static let seeds: [[UInt8]] = [
        "GET /v1/cursor?kiosk=7&epoch=1 HTTP/1.1\r\nHost: a\r\n\r\n",
        "GET /v1/days/2026-11-22 HTTP/1.1\r\nHost: a\r\n\r\n",
        "POST /v1/records HTTP/1.1\r\nHost: a\r\nContent-Type: application/octet-stream\r\n"
            + "Content-Digest: sha-256=:AAAA:\r\n"
            + "Signature-Input: sig1=(\"@method\" \"@authority\");created=1;keyid=\"a\"\r\n"
            + "Signature: sig1=:AAAA:\r\nContent-Length: 4\r\n\r\nPKB2",
        "POST /v1/enrolments HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
            + "5\r\n{\"a\":\r\n2\r\n1}\r\n0\r\n\r\n",
        "POST /v1/heartbeats HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 1\r\n\r\na",
    ].map { Array($0.utf8) }

    /// Sends, and reads to the end, or for so long.
    private static func exchange(
        _ bytes: [UInt8],
        isRude: Bool,
        waitMilliseconds: Int
    ) -> [UInt8] {
        guard let descriptor = try? Loopback.connect(to: server.port) else {
            broken("the server takes connections")
        }
        defer { close(descriptor) }
        var limit = timeval(
            tv_sec: waitMilliseconds / 1_000,
            tv_usec: waitMilliseconds % 1_000 * 1_000
        )
        setsockopt(
            descriptor,
            SOL_SOCKET,
            SO_RCVTIMEO,
            &limit,
            socklen_t(MemoryLayout<timeval>.size)
        )
        _ = bytes.withUnsafeBytes {
            send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
        }
        // A client that half closes may be taken for gone while its answer is made.
        if isRude { shutdown(descriptor, Int32(SHUT_WR)) }
        var answer: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 4_096)
        while true {
            let count = recv(descriptor, &buffer, buffer.count, 0)
            guard count > 0 else { return answer }
            answer += buffer.prefix(count)
        }
    }
}

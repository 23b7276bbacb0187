import Demonstration
import Foundation
import Glibc
import TestSupport
import Testing

extension RealProgramTests {
    /// What `ledger run` does at SIGTERM: what has begun is finished, then the store is closed.
    @Suite struct LedgerStopTests {
        @Test func `a request that is on its way is answered, an idle connection closed`()
            async throws
        {
            try await Desk.with { desk in
                try await desk.configureLedger(port: 18_472)
                let ledger = try await desk.start("ledger", ["run"], until: "listens on")
                let idle = try Connection(port: 18_472)
                let busy = try Connection(port: 18_472)
                let body = String(repeating: "x", count: 1_000)
                try busy.send(
                    "POST /v1/records HTTP/1.1\r\nHost: a\r\nContent-Length: 1000\r\n"
                        + "Content-Type: application/octet-stream\r\nExpect: 100-continue\r\n\r\n"
                )
                try #require(try busy.receive(until: "\r\n\r\n").contains("100 Continue"))
                kill(ledger, SIGTERM)
                // The ledger has begun to stop once it closes what is idle.
                #expect(try idle.receiveToEnd() == "")
                #expect(throws: (any Error).self) { try Connection(port: 18_472) }
                for byte in body { try busy.send(String(byte)) }
                let answer = try busy.receiveToEnd()
                #expect(answer.hasPrefix("HTTP/1.1 401 "), "\(answer)")
                #expect(answer.contains("Connection: close"))
                #expect(answer.contains("\"answer\":\"badSignature\""))
                #expect(try await desk.finish(ledger) == 0)
                let log = try await desk.log(of: "ledger")
                for event in ["started", "batch_refused", "stopping", "stopped"] {
                    #expect(log.contains("event=\(event)"), "\(log)")
                }
                #expect(log.split(separator: "\n").allSatisfy { $0.hasPrefix("time=") })
                try await desk.expect(0, "ledger", "verify")
            }
        }
    }
}

/// A blocking connection to a program on this machine, which is to answer in ten seconds.
private final class Connection {
    private let descriptor: Int32

    init(port: UInt16) throws {
        descriptor = try Loopback.connect(to: port)
        var limit = timeval(tv_sec: 10, tv_usec: 0)
        let size = socklen_t(MemoryLayout<timeval>.size)
        setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &limit, size)
    }

    deinit { close(descriptor) }

    func send(_ text: String) throws {
        let bytes = Array(text.utf8)
        let count = Glibc.send(descriptor, bytes, bytes.count, Int32(MSG_NOSIGNAL))
        try #require(count == bytes.count)
    }

    func receive(until end: String) throws -> String {
        var text = ""
        while !text.contains(end) {
            let part = try receive()
            try #require(!part.isEmpty, "closed after: \(text)")
            text += part
        }
        return text
    }

    func receiveToEnd() throws -> String {
        var text = ""
        while case let part = try receive(), !part.isEmpty { text += part }
        return text
    }

    private func receive() throws -> String {
        var buffer = [UInt8](repeating: 0, count: 4_096)
        let count = recv(descriptor, &buffer, buffer.count, 0)
        try #require(count >= 0, "nothing came")
        return String(decoding: buffer[..<count], as: UTF8.self)
    }
}

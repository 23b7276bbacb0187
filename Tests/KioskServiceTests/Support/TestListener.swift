import Foundation
import Glibc
import TestSupport

/// A TCP port of this machine that serves one connection after the other with a closure, on a thread
/// of its own.
final class TestListener: Sendable {
    let port: UInt16
    private let listener: Int32

    init() throws {
        (listener, port) = try Loopback.listen()
    }

    /// Ends the accept that waits.
    deinit {
        shutdown(listener, Int32(SHUT_RDWR))
        close(listener)
    }

    /// Begins to serve.
    func serve(_ body: @escaping @Sendable (_ connection: Int32) -> Void) {
        Thread.detachNewThread { [listener] in
            while case let connection = accept(listener, nil, nil), connection >= 0 {
                body(connection)
                close(connection)
            }
        }
    }

    /// A port at which nothing listens.
    static func closedPort() throws -> UInt16 { try Loopback.freePort() }
}

/// A printer at a TCP port that takes every byte and answers one question: for paper, with a byte.
final class SilentPrinter: Sendable {
    /// What `DLE EOT 4` is answered with when the paper is out.
    static let paperIsOut: UInt8 = 0x72
    /// And when there is enough.
    static let hasPaper: UInt8 = 0x12

    let port: UInt16
    private let listener: TestListener

    init(paper answer: UInt8) throws {
        let listener = try TestListener()
        (self.listener, port) = (listener, listener.port)
        listener.serve { connection in
            var bytes: [UInt8] = []
            var buffer = [UInt8](repeating: 0, count: 4096)
            while case let count = read(connection, &buffer, buffer.count), count > 0 {
                bytes += buffer.prefix(count)
                if bytes.suffix(3) == [0x10, 0x04, 0x04] {
                    _ = send(connection, [answer], 1, Int32(MSG_NOSIGNAL))
                }
            }
        }
    }
}

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

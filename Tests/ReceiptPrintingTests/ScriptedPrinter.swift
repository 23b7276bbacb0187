import Foundation
import Glibc
import TestSupport
import Testing
import VirtualPrinters

/// A TCP port that serves one connection with a script, on a thread of its own.
final class ScriptedPrinter: Sendable {
    let port: UInt16
    private let listener: Int32

    init(_ script: @escaping @Sendable (Int32) -> Void) throws {
        let (listener, port) = try Loopback.listen()
        (self.listener, self.port) = (listener, port)
        Thread.detachNewThread {
            let connection = accept(listener, nil, nil)
            guard connection >= 0 else { return }
            script(connection)
            close(connection)
        }
    }

    deinit {
        // Ends an accept that waits still.
        shutdown(listener, Int32(SHUT_RDWR))
        close(listener)
    }

    /// A port at which nothing listens.
    static func closedPort() throws -> UInt16 { try Loopback.freePort() }
}

/// Reads until the other side has ended or `isEnough` says so.
func readAll(_ descriptor: Int32, until isEnough: ([UInt8]) -> Bool = { _ in false }) -> [UInt8] {
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 4096)
    while !isEnough(bytes) {
        let count = read(descriptor, &buffer, buffer.count)
        guard count > 0 else { break }
        bytes += buffer.prefix(count)
    }
    return bytes
}

/// Runs the virtual printer for the time of `body`.
func withVirtualPrinter<Result>(
    directory: String,
    _ body: (VirtualPrinterServer) throws -> Result
) throws -> Result {
    let server = try VirtualPrinterServer(port: 0, directory: directory)
    let ended = DispatchSemaphore(value: 0)
    Thread.detachNewThread {
        do {
            try server.serve { _ in }
        } catch {
            Issue.record(error)
        }
        ended.signal()
    }
    defer {
        server.stop()
        ended.wait()
    }
    return try body(server)
}

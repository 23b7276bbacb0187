internal import Glibc
internal import Synchronization

private let raised = Atomic(false)
private let watched = Atomic<Int32>(noSocket)
private let noSocket: Int32 = -1

private let endConnection: @convention(c) (Int32) -> Void = { _ in
    raised.store(true, ordering: .sequentiallyConsistent)
    let socket = watched.load(ordering: .sequentiallyConsistent)
    if socket != noSocket { shutdown(socket, Int32(SHUT_RDWR)) }
}

/// Turns SIGTERM and SIGINT into the end of a connection, so that a blocking read returns.
///
/// A signal handler may touch almost nothing: here two atomics, and `shutdown(2)`, which is on the
/// list of functions that are safe in one.
enum StopSignal {
    /// Whether a stop was asked for.
    static var isRaised: Bool { raised.load(ordering: .sequentiallyConsistent) }

    /// From now on the signals ask for a stop instead of ending the process.
    static func install(_ signals: [Int32]) {
        // Globals are made at their first use, which must not be inside the handler.
        _ = (isRaised, watched.load(ordering: .sequentiallyConsistent))
        for signal in signals {
            var action = sigaction()
            action.__sigaction_handler.sa_handler = endConnection
            sigaction(signal, &action, nil)
        }
    }

    /// Runs a body during which a stop ends the connection of this socket.
    static func ending<Result>(socket: Int32, _ body: () throws -> Result) rethrows -> Result {
        watched.store(socket, ordering: .sequentiallyConsistent)
        defer { watched.store(noSocket, ordering: .sequentiallyConsistent) }
        // The signal may have come just before the socket could be seen.
        if isRaised { shutdown(socket, Int32(SHUT_RDWR)) }
        return try body()
    }
}

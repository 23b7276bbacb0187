internal import DeviceThreads
public import RateLimits
internal import Synchronization

/// An HTTP/1.1 server.
///
/// Wraps libmicrohttpd.
///
/// It takes requests from the moment it is made until `stop()`. The library's threads never wait:
/// a handler that does is a task, and its connection is set aside meanwhile.
public final class HTTPServer: Sendable {
    /// The port it listens on.
    public let port: UInt16

    private let core: ServerCore
    private let daemon: Mutex<Daemon?>
    private let heartbeat: Task<Void, Never>
    private let sweeper: Task<Void, Never>
    private let stopGraceMilliseconds: Int

    /// Starts to listen.
    ///
    /// `reportFailure` is told of every error that a handler threw and that is no `Problem`: the
    /// peer is answered with 500 and no details. `observe` sees every request and refusal. `now` gives
    /// nanoseconds of a clock that never goes back.
    public init(
        _ configuration: ServerConfiguration,
        router: Router,
        now: @escaping @Sendable () -> Int64 = monotonicNanoseconds,
        observe: @escaping @Sendable (ServerObservation) -> Void = { _ in },
        reportFailure: @escaping @Sendable (any Error, Request) -> Void
    ) throws(ServerError) {
        let core = ServerCore(
            configuration,
            router: router,
            now: now,
            observe: observe,
            reportFailure: reportFailure
        )
        try OpenFileLimit.allow(configuration.socketLimit)
        let socket = try ListeningSocket(configuration)
        daemon = Mutex(try Daemon(socket, configuration: configuration, core: core))
        port = socket.port
        stopGraceMilliseconds = configuration.stopGraceMilliseconds
        self.core = core
        let interval = Duration.milliseconds(configuration.heartbeatMilliseconds)
        heartbeat = Task {
            while (try? await Task.sleep(for: interval)) != nil { core.sendHeartbeats() }
        }
        sweeper = Task {
            while (try? await Task.sleep(for: Self.sweepInterval)) != nil { core.sweep() }
        }
    }

    /// How late a client that is late may be cut off.
    private static let sweepInterval = Duration.milliseconds(250)

    /// How many connections are open.
    public var connectionCount: Int { core.peers.count }

    deinit {
        heartbeat.cancel()
        sweeper.cancel()
        guard let daemon = daemon.withLock({ $0 }) else { return }
        core.halt()
        daemon.stop()
    }

    /// Stops: no new connections or requests, idle connections are closed, streams end. Requests that
    /// have begun, still on their way or at work, have their grace; then all is closed.
    ///
    /// A second call does nothing.
    public func stop() async {
        guard let daemon = daemon.withLock({ $0.take() }) else { return }
        heartbeat.cancel()
        daemon.quiesce()
        await drain()
        sweeper.cancel()
        core.halt()
        await DaemonStopper().stop(daemon)
    }

    /// Returns when no exchange is open, or when the grace is over.
    private func drain() async {
        let (drained, continuation) = AsyncStream.makeStream(of: Void.self)
        let deadline = Task { [stopGraceMilliseconds] in
            try? await Task.sleep(for: .milliseconds(stopGraceMilliseconds))
            continuation.finish()
        }
        core.beginStopping { continuation.finish() }
        for await _ in drained {}
        deadline.cancel()
    }
}

/// MHD_stop_daemon waits for the daemon's threads, which the cooperative pool must not.
private actor DaemonStopper {
    private nonisolated let thread = DeviceThread(name: "http-stop")
    nonisolated var unownedExecutor: UnownedSerialExecutor { thread.asUnownedSerialExecutor() }

    func stop(_ daemon: Daemon) { daemon.stop() }
}

internal import Synchronization

/// What the callbacks of one daemon share.
final class ServerCore: Sendable {
    private struct State {
        var exchanges: [ObjectIdentifier: Exchange] = [:]
        var streams: [EventStream] = []
        var isStopping = false
        var isHalted = false
        var whenDrained: (@Sendable () -> Void)?
    }

    let router: Router
    let bodyLimitBytes: Int
    private let reportFailure: @Sendable (any Error, Request) -> Void
    private let state = Mutex(State())

    init(
        router: Router,
        bodyLimitBytes: Int,
        reportFailure: @escaping @Sendable (any Error, Request) -> Void
    ) {
        self.router = router
        self.bodyLimitBytes = bodyLimitBytes
        self.reportFailure = reportFailure
    }

    var isStopping: Bool { state.withLock { $0.isStopping } }

    /// The answer to a request whose handler threw.
    func response(to error: any Error, _ request: Request) -> Response {
        if let problem = error as? Problem { return problem.response }
        reportFailure(error, request)
        return Problem.failed.response
    }

    func open(target: String, connection: Connection) -> Exchange {
        state.withLock {
            let exchange = Exchange(
                core: self,
                connection: connection,
                target: target,
                isHalted: $0.isHalted
            )
            $0.exchanges[ObjectIdentifier(exchange)] = exchange
            return exchange
        }
    }

    func close(_ exchange: Exchange) {
        let whenDrained = state.withLock { state -> (@Sendable () -> Void)? in
            state.exchanges[ObjectIdentifier(exchange)] = nil
            return state.exchanges.isEmpty ? state.whenDrained : nil
        }
        whenDrained?()
    }

    /// A stream that begins while the server stops ends at once.
    func add(_ stream: EventStream) {
        let isStopping = state.withLock {
            $0.streams.append(stream)
            return $0.isStopping
        }
        if isStopping { stream.finish() }
    }

    /// Writes a comment to every stream, and forgets those that have ended.
    func sendHeartbeats() {
        let streams = state.withLock {
            $0.streams.removeAll(where: \.isEnded)
            return $0.streams
        }
        for stream in streams { stream.sendHeartbeat() }
    }

    /// Refuses new requests, ends the streams, and calls back once no exchange is open.
    func beginStopping(whenDrained: @escaping @Sendable () -> Void) {
        let (streams, isDrained) = state.withLock {
            $0.isStopping = true
            $0.whenDrained = whenDrained
            return ($0.streams, $0.exchanges.isEmpty)
        }
        for stream in streams { stream.finish() }
        if isDrained { whenDrained() }
    }

    /// Answers for every handler that is still at work; afterwards no connection is suspended.
    func halt() {
        let (exchanges, streams) = state.withLock {
            $0.isStopping = true
            $0.isHalted = true
            return (Array($0.exchanges.values), $0.streams)
        }
        for exchange in exchanges { exchange.halt() }
        for stream in streams { stream.finish() }
    }
}

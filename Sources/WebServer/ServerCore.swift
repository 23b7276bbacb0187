internal import Glibc
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
    let configuration: ServerConfiguration
    let peers: PeerTable
    let load: Load
    let observe: @Sendable (ServerObservation) -> Void
    let now: @Sendable () -> Int64
    private let reportFailure: @Sendable (any Error, Request) -> Void
    private let state = Mutex(State())

    init(
        _ configuration: ServerConfiguration,
        router: Router,
        now: @escaping @Sendable () -> Int64,
        observe: @escaping @Sendable (ServerObservation) -> Void,
        reportFailure: @escaping @Sendable (any Error, Request) -> Void
    ) {
        (self.configuration, self.router, self.now) = (configuration, router, now)
        (self.observe, self.reportFailure) = (observe, reportFailure)
        load = Load(configuration)
        peers = PeerTable(
            limit: configuration.connectionLimit,
            limitPerAddress: configuration.connectionsPerAddress,
            patience: Peer.Patience(configuration)
        )
    }

    var isStopping: Bool { state.withLock { $0.isStopping } }

    /// The answer to a request whose handler threw.
    func response(to error: any Error, _ request: Request) -> Response {
        if let problem = error as? Problem { return problem.response }
        reportFailure(error, request)
        return Problem.failed.response
    }

    /// Whether one more connection from there is taken.
    func admits(_ address: UnsafePointer<sockaddr>) -> Bool {
        guard let limit = peers.makeRoom(for: ClientAddress(address)) else { return true }
        let isIPv6 = Int32(address.pointee.sa_family) == AF_INET6
        let length = isIPv6 ? MemoryLayout<sockaddr_in6>.size : MemoryLayout<sockaddr_in>.size
        let host = numericHost(address, length: socklen_t(length)) ?? ""
        observe(.refused(limit, address: host))
        return false
    }

    /// A connection was made.
    func connect(_ connection: Connection) -> Peer {
        let peer = Peer(
            descriptor: connection.descriptor,
            address: connection.clientAddress,
            at: now()
        )
        peers.add(peer)
        return peer
    }

    /// Cuts off clients that are late.
    func sweep() {
        for phase in peers.sweep(at: now()).compactMap(SlowPhase.init) { observe(.cutOff(phase)) }
    }

    func open(target: String, connection: Connection) -> Exchange {
        state.withLock {
            let exchange = Exchange(
                core: self,
                connection: connection,
                target: target,
                isStopping: $0.isStopping,
                isHalted: $0.isHalted
            )
            $0.exchanges[ObjectIdentifier(exchange)] = exchange
            return exchange
        }
    }

    func close(_ exchange: Exchange, isComplete: Bool) {
        exchange.close(isComplete: isComplete)
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

    /// Refuses new requests, ends the streams, closes what is idle, and calls back once no exchange is open.
    func beginStopping(whenDrained: @escaping @Sendable () -> Void) {
        let (streams, isDrained) = state.withLock {
            $0.isStopping = true
            $0.whenDrained = whenDrained
            return ($0.streams, $0.exchanges.isEmpty)
        }
        for stream in streams { stream.finish() }
        peers.cutOffWaiting()
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

extension Peer.Patience {
    fileprivate init(_ configuration: ServerConfiguration) {
        let millisecond: Int64 = 1_000_000
        receiving = Int64(configuration.requestTimeoutMilliseconds) * millisecond
        answering = Int64(configuration.responseTimeoutMilliseconds) * millisecond
        // Nobody tells when the first byte of a request comes: its line has the time of a request
        // beyond that of silence, which MHD keeps.
        waiting = Int64(configuration.idleTimeoutSeconds) * 1_000 * millisecond + receiving
    }
}

/// What a server lets be seen of its work, for figures and logs.
///
/// The observer is called on the server's threads: it must not wait.
public enum ServerObservation: Sendable, Hashable {
    /// A request was answered to its last byte.
    ///
    /// `route` is the pattern of the route, nil where none fitted: never what the client wrote.
    case answered(method: Method?, route: String?, status: Int, nanoseconds: Int64)
    /// The client went away or was cut off before its answer had left.
    case brokenOff(route: String?)
    /// A limit refused a request or a connection.
    case refused(ServerLimit, address: String)
    /// A client took too long and its connection was closed.
    case cutOff(SlowPhase)
}

/// A limit of a server.
public enum ServerLimit: String, Sendable, CaseIterable {
    /// Connections in all, while none of them is idle.
    case connections
    /// Connections of one address.
    case connectionsPerAddress
    /// Requests a second of one address, 429.
    case requestRate
    /// The head of a request, 431.
    case headSize
    /// The body of a request, 413.
    case bodySize
    /// Requests at work and bodies in memory, 503.
    case inFlight
}

/// What a client was too slow at.
public enum SlowPhase: String, Sendable, CaseIterable {
    /// Beginning a request.
    case waiting
    /// Sending a request.
    case receiving
    /// Taking the answer.
    case answering

    init?(_ phase: Peer.Phase) {
        switch phase {
        case .waiting: self = .waiting
        case .receiving: self = .receiving
        case .answering: self = .answering
        case .working, .streaming, .ended: return nil
        }
    }
}

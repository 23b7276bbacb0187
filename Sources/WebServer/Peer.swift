internal import Glibc
internal import Synchronization

/// One open connection: what its client is doing, since when, and the means to cut it off.
///
/// MHD's own time limit is for silence: a client that sends one byte a second never meets it. So each
/// phase in which the server waits for the client has a deadline of its own, from its beginning.
///
/// To cut off is to shut the socket down. MHD's thread finds its end and closes it, after the callback
/// that ends in `close()`: until then the descriptor cannot belong to anybody else.
final class Peer: Sendable {
    enum Phase: Hashable {
        /// No request has begun: a new connection, or one that is kept for the next request.
        case waiting
        /// Head and body are on their way.
        case receiving
        /// The handler is at work: the client waits for the server.
        case working
        /// The answer is on its way.
        case answering
        /// Events go out for as long as the client likes. Its queue is bounded.
        case streaming
        /// It was shut down, or MHD has closed it.
        case ended
    }

    /// How long the server waits for a client, in nanoseconds.
    struct Patience {
        let waiting: Int64
        let receiving: Int64
        let answering: Int64

        func limit(_ phase: Phase) -> Int64? {
            switch phase {
            case .waiting: waiting
            case .receiving: receiving
            case .answering: answering
            case .working, .streaming, .ended: nil
            }
        }
    }

    let address: ClientAddress?
    private let descriptor: Int32
    private let state: Mutex<(phase: Phase, since: Int64)>

    init(descriptor: Int32, address: ClientAddress?, at now: Int64) {
        (self.descriptor, self.address) = (descriptor, address)
        state = Mutex((.waiting, now))
    }

    /// The client does something else now; one that was cut off stays so.
    func enter(_ phase: Phase, at now: Int64) {
        state.withLock { if $0.phase != .ended { $0 = (phase, now) } }
    }

    /// Since when it has been waiting, nil when it is not.
    var waitingSince: Int64? {
        state.withLock { $0.phase == .waiting ? $0.since : nil }
    }

    /// Shuts the connection down where its time is over; gives the phase in which that was.
    func cutOffIfLate(_ patience: Patience, at now: Int64) -> Phase? {
        state.withLock { state in
            guard let limit = patience.limit(state.phase), now - state.since >= limit else {
                return nil
            }
            let phase = state.phase
            end(&state)
            return phase
        }
    }

    /// Shuts the connection down where no request has begun.
    func cutOffIfWaiting() -> Bool {
        state.withLock { state in
            guard state.phase == .waiting else { return false }
            end(&state)
            return true
        }
    }

    /// The descriptor is about to be closed.
    func close() { state.withLock { $0.phase = .ended } }

    private func end(_ state: inout (phase: Phase, since: Int64)) {
        state.phase = .ended
        shutdown(descriptor, Int32(SHUT_RDWR))
    }
}

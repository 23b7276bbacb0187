internal import CSystem
internal import Glibc
internal import Synchronization

/// A network that can be cut: a port of this machine whose connections lead to another port of it.
///
/// Rules:
/// 1. Bytes go through as they come, both ways; an end of one way is passed on as such.
/// 2. Cut, all connections are reset at once, what is on its way is lost, and new ones are refused.
/// 3. The port is its own for as long as it lives: a socket that never listens holds it meanwhile.
public final class NetworkCable: Sendable {
    /// Where it is plugged in.
    public let port: UInt16

    private struct State {
        var destination: UInt16?
        var isCut = false
        var isStopped = false
    }

    private let state = Mutex(State())
    private let place: LoopbackSocket
    /// A byte in it wakes the thread that carries.
    private let wake: (reader: Int32, writer: Int32)

    /// A cable that leads nowhere yet: connections are refused.
    public init() {
        guard let place = LoopbackSocket.bound(to: 0) else {
            preconditionFailure("no free port on the loopback interface: \(errno)")
        }
        self.place = place
        port = place.port
        var ends: [Int32] = [-1, -1]
        precondition(prepaid_pipe_cloexec(&ends) == 0, "pipe failed: \(errno)")
        for end in ends { _ = fcntl(end, F_SETFL, O_NONBLOCK) }
        wake = (ends[0], ends[1])
    }

    deinit {
        close(wake.reader)
        close(wake.writer)
    }

    /// Where connections go from now on.
    public func lead(to port: UInt16) { change { $0.destination = port } }

    /// Resets all connections and refuses new ones.
    public func cut() { change { $0.isCut = true } }

    /// Takes connections again.
    public func restore() { change { $0.isCut = false } }

    /// Whether it is cut.
    public var isCut: Bool { state.withLock(\.isCut) }

    /// Ends `carry`, from another thread.
    public func stop() { change { $0.isStopped = true } }

    private func change(_ body: (inout State) -> Void) {
        state.withLock { body(&$0) }
        // A full pipe wakes the thread as well.
        _ = write(wake.writer, [1], 1)
    }

    /// Carries until it is stopped. Blocks: it belongs on a thread.
    public func carry() {
        var listener: LoopbackSocket?
        var wires: [Wire] = []
        while true {
            let now = state.withLock { $0 }
            guard !now.isStopped else { return }
            let isOpen = !now.isCut && now.destination != nil
            if !isOpen {
                for wire in wires { wire.snap() }
                (listener, wires) = (nil, [])
            } else if listener == nil {
                listener = listeningSocket()
            }
            let hasArrival = wait(for: listener, &wires)
            if hasArrival, let destination = now.destination, let arrived = listener?.accept() {
                if let far = LoopbackSocket.connected(to: destination) {
                    wires.append(Wire(near: arrived, far: far))
                } else {
                    arrived.breakWhenClosed()
                }
            }
            wires.removeAll(where: \.isOver)
        }
    }

    private func listeningSocket() -> LoopbackSocket {
        guard let socket = LoopbackSocket.bound(to: port), socket.listen() else {
            preconditionFailure("the port that is held cannot be listened at: \(errno)")
        }
        return socket
    }

    /// Waits until something can be moved, and moves it; says whether somebody connects.
    private func wait(for listener: LoopbackSocket?, _ wires: inout [Wire]) -> Bool {
        var requests = [pollfd(fd: wake.reader, events: Int16(POLLIN), revents: 0)]
        // poll passes over a negative number.
        requests.append(pollfd(fd: listener?.number ?? -1, events: Int16(POLLIN), revents: 0))
        for wire in wires { requests += wire.requests }
        _ = poll(&requests, nfds_t(requests.count), -1)
        if requests[0].revents != 0 {
            var bytes = [UInt8](repeating: 0, count: 64)
            _ = read(wake.reader, &bytes, bytes.count)
            // A cut comes before anything else is moved.
            if state.withLock({ $0.isCut || $0.isStopped }) { return false }
        }
        for index in wires.indices { wires[index].move() }
        return requests[1].revents != 0
    }
}

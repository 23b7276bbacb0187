internal import Glibc

/// One connection through a cable: a socket on each side, and what is on its way between them.
struct Wire {
    /// One direction. As long as something is on its way nothing more is read, so that a slow
    /// reader holds up its writer, as in any network.
    private struct Way {
        let source: LoopbackSocket
        let sink: LoopbackSocket
        var pending: [UInt8] = []
        var hasEnded = false
        var isPassedOn = false

        mutating func move() throws(BrokenConnection) {
            if pending.isEmpty, !hasEnded, let bytes = try source.read(atMost: 65_536) {
                (pending, hasEnded) = (bytes, bytes.isEmpty)
            }
            if !pending.isEmpty { pending.removeFirst(try sink.write(pending)) }
            if hasEnded, pending.isEmpty, !isPassedOn {
                sink.endWriting()
                isPassedOn = true
            }
        }
    }

    private let near: LoopbackSocket
    private let far: LoopbackSocket
    private var out: Way
    private var back: Way
    /// Whether nothing can come through it any more.
    private(set) var isOver = false

    init(near: LoopbackSocket, far: LoopbackSocket) {
        (self.near, self.far) = (near, far)
        out = Way(source: near, sink: far)
        back = Way(source: far, sink: near)
    }

    /// What `poll` should wait for.
    var requests: [pollfd] {
        [request(near, from: out, to: back), request(far, from: back, to: out)]
    }

    private func request(_ socket: LoopbackSocket, from: Way, to: Way) -> pollfd {
        var events: Int32 = 0
        if from.pending.isEmpty, !from.hasEnded { events |= POLLIN }
        if !to.pending.isEmpty { events |= Int32(POLLOUT) }
        // A socket that nothing is wanted of would still report its end, again and again.
        return pollfd(fd: events == 0 ? -1 : socket.number, events: Int16(events), revents: 0)
    }

    /// Moves what can be moved. A reset on one side becomes one on the other.
    mutating func move() {
        do throws(BrokenConnection) {
            try out.move()
            try back.move()
            isOver = out.isPassedOn && back.isPassedOn
        } catch {
            snap()
            isOver = true
        }
    }

    /// Both sides will see a reset as soon as this is let go.
    func snap() {
        near.breakWhenClosed()
        far.breakWhenClosed()
    }
}

internal import BenchDevices
internal import Glibc

/// What the serving thread waits for: bytes, connections, orders and the passing of time.
struct PrinterSession {
    /// What has happened.
    struct Events {
        var isAwake = false
        var hasArrival = false
        var hasData = false
        var controlLines: [ControlDesk.Order] = []
    }

    /// How often a moving printer is looked at.
    private static let tickMilliseconds: Int32 = 10

    /// Answers that the host has not taken yet.
    var outgoing: [UInt8] = []

    private var control: ControlDesk
    private var lastTime = Self.now()

    init(control: Descriptor?) { self.control = ControlDesk(control) }

    /// Waits until something happens; a printer whose buffer is full does not read.
    mutating func wait(
        for link: PrinterLink,
        wake: Descriptor,
        isReading: Bool,
        isMoving: Bool
    ) -> Events {
        var descriptors = [pollfd(fd: wake.number, events: Int16(POLLIN), revents: 0)]
        var wanted: Int16 = isReading ? Int16(POLLIN) : 0
        if !outgoing.isEmpty { wanted |= Int16(POLLOUT) }
        // A negative descriptor is passed over.
        let line = link.connection ?? link.listener
        descriptors.append(
            pollfd(
                fd: line?.number ?? -1,
                events: link.connection == nil ? Int16(POLLIN) : wanted,
                revents: 0
            )
        )
        descriptors += control.wanted
        poll(&descriptors, nfds_t(descriptors.count), isMoving ? Self.tickMilliseconds : -1)
        var events = Events()
        events.isAwake = descriptors[0].revents != 0
        let hasLine = descriptors[1].revents & ~Int16(POLLOUT) != 0
        events.hasArrival = hasLine && link.connection == nil
        events.hasData = hasLine && link.connection != nil
        events.controlLines = control.take(descriptors[2...])
        return events
    }

    /// The time since the last call.
    mutating func takeElapsedMilliseconds() -> Int {
        let now = Self.now()
        defer { lastTime = now }
        return now - lastTime
    }

    /// Sends what the host takes at once and keeps the rest.
    mutating func send(_ answers: [UInt8], over link: PrinterLink) {
        outgoing += answers
        guard !outgoing.isEmpty else { return }
        // A host that has gone away needs no answer.
        guard let connection = link.connection, let count = connection.write(outgoing) else {
            outgoing = []
            return
        }
        outgoing.removeFirst(count)
    }

    private static func now() -> Int {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return time.tv_sec * 1000 + time.tv_nsec / 1_000_000
    }
}

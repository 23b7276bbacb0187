internal import CSystem
internal import Glibc

/// What the serving thread waits for: bytes, connections, orders and the passing of time.
struct PrinterSession {
    /// An order from the control socket and where its answer goes.
    struct ControlLine {
        let text: String
        let connection: Descriptor
    }

    /// What has happened.
    struct Events {
        var isAwake = false
        var hasArrival = false
        var hasData = false
        var controlLines: [ControlLine] = []
    }

    /// How often a moving printer is looked at.
    private static let tickMilliseconds: Int32 = 10

    /// Answers that the host has not taken yet.
    var outgoing: [UInt8] = []

    private let control: Descriptor?
    private var controllers: [(connection: Descriptor, line: [UInt8])] = []
    private var lastTime = Self.now()

    init(control: Descriptor?) { self.control = control }

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
        descriptors.append(pollfd(fd: control?.number ?? -1, events: Int16(POLLIN), revents: 0))
        for controller in controllers {
            descriptors.append(
                pollfd(fd: controller.connection.number, events: Int16(POLLIN), revents: 0)
            )
        }
        poll(&descriptors, nfds_t(descriptors.count), isMoving ? Self.tickMilliseconds : -1)
        var events = Events()
        events.isAwake = descriptors[0].revents != 0
        let hasLine = descriptors[1].revents & ~Int16(POLLOUT) != 0
        events.hasArrival = hasLine && link.connection == nil
        events.hasData = hasLine && link.connection != nil
        events.controlLines = readControllers(descriptors[3...].map { $0.revents != 0 })
        if descriptors[2].revents != 0 { acceptController() }
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

    /// Answers an order.
    func answer(_ line: ControlLine, with text: String) {
        // Whoever does not wait for the answer does without.
        _ = line.connection.write(Array((text + "\n").utf8))
    }

    private mutating func acceptController() {
        guard let control else { return }
        let number = prepaid_accept_cloexec(control.number)
        guard number >= 0 else { return }
        let connection = Descriptor(number)
        connection.makeNonBlocking()
        controllers.append((connection, []))
    }

    private mutating func readControllers(_ areReady: [Bool]) -> [ControlLine] {
        var lines: [ControlLine] = []
        var ended: [Int] = []
        for (index, isReady) in areReady.enumerated() where isReady {
            let connection = controllers[index].connection
            guard let bytes = connection.read(atMost: 4096) else { continue }
            if bytes.isEmpty { ended.append(index) }
            controllers[index].line += bytes
            while let end = controllers[index].line.firstIndex(of: 0x0A) {
                let text = String(decoding: controllers[index].line[..<end], as: UTF8.self)
                controllers[index].line.removeSubrange(...end)
                lines.append(ControlLine(text: text, connection: connection))
            }
        }
        for index in ended.reversed() { controllers.remove(at: index) }
        return lines
    }

    private static func now() -> Int {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return time.tv_sec * 1000 + time.tv_nsec / 1_000_000
    }
}

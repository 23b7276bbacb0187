public import Glibc

/// The side of a control socket that takes the orders, within the `poll(2)` of a device's thread.
public struct ControlDesk {
    /// A line of text, and where its answer goes.
    public struct Order {
        /// Without its line end.
        public let text: String
        private let connection: Descriptor

        init(text: String, connection: Descriptor) {
            (self.text, self.connection) = (text, connection)
        }

        /// Answers it. Whoever does not wait for the answer does without.
        public func answer(_ text: String) {
            _ = connection.write(Array((text + "\n").utf8))
        }
    }

    private let listener: Descriptor?
    private var controllers: [(connection: Descriptor, line: [UInt8])] = []

    /// Nobody gives orders where there is no listener.
    public init(_ listener: Descriptor?) { self.listener = listener }

    /// What to poll for, in the order in which `take` gets it back.
    public var wanted: [pollfd] {
        // A negative descriptor is passed over.
        ([listener?.number ?? -1] + controllers.map(\.connection.number)).map {
            pollfd(fd: $0, events: Int16(POLLIN), revents: 0)
        }
    }

    /// The orders that have come.
    public mutating func take(_ polled: ArraySlice<pollfd>) -> [Order] {
        let orders = readControllers(polled.dropFirst().map { $0.revents != 0 })
        if let first = polled.first, first.revents != 0 { acceptController() }
        return orders
    }

    private mutating func acceptController() {
        guard let connection = listener?.acceptConnection() else { return }
        controllers.append((connection, []))
    }

    private mutating func readControllers(_ areReady: [Bool]) -> [Order] {
        var orders: [Order] = []
        var ended: [Int] = []
        for (index, isReady) in areReady.enumerated() where isReady {
            let connection = controllers[index].connection
            guard let bytes = connection.read(atMost: 4096) else { continue }
            if bytes.isEmpty { ended.append(index) }
            controllers[index].line += bytes
            while let end = controllers[index].line.firstIndex(of: 0x0A) {
                let text = String(decoding: controllers[index].line[..<end], as: UTF8.self)
                controllers[index].line.removeSubrange(...end)
                orders.append(Order(text: text, connection: connection))
            }
        }
        for index in ended.reversed() { controllers.remove(at: index) }
        return orders
    }
}

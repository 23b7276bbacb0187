internal import CMicroHTTPD
internal import Synchronization

/// One event for a browser's `EventSource`.
public struct ServerEvent: Sendable, Equatable {
    /// The kind of event; nil is `message`.
    public let name: String?
    /// Comes back as `Last-Event-ID` when the browser connects again.
    public let identifier: String?
    /// The content, usually JSON.
    public let data: String

    /// Line breaks are allowed in `data` only.
    public init(name: String? = nil, identifier: String? = nil, data: String) {
        let oneLine = [name, identifier].compactMap(\.self).allSatisfy {
            !$0.contains(where: \.isNewline)
        }
        precondition(oneLine, "a line break in the name or identifier of an event")
        self.name = name
        self.identifier = identifier
        self.data = data
    }

    /// The event as it is sent (HTML standard, 9.2.6).
    var bytes: [UInt8] {
        var text = ""
        if let identifier { text += "id: \(identifier)\n" }
        if let name { text += "event: \(name)\n" }
        for line in data.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline) {
            text += "data: \(line)\n"
        }
        return Array((text + "\n").utf8)
    }
}

/// The events for one client, which may be slow or gone.
///
/// Rules:
/// 1. What waits for the client is bounded. When it does not fit, the client is dropped, not an
///    event: it connects again and is given the whole state.
/// 2. A suspended connection does not notice that its peer is gone. A heartbeat writes a comment,
///    and the failure of that write ends the stream.
/// 3. `retry:` and a comment go first, so that the client sees at once that it is connected.
public final class EventStream: Sendable {
    /// No more waits for a client than this.
    public static let queueLimitBytes = 256 * 1024
    /// The client connects again after this time.
    static let retryMilliseconds = 1_000

    private enum End {
        case finished
        case dropped
        case closed
    }

    private struct State {
        var pending = Array("retry: \(EventStream.retryMilliseconds)\n: connected\n\n".utf8)
        var suspended: Connection?
        var end: End?
    }

    private let state = Mutex(State())

    /// A stream that collects events until it is answered with and read.
    public init() {}

    /// Queues an event; false when the stream has ended, now or before.
    @discardableResult
    public func send(_ event: ServerEvent) -> Bool { send(event.bytes) }

    /// Ends the stream after what waits already.
    public func finish() {
        state.withLock {
            if $0.end == nil { $0.end = .finished }
            resume(&$0)
        }
    }

    /// Whether the client has gone or the stream was finished.
    public var isEnded: Bool { state.withLock { $0.end != nil } }

    /// Queues bytes that were encoded already.
    func send(_ bytes: [UInt8]) -> Bool {
        state.withLock {
            guard $0.end == nil else { return false }
            if $0.pending.count + bytes.count > Self.queueLimitBytes {
                $0.pending = []
                $0.end = .dropped
            } else {
                $0.pending += bytes
            }
            resume(&$0)
            return $0.end == nil
        }
    }

    func sendHeartbeat() { _ = send(Array(": heartbeat\n\n".utf8)) }

    /// The connection is gone; nothing can be sent any more.
    func close() {
        state.withLock {
            $0.end = .closed
            $0.pending = []
            $0.suspended = nil
        }
    }

    /// Copies what waits; suspends the connection when nothing does.
    ///
    /// Both under the lock: a writer that comes between would find nobody to resume.
    func read(into buffer: UnsafeMutableRawBufferPointer, connection: Connection) -> Int {
        state.withLock { state in
            guard state.pending.isEmpty else {
                let count = min(buffer.count, state.pending.count)
                buffer.copyBytes(from: state.pending.prefix(count))
                state.pending.removeFirst(count)
                return count
            }
            switch state.end {
            case .finished: return Connection.endOfStream
            case .dropped, .closed: return Connection.endWithError
            case nil:
                state.suspended = connection
                connection.suspend()
                return 0
            }
        }
    }

    private func resume(_ state: inout State) {
        state.suspended?.resume()
        state.suspended = nil
    }
}

/// The same events for many clients.
public final class EventBroadcaster: Sendable {
    private let streams = Mutex<[EventStream]>([])

    /// A broadcaster without clients.
    public init() {}

    /// Adds a client.
    ///
    /// Send it the whole state first, in the same turn of the actor that publishes.
    public func add(_ stream: EventStream) {
        streams.withLock { $0.append(stream) }
    }

    /// Sends the event to every client and forgets those that are gone.
    public func publish(_ event: ServerEvent) {
        let bytes = event.bytes
        streams.withLock { $0.removeAll { !$0.send(bytes) } }
    }

    /// How many clients listen.
    public var clientCount: Int {
        streams.withLock {
            $0.removeAll(where: \.isEnded)
            return $0.count
        }
    }

    /// Ends every stream.
    public func finish() {
        streams.withLock {
            $0.forEach { $0.finish() }
            $0 = []
        }
    }
}

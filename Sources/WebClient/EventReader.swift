/// One event of a stream of server-sent events.
public struct ReceivedEvent: Sendable, Equatable {
    /// The kind of event, `message` when the server gave none.
    public var name: String
    /// The last identifier that the server gave.
    public var identifier: String?
    /// The content.
    public var data: String

    /// An event as it was received.
    public init(name: String = "message", identifier: String? = nil, data: String = "") {
        self.name = name
        self.identifier = identifier
        self.data = data
    }
}

extension HTTPClient {
    /// The events of a stream, until it ends or nobody reads any more.
    ///
    /// The client is occupied for as long: give a stream a client of its own. A stream that ends
    /// properly ends the sequence; anything else throws `WebClientError`.
    public nonisolated func events(
        of request: ClientRequest
    ) -> AsyncThrowingStream<ReceivedEvent, any Error> {
        AsyncThrowingStream { continuation in
            let task = Task {
                do {
                    var parser = EventParser()
                    try await stream(request) { bytes in
                        for event in parser.take(bytes) { continuation.yield(event) }
                    }
                    continuation.finish()
                } catch {
                    continuation.finish(throwing: error)
                }
            }
            continuation.onTermination = { _ in task.cancel() }
        }
    }
}

/// Cuts bytes into events (HTML standard, 9.2.6).
///
/// Comments are dropped.
struct EventParser {
    private var line: [UInt8] = []
    private var event = ReceivedEvent()
    private var hasData = false
    private var lastWasReturn = false

    /// Takes bytes as they come, cut anywhere, and gives the events that are complete.
    mutating func take(_ bytes: some Sequence<UInt8>) -> [ReceivedEvent] {
        var events: [ReceivedEvent] = []
        for byte in bytes {
            // CR LF ends one line, not two.
            defer { lastWasReturn = byte == UInt8(ascii: "\r") }
            if byte == UInt8(ascii: "\n"), lastWasReturn { continue }
            if byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\r") {
                if let event = endLine() { events.append(event) }
            } else {
                line.append(byte)
            }
        }
        return events
    }

    private mutating func endLine() -> ReceivedEvent? {
        defer { line = [] }
        guard !line.isEmpty else { return endEvent() }
        let text = String(decoding: line, as: UTF8.self)
        let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
        var value = parts.count == 2 ? parts[1] : ""
        if value.hasPrefix(" ") { value.removeFirst() }
        switch parts[0] {
        case "event": event.name = String(value)
        case "id": event.identifier = String(value)
        case "data":
            event.data += hasData ? "\n\(value)" : String(value)
            hasData = true
        default: break
        }
        return nil
    }

    private mutating func endEvent() -> ReceivedEvent? {
        defer {
            event = ReceivedEvent(identifier: event.identifier)
            hasData = false
        }
        return hasData ? event : nil
    }
}

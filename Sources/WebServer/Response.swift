internal import FoundationEssentials

/// What a request is answered with.
public struct Response: Sendable {
    enum Body: Sendable {
        case bytes([UInt8])
        case events(EventStream)
    }

    /// The status code.
    public var status: Int
    /// The header fields; length and date are added.
    public var headers: Headers
    let body: Body

    /// An answer whose body is known.
    public init(status: Int = 200, headers: Headers = [:], body: [UInt8] = []) {
        self.status = status
        self.headers = headers
        self.body = .bytes(body)
    }

    /// An answer that goes on for as long as the stream.
    public init(_ stream: EventStream) {
        status = 200
        headers = ["Content-Type": "text/event-stream", "Cache-Control": "no-store"]
        body = .events(stream)
    }

    /// A value as JSON with sorted keys, not to be stored by anybody on the way.
    public static func json(_ value: some Encodable, status: Int = 200) -> Response {
        json(value, status: status, contentType: "application/json")
    }

    /// Text in UTF-8, `text/plain` if nothing else is said.
    public static func text(
        _ text: String,
        status: Int = 200,
        contentType: String = "text/plain"
    ) -> Response {
        Response(
            status: status,
            headers: ["Content-Type": "\(contentType); charset=utf-8"],
            body: Array(text.utf8)
        )
    }

    static func json(
        _ value: some Encodable,
        status: Int,
        contentType: String
    ) -> Response {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        guard let body = try? encoder.encode(value) else {
            // Only a number that is not finite, or a type that refuses itself, gets here.
            preconditionFailure("JSON has no place for \(type(of: value))")
        }
        return Response(
            status: status,
            headers: ["Content-Type": contentType, "Cache-Control": "no-store"],
            body: [UInt8](body)
        )
    }
}

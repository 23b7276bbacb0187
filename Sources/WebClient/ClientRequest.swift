internal import FoundationEssentials

/// What is asked of a server.
public struct ClientRequest: Sendable {
    /// What is wanted.
    public enum Method: String, Sendable {
        /// Reads.
        case get = "GET"
        /// Does something, or adds something.
        case post = "POST"
        /// Replaces.
        case put = "PUT"
        /// Changes a part.
        case patch = "PATCH"
        /// Removes.
        case delete = "DELETE"
    }

    /// What is wanted.
    public var method: Method
    /// The whole URL, `http` or `https`.
    public var address: String
    /// Header fields to be added.
    public var headers: [(name: String, value: String)]
    /// The body; nil for none.
    public var body: [UInt8]?

    /// A request with a body of any kind.
    public init(
        _ method: Method,
        _ address: String,
        headers: [(name: String, value: String)] = [],
        body: [UInt8]? = nil
    ) {
        self.method = method
        self.address = address
        self.headers = headers
        self.body = body
    }

    /// A request whose body is a value as JSON with sorted keys.
    public static func json(
        _ method: Method,
        _ address: String,
        _ value: some Encodable
    ) throws -> ClientRequest {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return ClientRequest(
            method,
            address,
            headers: [("Content-Type", "application/json")],
            body: [UInt8](try encoder.encode(value))
        )
    }
}

/// What a server answered.
///
/// A status such as 404 is an answer, not an error.
public struct ClientResponse: Sendable {
    /// The status code.
    public let status: Int
    /// The header fields in their order.
    public let headers: [(name: String, value: String)]
    /// The body.
    public let body: [UInt8]

    /// The first value of the field, whatever the case of its name.
    public func header(_ name: String) -> String? {
        headers.first { $0.name.lowercased() == name.lowercased() }?.value
    }

    /// The body, which must be JSON, as a value.
    public func json<Value: Decodable>(_: Value.Type) throws -> Value {
        try JSONDecoder().decode(Value.self, from: Data(body))
    }
}

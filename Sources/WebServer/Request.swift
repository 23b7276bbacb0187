internal import FoundationEssentials

/// What a request wants done with its target.
public enum Method: String, Sendable, CaseIterable {
    /// Reads.
    case get = "GET"
    /// Reads the headers only; a route for GET answers it.
    case head = "HEAD"
    /// Does something, or adds something.
    case post = "POST"
    /// Replaces.
    case put = "PUT"
    /// Changes a part.
    case patch = "PATCH"
    /// Removes.
    case delete = "DELETE"
    /// Asks what is allowed.
    case options = "OPTIONS"
}

/// A request that was received as a whole.
public struct Request: Sendable {
    /// What is wanted.
    public let method: Method
    /// The header fields.
    public let headers: Headers
    /// The body, empty when there is none.
    public let body: [UInt8]
    /// The peer's numeric address, without the port.
    public let remoteAddress: String
    let target: RequestTarget
    var parameters: [String: String] = [:]

    /// The path as it was written, without the query.
    public var path: String { target.path }

    /// The value of the first query item of that name, decoded.
    public func query(_ name: String) -> String? {
        target.query.first { $0.name == name }?.value
    }

    /// What stands in the path where the route's pattern has `{name}`, decoded.
    public func parameter(_ name: String) -> String {
        guard let value = parameters[name] else {
            preconditionFailure("the route of \(path) has no {\(name)}")
        }
        return value
    }

    /// The body as a value.
    ///
    /// The body must be declared as JSON: a page of another origin can send a form to the loopback
    /// address, but not this content type.
    public func json<Value: Decodable>(_: Value.Type) throws(Problem) -> Value {
        let type = headers["Content-Type"]?.lowercased() ?? ""
        guard type == "application/json" || type.hasPrefix("application/json;") else {
            throw Problem(
                status: 415,
                title: "The body is not declared as JSON",
                hint: "Send it with Content-Type: application/json."
            )
        }
        do {
            return try JSONDecoder().decode(Value.self, from: Data(body))
        } catch let error as DecodingError {
            throw Problem(
                status: 400,
                title: "The body is not what was expected",
                detail: error.bodyExplanation,
                hint: "Correct the body."
            )
        } catch {
            throw Problem(status: 400, title: "The body is not JSON", hint: "Correct the body.")
        }
    }
}

extension DecodingError {
    /// Which key, and what is wrong with it.
    fileprivate var bodyExplanation: String {
        switch self {
        case .keyNotFound(let key, let context):
            "\(path(context, key)) is missing."
        case .typeMismatch(_, let context), .valueNotFound(_, let context),
            .dataCorrupted(let context):
            context.codingPath.isEmpty
                ? context.debugDescription : "\(path(context)): \(context.debugDescription)"
        @unknown default: "The body cannot be read."
        }
    }

    private func path(_ context: Context, _ last: (any CodingKey)? = nil) -> String {
        (context.codingPath + (last.map { [$0] } ?? []))
            .map { $0.intValue.map { "[\($0)]" } ?? $0.stringValue }
            .joined(separator: ".")
    }
}

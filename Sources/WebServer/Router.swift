/// Finds the handler for a request by its method and path.
///
/// A pattern such as `/api/sales/{id}` matches segment by segment; `{id}` takes one whole segment
/// and is read with `request.parameter("id")`. The first route that fits wins. A handler that
/// throws a `Problem` refuses the request with it.
public struct Router: Sendable {
    /// A handler may wait: for an actor, a database, a device.
    public typealias Handler = @Sendable (Request) async throws -> Response
    /// A handler that never waits; it runs on the server's own thread, at once.
    public typealias ImmediateHandler = @Sendable (Request) throws -> Response

    private enum Segment {
        case literal(String)
        case parameter(String)
    }

    private struct Route {
        let method: Method
        let pattern: String
        let segments: [Segment]
        let bodyLimitBytes: Int?
        let handler: RouteMatch.Source
    }

    private var routes: [Route] = []

    /// A router without routes: every path is answered with 404.
    public init() {}

    /// Adds a route whose handler may wait; `bodyLimitBytes` is the server's where it is nil.
    public mutating func on(
        _ method: Method,
        _ pattern: String,
        bodyLimitBytes: Int? = nil,
        _ handler: @escaping Handler
    ) {
        add(method, pattern, bodyLimitBytes, .later(handler))
    }

    /// Adds a route whose handler never waits; `bodyLimitBytes` is the server's where it is nil.
    public mutating func onImmediate(
        _ method: Method,
        _ pattern: String,
        bodyLimitBytes: Int? = nil,
        _ handler: @escaping ImmediateHandler
    ) {
        add(method, pattern, bodyLimitBytes, .now(handler))
    }

    private mutating func add(
        _ method: Method,
        _ pattern: String,
        _ bodyLimitBytes: Int?,
        _ handler: RouteMatch.Source
    ) {
        precondition(pattern.hasPrefix("/"), "a pattern begins with a slash: \(pattern)")
        let segments = pattern.dropFirst().split(separator: "/", omittingEmptySubsequences: false)
            .map { segment in
                segment.hasPrefix("{") && segment.hasSuffix("}")
                    ? Segment.parameter(String(segment.dropFirst().dropLast()))
                    : .literal(String(segment))
            }
        routes.append(
            Route(
                method: method,
                pattern: pattern,
                segments: segments,
                bodyLimitBytes: bodyLimitBytes,
                handler: handler
            )
        )
    }

    /// The route of a request, or the refusal.
    func find(_ method: Method, _ target: RequestTarget) -> RouteMatch {
        var allowed: [String] = []
        for route in routes {
            guard let parameters = match(route.segments, target.segments) else { continue }
            guard route.method == method || (method == .head && route.method == .get) else {
                allowed.append(route.method.rawValue)
                continue
            }
            return RouteMatch(
                pattern: route.pattern,
                parameters: parameters,
                bodyLimitBytes: route.bodyLimitBytes,
                source: route.handler
            )
        }
        return RouteMatch(
            pattern: nil,
            parameters: [:],
            bodyLimitBytes: nil,
            source: refusal(allowed: allowed)
        )
    }

    private func match(_ pattern: [Segment], _ path: [String]) -> [String: String]? {
        guard pattern.count == path.count else { return nil }
        var parameters: [String: String] = [:]
        for (segment, text) in zip(pattern, path) {
            switch segment {
            case .literal(let literal): if literal != text { return nil }
            case .parameter(let name): parameters[name] = text
            }
        }
        return parameters
    }

    private func refusal(allowed: [String]) -> RouteMatch.Source {
        guard !allowed.isEmpty else {
            let problem = Problem(
                status: 404,
                title: "Nothing is here",
                hint: "Check the path of the request."
            )
            return .now { _ throws in throw problem }
        }
        let list = Set(allowed).sorted().joined(separator: ", ")
        var response = Problem(
            status: 405,
            title: "The method is not allowed here",
            detail: "Allowed: \(list).",
            hint: "Use an allowed method."
        ).response
        response.headers.append("Allow", list)
        return .now { [response] _ in response }
    }
}

/// Who answers a request.
struct RouteMatch: Sendable {
    enum Source: Sendable {
        case now(Router.ImmediateHandler)
        case later(Router.Handler)
    }

    /// As the route was added, nil for a refusal.
    let pattern: String?
    let parameters: [String: String]
    let bodyLimitBytes: Int?
    let source: Source
}

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
        let segments: [Segment]
        let handler: Answer.Source
    }

    private var routes: [Route] = []

    /// A router without routes: every path is answered with 404.
    public init() {}

    /// Adds a route whose handler may wait.
    public mutating func on(
        _ method: Method,
        _ pattern: String,
        _ handler: @escaping Handler
    ) {
        add(method, pattern, .later(handler))
    }

    /// Adds a route whose handler never waits.
    public mutating func onImmediate(
        _ method: Method,
        _ pattern: String,
        _ handler: @escaping ImmediateHandler
    ) {
        add(method, pattern, .now(handler))
    }

    private mutating func add(_ method: Method, _ pattern: String, _ handler: Answer.Source) {
        precondition(pattern.hasPrefix("/"), "a pattern begins with a slash: \(pattern)")
        let segments = pattern.dropFirst().split(separator: "/", omittingEmptySubsequences: false)
            .map { segment in
                segment.hasPrefix("{") && segment.hasSuffix("}")
                    ? Segment.parameter(String(segment.dropFirst().dropLast()))
                    : .literal(String(segment))
            }
        routes.append(Route(method: method, segments: segments, handler: handler))
    }

    /// The handler for the request, or the refusal.
    func answer(_ request: Request) -> Answer {
        var allowed: [String] = []
        for route in routes {
            guard let parameters = match(route.segments, request.target.segments) else { continue }
            let method = request.method == .head ? .get : request.method
            guard route.method == method || route.method == request.method else {
                allowed.append(route.method.rawValue)
                continue
            }
            var request = request
            request.parameters = parameters
            return Answer(request: request, source: route.handler)
        }
        return Answer(request: request, source: refusal(allowed: allowed))
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

    private func refusal(allowed: [String]) -> Answer.Source {
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

/// A request and who answers it.
struct Answer: Sendable {
    enum Source: Sendable {
        case now(Router.ImmediateHandler)
        case later(Router.Handler)
    }

    let request: Request
    let source: Source
}

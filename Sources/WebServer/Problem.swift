/// A refusal that programs and people can read: "problem details" of RFC 9457.
public struct Problem: Error, Codable, Sendable, Equatable {
    /// A URI that names the kind of problem; `about:blank` when the status says all.
    public let type: String
    /// The kind of problem, the same for every occurrence.
    public let title: String
    /// The status code.
    public let status: Int
    /// What happened this time.
    public let detail: String?
    /// What to do next.
    public let hint: String?
    /// When to come again, at least 1; also the header field Retry-After (RFC 9110, 10.2.3).
    public let retryAfterSeconds: Int64?

    /// A refusal with the status code that goes with it.
    public init(
        type: String = "about:blank",
        status: Int,
        title: String,
        detail: String? = nil,
        hint: String? = nil,
        retryAfterSeconds: Int64? = nil
    ) {
        self.type = type
        self.title = title
        self.status = status
        self.detail = detail
        self.hint = hint
        self.retryAfterSeconds = retryAfterSeconds.map { max(1, $0) }
    }

    /// The refusal as `application/problem+json`.
    public var response: Response {
        var response = Response.json(
            self,
            status: status,
            contentType: "application/problem+json"
        )
        if let retryAfterSeconds {
            response.headers.append("Retry-After", String(retryAfterSeconds))
        }
        return response
    }
}

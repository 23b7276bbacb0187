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

    /// A refusal with the status code that goes with it.
    public init(
        type: String = "about:blank",
        status: Int,
        title: String,
        detail: String? = nil,
        hint: String? = nil
    ) {
        self.type = type
        self.title = title
        self.status = status
        self.detail = detail
        self.hint = hint
    }

    /// The refusal as `application/problem+json`.
    public var response: Response {
        .json(self, status: status, contentType: "application/problem+json")
    }
}

extension Problem {
    static let nonsense = Problem(
        status: 400,
        title: "The request is not valid HTTP",
        hint: "Correct the request's target."
    )

    static let methodUnknown = Problem(
        status: 501,
        title: "The method is not known",
        hint: "Use GET, HEAD, POST, PUT, PATCH, DELETE or OPTIONS."
    )

    static let stopping = Problem(
        status: 503,
        title: "The server is stopping",
        hint: "Try again in a few seconds."
    )

    /// Details of a failure are for the operator, not for the peer.
    static let failed = Problem(
        status: 500,
        title: "The server failed to answer",
        hint: "Try again; if it fails again, tell the operator."
    )

    static func bodyTooLarge(limitBytes: Int) -> Problem {
        Problem(
            status: 413,
            title: "The body is too large",
            detail: "At most \(limitBytes) bytes are taken.",
            hint: "Send less at a time."
        )
    }
}

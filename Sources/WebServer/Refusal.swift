/// Refusals of the server itself, before or instead of a handler.
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

    static let overloaded = Problem(
        status: 503,
        title: "The server has too much to do",
        hint: "Try again after the time that Retry-After names.",
        retryAfterSeconds: 1
    )

    /// A client asks more often than it may.
    public static func tooManyRequests(retryAfterSeconds: Int64) -> Problem {
        Problem(
            status: 429,
            title: "Too many requests",
            hint: "Send fewer, and again after the time that Retry-After names.",
            retryAfterSeconds: retryAfterSeconds
        )
    }

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

    static func headTooLarge(limitBytes: Int) -> Problem {
        Problem(
            status: 431,
            title: "The head of the request is too large",
            detail: "Request line and fields may have \(limitBytes) bytes together.",
            hint: "Send fewer or shorter fields."
        )
    }
}

/// What is known of a request before its body.
struct RequestHead: Sendable {
    /// Nil for a method that nobody knows.
    let method: Method?
    let headers: Headers
    /// Nil where method or target are none.
    let match: RouteMatch?
    let bodyLimitBytes: Int
    /// What the client says that the body has; 0 for a body in chunks.
    let declaredByteCount: Int
    /// The client sends its body only after the server's leave (RFC 9110, 10.1.1).
    let expectsContinue: Bool

    init(
        method: Method?,
        target: RequestTarget?,
        headers: Headers,
        router: Router,
        standardBodyLimitBytes: Int
    ) {
        (self.method, self.headers) = (method, headers)
        if let method, let target { match = router.find(method, target) } else { match = nil }
        bodyLimitBytes = match?.bodyLimitBytes ?? standardBodyLimitBytes
        declaredByteCount = headers["Content-Length"].flatMap { Int($0) } ?? 0
        expectsContinue = headers["Expect"]?.lowercased() == "100-continue"
    }
}

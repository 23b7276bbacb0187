internal import FoundationEssentials

// What a page of this machine needs: one that a program serves on the loopback address for a browser
// beside it.

extension Request {
    /// Refuses a request that was not made to this machine's own name: a page on the network that
    /// points its own name here (DNS rebinding) is no page of ours.
    public func requireLoopbackHost() throws(Problem) {
        let host = headers["Host"].map { host in
            host.hasPrefix("[")
                ? String(host.prefix { $0 != "]" }) + "]" : String(host.prefix { $0 != ":" })
        }
        guard let host, ["127.0.0.1", "localhost", "[::1]"].contains(host) else {
            throw Problem(
                status: 421,
                title: "This service answers to its own machine only",
                hint: "Ask for http://127.0.0.1."
            )
        }
    }
}

extension Response {
    /// A file of a page, with the policy that the page was written for.
    public static func pageFile(
        _ bytes: [UInt8],
        contentType: String,
        contentSecurityPolicy: String
    ) -> Response {
        Response(
            headers: [
                "Content-Type": contentType,
                "Content-Security-Policy": contentSecurityPolicy,
                "X-Content-Type-Options": "nosniff",
                "Referrer-Policy": "no-referrer",
                "Cache-Control": "no-cache",
            ],
            body: bytes
        )
    }
}

extension ServerEvent {
    /// An event whose content is a value as JSON with sorted keys.
    public init(name: String, identifier: String, json value: some Encodable) {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        guard let json = try? encoder.encode(value) else {
            // Only a number that is not finite, or a type that refuses itself, gets here.
            preconditionFailure("JSON has no place for \(type(of: value))")
        }
        self.init(name: name, identifier: identifier, data: String(decoding: json, as: UTF8.self))
    }
}

/// An HTTP request as far as a signature can see it.
///
/// The query is not among the parts: routes that take signed requests read none.
public struct SignableRequest: Sendable {
    /// `POST`.
    public let method: String
    /// Host and port in lower case, the port left out where it is the scheme's own.
    public let authority: String
    /// The path as it is written.
    public let path: String
    /// The header fields in their order.
    public let fields: [(name: String, value: String)]
    /// The body.
    public let body: [UInt8]

    /// A request as a server received it; `host` is the value of its Host field.
    public init(
        method: String,
        host: String,
        path: String,
        fields: [(name: String, value: String)],
        body: [UInt8]
    ) {
        self.method = method
        authority = Self.canonicalAuthority(host)
        self.path = path
        self.fields = fields
        self.body = body
    }

    /// A request that will be sent to an address, `https://ledger.example:8470/v1/records`; nil for
    /// one that is not http or https, or has user, query or fragment.
    public init?(
        method: String,
        address: String,
        fields: [(name: String, value: String)],
        body: [UInt8]
    ) {
        let scheme = ["https://", "http://"].first { address.lowercased().hasPrefix($0) }
        guard let scheme, !address.contains(where: { "?#@".contains($0) }) else { return nil }
        let rest = address.dropFirst(scheme.count)
        let host = rest.prefix { $0 != "/" }
        guard !host.isEmpty else { return nil }
        let path = rest.dropFirst(host.count)
        self.init(
            method: method,
            host: String(host),
            path: path.isEmpty ? "/" : String(path),
            fields: fields,
            body: body
        )
    }

    /// Lower case, without the ports that http and https have anyway (RFC 9421, 2.2.3). A server
    /// behind TLS and one without see the same.
    private static func canonicalAuthority(_ host: String) -> String {
        let host = host.lowercased()
        for port in [":443", ":80"] where host.hasSuffix(port) {
            return String(host.dropLast(port.count))
        }
        return host
    }

    /// The value of a field for a signature: all lines of that name joined, without the spaces
    /// around them (RFC 9421, 2.1); nil where there is none.
    func field(_ name: String) -> String? {
        let values = fields.filter { $0.name.lowercased() == name }.map { $0.value.trimmed }
        return values.isEmpty ? nil : values.joined(separator: ", ")
    }

    /// The value of a field that must stand there once.
    func singleField(_ name: String) throws(MessageSignatureError) -> String {
        let values = fields.filter { $0.name.lowercased() == name.lowercased() }
        guard let first = values.first else { throw .fieldMissing(name) }
        guard values.count == 1 else { throw .fieldMalformed(name) }
        return first.value.trimmed
    }
}

extension String {
    fileprivate var trimmed: String {
        let isSpace = { (character: Character) in character == " " || character == "\t" }
        let start = drop(while: isSpace)
        guard let last = start.lastIndex(where: { !isSpace($0) }) else { return "" }
        return String(start[...last])
    }
}

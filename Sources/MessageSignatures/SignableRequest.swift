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
        let values = fields.filter { $0.name.isFieldName(name) }.map { $0.value.trimmed }
        return values.isEmpty ? nil : values.joined(separator: ", ")
    }

    /// The value of a field that must stand there once.
    func singleField(_ name: String) throws(MessageSignatureError) -> String {
        let values = fields.filter { $0.name.isFieldName(name) }
        guard let first = values.first else { throw .fieldMissing(name) }
        guard values.count == 1 else { throw .fieldMalformed(name) }
        return first.value.trimmed
    }
}

// By bytes, not by characters: every request's fields go through here.
extension String {
    /// Whether two names of fields are one: the case of ASCII letters does not count (RFC 9110, 5.1).
    fileprivate func isFieldName(_ name: String) -> Bool {
        utf8.elementsEqual(name.utf8) { $0.lowercasedASCII == $1.lowercasedASCII }
    }

    fileprivate var trimmed: String {
        let isSpace = { (byte: UInt8) in byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") }
        let start = utf8.drop(while: isSpace)
        guard let last = start.lastIndex(where: { !isSpace($0) }) else { return "" }
        return String(Substring(start[...last]))
    }
}

extension UInt8 {
    fileprivate var lowercasedASCII: UInt8 {
        (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(self) ? self | 0x20 : self
    }
}

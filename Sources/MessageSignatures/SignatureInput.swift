/// What a signature covers and says of itself: the value of one member of `Signature-Input`.
///
///     ("@method" "@path");created=1618884473;keyid="test-key-ed25519"
///
/// Only the canonical form of RFC 8941 is read, one component at least, names without parameters of their own, and the
/// parameters of RFC 9421, 2.3 but `tag`, each at most once. So what was received is, byte for byte,
/// what goes into the signature base.
public struct SignatureInput: Hashable, Sendable {
    /// The covered components in their order, such as `@method` and `content-type`.
    public let components: [String]
    /// What it says of itself, in its order.
    public let parameters: [Parameter]

    /// One parameter.
    public enum Parameter: Hashable, Sendable {
        /// When it was signed, in seconds since 1970.
        case created(Int64)
        /// From when on it must not be taken.
        case expires(Int64)
        /// Never the same twice.
        case nonce(String)
        /// The key's name.
        case keyIdentifier(String)
        /// The algorithm.
        case algorithm(String)

        var name: String {
            switch self {
            case .created: "created"
            case .expires: "expires"
            case .nonce: "nonce"
            case .keyIdentifier: "keyid"
            case .algorithm: "alg"
            }
        }

        var text: String {
            switch self {
            case .created(let seconds), .expires(let seconds): "\(name)=\(seconds)"
            case .nonce(let value), .keyIdentifier(let value), .algorithm(let value):
                "\(name)=\"\(value)\""
            }
        }
    }

    /// Takes both. A component or text that needs escaping, or comes twice, traps.
    public init(components: [String], parameters: [Parameter]) {
        precondition(Self.isSound(components, parameters), "no canonical signature input")
        (self.components, self.parameters) = (components, parameters)
    }

    /// The canonical text.
    public var text: String {
        let list = components.map { "\"\($0)\"" }.joined(separator: " ")
        return (["(\(list))"] + parameters.map(\.text)).joined(separator: ";")
    }

    /// Reads the canonical text; nil for any other. By bytes: what is plain is ASCII, and to find
    /// characters costs more than all the rest.
    public init?(_ text: String) {
        let bytes = text.utf8
        guard bytes.first == UInt8(ascii: "("), let close = bytes.firstIndex(of: UInt8(ascii: ")"))
        else { return nil }
        var components: [String] = []
        for item in bytes[..<close].dropFirst().items(between: " ") {
            guard let name = Self.quoted(item) else { return nil }
            components.append(name)
        }
        let rest = bytes[close...].dropFirst()
        guard rest.isEmpty || rest.first == UInt8(ascii: ";") else { return nil }
        var parameters: [Parameter] = []
        for item in rest.dropFirst().items(between: ";") {
            guard let parameter = Self.parameter(item) else { return nil }
            parameters.append(parameter)
        }
        guard Self.isSound(components, parameters) else { return nil }
        (self.components, self.parameters) = (components, parameters)
        guard self.text == text else { return nil }
    }

    private static func parameter(_ item: Substring.UTF8View) -> Parameter? {
        guard let sign = item.firstIndex(of: UInt8(ascii: "=")) else { return nil }
        let value = item[sign...].dropFirst()
        switch Substring(item[..<sign]) {
        case "created": return Int64(Substring(value)).map { .created($0) }
        case "expires": return Int64(Substring(value)).map { .expires($0) }
        case "nonce": return quoted(value).map { .nonce($0) }
        case "keyid": return quoted(value).map { .keyIdentifier($0) }
        case "alg": return quoted(value).map { .algorithm($0) }
        default: return nil
        }
    }

    private static func quoted(_ item: Substring.UTF8View) -> String? {
        let quote = UInt8(ascii: "\"")
        guard item.count >= 2, item.first == quote, item.last == quote else { return nil }
        return String(Substring(item.dropFirst().dropLast()))
    }

    private static func isSound(_ components: [String], _ parameters: [Parameter]) -> Bool {
        guard Set(components).count == components.count,
            Set(parameters.map(\.name)).count == parameters.count,
            components.allSatisfy({ !$0.isEmpty && $0.isPlain && $0 == $0.lowercased() })
        else { return false }
        return parameters.allSatisfy { parameter in
            switch parameter {
            case .created(let seconds), .expires(let seconds):
                (0...999_999_999_999_999).contains(seconds)
            case .nonce(let value), .keyIdentifier(let value), .algorithm(let value): value.isPlain
            }
        }
    }

    var created: Int64? {
        for case .created(let seconds) in parameters { return seconds }
        return nil
    }

    var expires: Int64? {
        for case .expires(let seconds) in parameters { return seconds }
        return nil
    }

    var nonce: String? {
        for case .nonce(let nonce) in parameters { return nonce }
        return nil
    }

    /// The key's name.
    public var keyIdentifier: String? {
        for case .keyIdentifier(let name) in parameters { return name }
        return nil
    }

    var algorithm: String? {
        for case .algorithm(let name) in parameters { return name }
        return nil
    }
}

extension Substring.UTF8View {
    fileprivate func items(between sign: Unicode.Scalar) -> [Substring.UTF8View] {
        split(separator: UInt8(ascii: sign), omittingEmptySubsequences: false)
    }
}

extension String {
    /// Printable ASCII that stands in quotes as it is, and cuts no list.
    fileprivate var isPlain: Bool {
        utf8.allSatisfy { byte in
            (0x21...0x7E).contains(byte) && !"\"\\();=".utf8.contains(byte)
        }
    }
}

extension SignatureInput {
    /// The text that is signed (RFC 9421, 2.5).
    public func base(of request: SignableRequest) throws(MessageSignatureError) -> [UInt8] {
        var lines: [String] = []
        for component in components {
            let value: String
            switch component {
            case "@method": value = request.method
            case "@authority": value = request.authority
            case "@path": value = request.path
            case _ where component.hasPrefix("@"): throw .componentUnknown(component)
            default:
                guard let field = request.field(component) else { throw .fieldMissing(component) }
                value = field
            }
            lines.append("\"\(component)\": \(value)")
        }
        lines.append("\"@signature-params\": \(text)")
        return Array(lines.joined(separator: "\n").utf8)
    }
}

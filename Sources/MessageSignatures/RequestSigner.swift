public import Cryptography

/// Signs requests (RFC 9421) so that a server knows who sent them, and that nothing was changed on
/// the way or sent a second time.
public struct RequestSigner: Sendable {
    private let key: Ed25519.PrivateKey
    private let keyIdentifier: String

    /// What every signature covers.
    static let components = ["@method", "@authority", "@path", "content-digest", "content-type"]
    /// How long a signature may be on its way, the difference between the clocks included.
    static let lifetimeSeconds: Int64 = 300
    static let algorithm = "ed25519"
    static let label = "sig1"

    /// `keyIdentifier` is the name by which the server finds the public key.
    public init(key: Ed25519.PrivateKey, keyIdentifier: String) {
        (self.key, self.keyIdentifier) = (key, keyIdentifier)
    }

    /// The three fields to add: Content-Digest, Signature-Input and Signature. The request must have
    /// a Content-Type already.
    public func fields(
        for request: SignableRequest,
        at secondsSince1970: Int64
    ) throws(MessageSignatureError) -> [(name: String, value: String)] {
        let digest = (ContentDigest.fieldName, ContentDigest.value(of: request.body))
        let input = SignatureInput(
            components: Self.components,
            parameters: [
                .created(secondsSince1970), .expires(secondsSince1970 + Self.lifetimeSeconds),
                .nonce(SecureRandom.bytes(16).hexadecimal), .keyIdentifier(keyIdentifier),
                .algorithm(Self.algorithm),
            ]
        )
        let covered = SignableRequest(
            method: request.method,
            host: request.authority,
            path: request.path,
            fields: request.fields + [digest],
            body: request.body
        )
        let signature = key.signature(of: try input.base(of: covered))
        return [
            digest,
            ("Signature-Input", "\(Self.label)=\(input.text)"),
            ("Signature", "\(Self.label)=\(ByteSequence.text(signature))"),
        ]
    }
}

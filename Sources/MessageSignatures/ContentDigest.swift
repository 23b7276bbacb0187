internal import Cryptography

/// The header field Content-Digest (RFC 9530), with SHA-256 alone.
public enum ContentDigest {
    static let fieldName = "Content-Digest"

    /// The field's value for a body: `sha-256=:…:`.
    public static func value(of body: [UInt8]) -> String {
        "sha-256=" + ByteSequence.text(SHA256.digest(body))
    }

    /// Refuses a request whose body is not the one that its field speaks of.
    static func check(_ request: SignableRequest) throws(MessageSignatureError) {
        let value = try request.singleField(fieldName)
        let parts = value.split(separator: "=", maxSplits: 1)
        guard parts.count == 2, parts[0] == "sha-256", let digest = ByteSequence.bytes(parts[1]),
            digest.count == SHA256.byteCount
        else { throw .fieldMalformed(fieldName) }
        guard digest == SHA256.digest(request.body) else { throw .bodyDiffers }
    }
}

internal import COpenSSL

/// SHA-256 of what comes in parts. Wraps `EVP_MD_CTX`. One owner, finished once.
public final class StreamingDigest {
    private let context: OpaquePointer

    /// Of nothing yet.
    public init() {
        guard let context = EVP_MD_CTX_new(),
            EVP_DigestInit_ex(context, EVP_sha256(), nil) == 1
        else { preconditionFailure("libcrypto has no SHA-256") }
        self.context = context
    }

    deinit { EVP_MD_CTX_free(context) }

    /// Adds the next part.
    public func update(_ bytes: [UInt8]) {
        let done = EVP_DigestUpdate(context, bytes, bytes.count)
        precondition(done == 1, "EVP_DigestUpdate failed")
    }

    /// The digest of all parts, 32 bytes.
    public func finished() -> [UInt8] {
        [UInt8](unsafeUninitializedCapacity: SHA256.byteCount) { output, count in
            var length: UInt32 = 0
            let done = EVP_DigestFinal_ex(context, output.baseAddress, &length)
            precondition(done == 1, "EVP_DigestFinal_ex failed")
            count = Int(length)
        }
    }
}

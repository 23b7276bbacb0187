internal import COpenSSL

/// One reference to a key of libcrypto, given back with the last owner.
///
/// @unchecked: the key is never changed after it was made, and libcrypto lets any number of threads
/// sign and verify with one key, each in a context of its own.
final class KeyHandle: @unchecked Sendable {
    let pointer: OpaquePointer

    init?(_ pointer: OpaquePointer?) {
        guard let pointer else { return nil }
        self.pointer = pointer
    }

    deinit { EVP_PKEY_free(pointer) }

    /// Signs a message; `digest` is nil where the algorithm has its own. Wraps `EVP_DigestSign`.
    func signature(of message: [UInt8], digest: OpaquePointer?) -> [UInt8] {
        withDigestContext { context in
            let isReady = EVP_DigestSignInit(context, nil, digest, nil, pointer)
            precondition(isReady == 1, "EVP_DigestSignInit failed")
            let capacity = Int(EVP_PKEY_get_size(pointer))
            return [UInt8](unsafeUninitializedCapacity: capacity) { output, count in
                var length = capacity
                let done = EVP_DigestSign(
                    context,
                    output.baseAddress,
                    &length,
                    message,
                    message.count
                )
                precondition(done == 1, "EVP_DigestSign failed")
                count = length
            }
        }
    }

    /// Whether the signature is that of this key over exactly this message. Wraps
    /// `EVP_DigestVerify`.
    func verifies(_ signature: [UInt8], of message: [UInt8], digest: OpaquePointer?) -> Bool {
        withDigestContext { context in
            let isReady = EVP_DigestVerifyInit(context, nil, digest, nil, pointer)
            precondition(isReady == 1, "EVP_DigestVerifyInit failed")
            let result = EVP_DigestVerify(
                context,
                signature,
                signature.count,
                message,
                message.count
            )
            // A refusal leaves its reason in the thread's queue, where nobody would read it.
            if result != 1 { ERR_clear_error() }
            return result == 1
        }
    }

    private func withDigestContext<Result>(_ body: (OpaquePointer) -> Result) -> Result {
        guard let context = EVP_MD_CTX_new() else { preconditionFailure("out of memory") }
        defer { EVP_MD_CTX_free(context) }
        return body(context)
    }
}

internal import COpenSSL

/// Signatures with Ed25519 (RFC 8032, section 5.1): the same key and message give the same signature.
public enum Ed25519 {
    /// Bytes in a private key (the seed of RFC 8032) and in a public key.
    public static let keyByteCount = 32
    /// Bytes in a signature.
    public static let signatureByteCount = 64

    /// What signs. It shows nothing of itself: to keep it, ask for its bytes by name.
    public struct PrivateKey: Sendable {
        /// What others verify with.
        public let publicKey: PublicKey
        private let handle: KeyHandle

        /// A new key from libcrypto's generator.
        public init() {
            guard let key = Self(bytes: SecureRandom.bytes(keyByteCount)) else {
                preconditionFailure("any \(keyByteCount) bytes are a key")
            }
            self = key
        }

        /// Takes 32 bytes that were kept; nil for any other number.
        public init?(bytes: [UInt8]) {
            guard bytes.count == keyByteCount,
                let handle = KeyHandle(
                    EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, nil, bytes, bytes.count)
                ),
                let publicKey = PublicKey(
                    bytes: handle.raw { EVP_PKEY_get_raw_public_key($0, $1, $2) }
                )
            else { return nil }
            (self.handle, self.publicKey) = (handle, publicKey)
        }

        /// The 32 bytes to keep: whoever has them can sign.
        public var secretBytes: [UInt8] {
            handle.raw { EVP_PKEY_get_raw_private_key($0, $1, $2) }
        }

        /// Signs a message: 64 bytes. Wraps `EVP_DigestSign`.
        public func signature(of message: [UInt8]) -> [UInt8] {
            handle.signature(of: message, digest: nil)
        }
    }

    /// What verifies. Its handle in libcrypto is made once and shared by all threads.
    public struct PublicKey: Sendable {
        /// 32 bytes, as RFC 8032 encodes a point.
        public let bytes: [UInt8]
        private let handle: KeyHandle

        /// Takes 32 bytes; nil for any other number. Bytes that are no point verify nothing.
        public init?(bytes: [UInt8]) {
            guard bytes.count == keyByteCount,
                let handle = KeyHandle(
                    EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, nil, bytes, bytes.count)
                )
            else { return nil }
            (self.bytes, self.handle) = (bytes, handle)
        }

        /// Whether the signature is that of this key over exactly this message. Wraps
        /// `EVP_DigestVerify`.
        public func verifies(_ signature: [UInt8], of message: [UInt8]) -> Bool {
            guard signature.count == signatureByteCount else { return false }
            return handle.verifies(signature, of: message, digest: nil)
        }
    }
}

extension Ed25519.PublicKey: Hashable, CustomStringConvertible {
    /// By the bytes.
    public static func == (left: Self, right: Self) -> Bool { left.bytes == right.bytes }
    /// By the bytes.
    public func hash(into hasher: inout Hasher) { hasher.combine(bytes) }
    /// Hexadecimal digits.
    public var description: String { bytes.hexadecimal }
}

extension Ed25519.PrivateKey: CustomReflectable, CustomStringConvertible {
    /// The public half: the other must not reach a log by way of `print` or `dump`.
    public var description: String { "Ed25519.PrivateKey(of \(publicKey))" }

    /// As `description`.
    public var customMirror: Mirror { Mirror(self, children: ["publicKey": publicKey.bytes]) }
}

extension KeyHandle {
    /// The 32 bytes that one of `EVP_PKEY_get_raw_…` gives.
    fileprivate func raw(
        _ get: (OpaquePointer, UnsafeMutablePointer<UInt8>?, UnsafeMutablePointer<Int>) -> Int32
    ) -> [UInt8] {
        [UInt8](unsafeUninitializedCapacity: Ed25519.keyByteCount) { output, count in
            var length = Ed25519.keyByteCount
            precondition(get(pointer, output.baseAddress, &length) == 1, "no raw key")
            count = length
        }
    }
}

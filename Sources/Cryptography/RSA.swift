internal import COpenSSL

/// Signatures with RSA, PKCS #1 v1.5 and SHA-256 (RFC 8017, section 8.2), as payment providers want
/// them: the same key and message give the same signature.
public enum RSA {
    /// A shorter key is refused: who has a strong computer could forge its signatures.
    public static let keyLimitBits = 2_048

    /// What signs. It shows nothing of itself: to keep it, ask for its text by name.
    public struct PrivateKey: Sendable {
        /// What others verify with.
        public let publicKey: PublicKey
        private let handle: KeyHandle

        /// A new key of 2048 bits from libcrypto's generator. Takes a tenth of a second, or several.
        ///
        /// Wraps `EVP_PKEY_generate`.
        public init() {
            guard let context = EVP_PKEY_CTX_new_id(EVP_PKEY_RSA, nil) else {
                preconditionFailure("out of memory")
            }
            defer { EVP_PKEY_CTX_free(context) }
            var key: OpaquePointer?
            let isMade =
                EVP_PKEY_keygen_init(context) == 1
                && EVP_PKEY_CTX_set_rsa_keygen_bits(context, Int32(keyLimitBits)) == 1
                && EVP_PKEY_generate(context, &key) == 1
            guard isMade, let handle = KeyHandle(key), let made = Self(handle) else {
                preconditionFailure("libcrypto made no RSA key")
            }
            self = made
        }

        /// Takes a key in PEM (PKCS #8, not encrypted); nil for anything else, and for a key of fewer
        /// than 2048 bits.
        ///
        /// Wraps `PEM_read_bio_PrivateKey`.
        public init?(pem: String) {
            // Without this libcrypto would ask for the password of an encrypted key at the terminal.
            let noPassword:
                @convention(c) (
                    UnsafeMutablePointer<CChar>?, Int32, Int32, UnsafeMutableRawPointer?
                ) -> Int32 = { _, _, _, _ in -1 }
            let key = readingPEM(pem) { PEM_read_bio_PrivateKey($0, nil, noPassword, nil) }
            guard let handle = KeyHandle(key) else { return nil }
            self.init(handle)
        }

        private init?(_ handle: KeyHandle) {
            guard handle.isStrongRSA,
                let publicKey = PublicKey(
                    pem: writingPEM { PEM_write_bio_PUBKEY($0, handle.pointer) }
                )
            else { return nil }
            (self.handle, self.publicKey) = (handle, publicKey)
        }

        /// The key in PEM (PKCS #8), to keep: whoever has it can sign.
        public var secretPEM: String {
            writingPEM { PEM_write_bio_PrivateKey($0, handle.pointer, nil, nil, 0, nil, nil) }
        }

        /// Signs a message: as many bytes as the key has.
        public func signature(of message: [UInt8]) -> [UInt8] {
            handle.signature(of: message, digest: EVP_sha256())
        }
    }

    /// What verifies.
    public struct PublicKey: Sendable {
        /// The key in PEM, as SubjectPublicKeyInfo (RFC 5280, section 4.1.2.7).
        public let pem: String
        private let handle: KeyHandle

        /// Takes a key in PEM (SubjectPublicKeyInfo); nil for anything else, and for a key of fewer
        /// than 2048 bits.
        ///
        /// Wraps `PEM_read_bio_PUBKEY`.
        public init?(pem: String) {
            let key = readingPEM(pem) { PEM_read_bio_PUBKEY($0, nil, nil, nil) }
            guard let handle = KeyHandle(key), handle.isStrongRSA else { return nil }
            self.handle = handle
            self.pem = writingPEM { PEM_write_bio_PUBKEY($0, handle.pointer) }
        }

        /// Whether the signature is that of this key over exactly this message.
        public func verifies(_ signature: [UInt8], of message: [UInt8]) -> Bool {
            handle.verifies(signature, of: message, digest: EVP_sha256())
        }
    }
}

extension RSA.PublicKey: Hashable, CustomStringConvertible {
    /// By the key.
    public static func == (left: Self, right: Self) -> Bool { left.pem == right.pem }
    /// By the key.
    public func hash(into hasher: inout Hasher) { hasher.combine(pem) }
    /// The key in PEM.
    public var description: String { pem }
}

extension RSA.PrivateKey: CustomReflectable, CustomStringConvertible {
    /// Nothing of the key: it must not reach a log by way of `print` or `dump`.
    public var description: String { "RSA.PrivateKey" }

    /// As `description`.
    public var customMirror: Mirror { Mirror(self, children: ["publicKey": publicKey.pem]) }
}

extension KeyHandle {
    fileprivate var isStrongRSA: Bool {
        EVP_PKEY_get_base_id(pointer) == EVP_PKEY_RSA
            && EVP_PKEY_get_bits(pointer) >= RSA.keyLimitBits
    }
}

/// Lends the text to one of `PEM_read_bio_…`.
private func readingPEM(_ text: String, _ read: (OpaquePointer) -> OpaquePointer?) -> OpaquePointer?
{
    let bytes = Array(text.utf8)
    return bytes.withUnsafeBytes { bytes in
        guard let source = BIO_new_mem_buf(bytes.baseAddress, Int32(bytes.count)) else {
            preconditionFailure("out of memory")
        }
        defer { BIO_free(source) }
        let key = read(source)
        // A refusal leaves its reason in the thread's queue, where nobody would read it.
        if key == nil { ERR_clear_error() }
        return key
    }
}

/// What one of `PEM_write_bio_…` writes.
private func writingPEM(_ write: (OpaquePointer) -> Int32) -> String {
    guard let sink = BIO_new(BIO_s_mem()) else { preconditionFailure("out of memory") }
    defer { BIO_free(sink) }
    precondition(write(sink) == 1, "libcrypto wrote no PEM")
    let count = BIO_ctrl_pending(sink)
    let bytes = [UInt8](unsafeUninitializedCapacity: count) { output, filled in
        filled = Int(BIO_read(sink, output.baseAddress, Int32(count)))
    }
    return String(decoding: bytes, as: UTF8.self)
}

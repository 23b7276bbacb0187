internal import COpenSSL

/// A block cipher under one key: the primitive that card protocols are built from.
///
/// Every message is a whole number of blocks; padding belongs to the protocols. The arithmetic is
/// libcrypto's (`EVP_CipherInit_ex2`, `EVP_CipherUpdate`). A key of the wrong length or a message
/// that is not whole blocks is a programming error and traps.
public struct BlockCipher: Sendable {
    /// The ciphers that cards speak.
    public enum Algorithm: Sendable, Equatable {
        /// AES with a 16-byte key.
        case aes128
        /// DES with a key of 8 bytes, two-key triple DES with 16, three-key triple DES with 24.
        case tripleDES
    }

    /// The cipher in use.
    public let algorithm: Algorithm
    private let key: [UInt8]

    /// Takes a key of 16 bytes for AES, of 8, 16 or 24 bytes for the DES family.
    public init(_ algorithm: Algorithm, key: [UInt8]) {
        self.algorithm = algorithm
        switch (algorithm, key.count) {
        case (.aes128, 16), (.tripleDES, 24):
            self.key = key
        case (.tripleDES, 8):
            // libcrypto 3 keeps single DES in its legacy provider; three equal keys are the same.
            self.key = key + key + key
        case (.tripleDES, 16):
            self.key = key + key.prefix(8)
        default:
            preconditionFailure("a key of \(key.count) bytes does not fit \(algorithm)")
        }
    }

    /// Bytes in one block: 16 for AES, 8 for the DES family.
    public var blockSize: Int { algorithm == .aes128 ? 16 : 8 }

    /// A block of zeros, the initial vector of most protocols.
    public var zeroBlock: [UInt8] { [UInt8](repeating: 0, count: blockSize) }

    /// Enciphers whole blocks in CBC mode.
    public func encrypt(_ message: [UInt8], iv: [UInt8]) -> [UInt8] {
        run(message, iv: iv, encrypting: true)
    }

    /// Deciphers whole blocks in CBC mode.
    public func decrypt(_ message: [UInt8], iv: [UInt8]) -> [UInt8] {
        run(message, iv: iv, encrypting: false)
    }

    /// Enciphers one block by itself (ECB).
    public func encryptBlock(_ block: [UInt8]) -> [UInt8] {
        precondition(block.count == blockSize, "one block, not \(block.count) bytes")
        return encrypt(block, iv: zeroBlock)
    }

    private func run(_ message: [UInt8], iv: [UInt8], encrypting: Bool) -> [UInt8] {
        precondition(iv.count == blockSize, "an initial vector of \(iv.count) bytes")
        precondition(message.count.isMultiple(of: blockSize), "\(message.count) bytes, not blocks")
        if message.isEmpty { return [] }
        guard let context = EVP_CIPHER_CTX_new() else { preconditionFailure("out of memory") }
        defer { EVP_CIPHER_CTX_free(context) }
        let cipher = algorithm == .aes128 ? aes128CBC : tripleDESCBC
        let started = EVP_CipherInit_ex2(context, cipher, key, iv, encrypting ? 1 : 0, nil)
        precondition(started == 1, "EVP_CipherInit_ex2 refused a key that was checked")
        EVP_CIPHER_CTX_set_padding(context, 0)
        return [UInt8](unsafeUninitializedCapacity: message.count + blockSize) { output, count in
            var written: Int32 = 0
            let done = EVP_CipherUpdate(
                context,
                output.baseAddress,
                &written,
                message,
                Int32(message.count)
            )
            precondition(done == 1 && written == message.count, "EVP_CipherUpdate failed")
            count = Int(written)
        }
    }
}

// Fetched once: `EVP_aes_128_cbc()` would be looked up among the providers with every message.
// nonisolated(unsafe): never changed, and libcrypto counts its references atomically.
private nonisolated(unsafe) let aes128CBC = fetchCipher("AES-128-CBC")
private nonisolated(unsafe) let tripleDESCBC = fetchCipher("DES-EDE3-CBC")

/// Wraps `EVP_CIPHER_fetch`.
private func fetchCipher(_ name: String) -> OpaquePointer {
    guard let cipher = EVP_CIPHER_fetch(nil, name, nil) else {
        preconditionFailure("libcrypto's default provider has no \(name)")
    }
    return cipher
}

extension BlockCipher: CustomReflectable, CustomStringConvertible {
    /// The algorithm alone: a key must not reach a log by way of `print` or `dump`.
    public var description: String { "BlockCipher(\(algorithm))" }

    /// As `description`.
    public var customMirror: Mirror { Mirror(self, children: ["algorithm": algorithm]) }
}

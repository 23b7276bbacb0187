public import Cryptography

/// The short name of a public key: the first 16 bytes of its SHA-256.
public struct KeyIdentifier: Hashable, Sendable, CustomStringConvertible {
    /// Bytes in it.
    public static let byteCount = 16
    /// The bytes.
    public let bytes: [UInt8]

    /// The name of a key.
    public init(_ key: Ed25519.PublicKey) {
        bytes = Array(SHA256.digest(key.bytes).prefix(Self.byteCount))
    }

    /// Takes bytes that were kept; nil unless there are 16.
    public init?(bytes: [UInt8]) {
        guard bytes.count == Self.byteCount else { return nil }
        self.bytes = bytes
    }

    /// Reads 32 hexadecimal digits.
    public init?(_ text: String) {
        guard let bytes = [UInt8](hexadecimal: text) else { return nil }
        self.init(bytes: bytes)
    }

    /// 32 hexadecimal digits.
    public var description: String { bytes.hexadecimal }
}

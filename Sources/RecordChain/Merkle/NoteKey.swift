public import Cryptography

/// A key that notes are verified with, as it is told to others: `name+identifier+base64(1 ‖ key)`
/// (c2sp.org/signed-note, verifier keys).
public struct NoteKey: Hashable, Sendable, CustomStringConvertible {
    /// A key's name: not empty, without spaces and plus signs.
    public struct Name: Hashable, Sendable {
        /// As it is written.
        public let text: String

        /// Takes a name; nil for what is none.
        public init?(_ text: String) {
            let isName = text.unicodeScalars.allSatisfy { scalar in
                scalar != "+" && !scalar.properties.isWhitespace && scalar.value >= 0x20
                    && scalar.value != 0x7F
            }
            guard !text.isEmpty, isName else { return nil }
            self.text = text
        }
    }

    /// Bytes of an identifier.
    public static let identifierByteCount = 4
    /// The kind of signature: Ed25519 over the text.
    private static let ed25519: UInt8 = 0x01

    /// Its name.
    public let name: Name
    /// What verifies.
    public let key: Ed25519.PublicKey

    /// Takes both.
    public init(_ name: Name, _ key: Ed25519.PublicKey) { (self.name, self.key) = (name, key) }

    /// The first 4 bytes of SHA-256(name ‖ line feed ‖ 1 ‖ key).
    public var identifier: [UInt8] {
        let named = Array(name.text.utf8) + [0x0A, Self.ed25519] + key.bytes
        return Array(SHA256.digest(named).prefix(Self.identifierByteCount))
    }

    /// As it is told to others.
    public var description: String {
        "\(name.text)+\(identifier.hexadecimal.lowercased())+\(([Self.ed25519] + key.bytes).base64)"
    }

    /// Reads what others told; nil for what is no Ed25519 key of that identifier.
    public init?(_ text: String) {
        let parts = text.split(separator: "+", maxSplits: 2, omittingEmptySubsequences: false)
        guard parts.count == 3, let name = Name(String(parts[0])),
            let bytes = [UInt8](base64: String(parts[2])), bytes.first == Self.ed25519,
            let key = Ed25519.PublicKey(bytes: Array(bytes.dropFirst()))
        else { return nil }
        self.init(name, key)
        guard description == text else { return nil }
    }
}

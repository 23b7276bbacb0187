internal import Configuration
internal import Cryptography
internal import Glibc

/// The file of the key that signs receipts: 64 hexadecimal digits, mode 0600.
///
/// Kiosks know the public half from their enrolment. Lost, the ledger must be given a new one and
/// every kiosk be enrolled again; stolen, receipts prove nothing any more.
enum LedgerSigningKey {
    /// Reads the file, or makes a key where there is none; says whether it did.
    static func open(_ path: String) throws -> (key: Ed25519.PrivateKey, isNew: Bool) {
        guard access(path, F_OK) == 0 else {
            let key = Ed25519.PrivateKey()
            try PrivateFile.write(Array((key.secretBytes.hexadecimal + "\n").utf8), to: path)
            return (key, true)
        }
        let text = String(decoding: try SecretFile.read(path), as: UTF8.self)
        let digits = text.prefix { !$0.isWhitespace }
        guard let key = [UInt8](hexadecimal: digits).flatMap({ Ed25519.PrivateKey(bytes: $0) })
        else { throw SigningKeyError(path: path) }
        return (key, false)
    }
}

/// The file of the ledger's key holds something else.
public struct SigningKeyError: Error, Hashable, Sendable {
    /// The file.
    public let path: String

    /// What happened.
    public var sentence: String { "\(path) holds no signing key." }
    /// What to do next.
    public var hint: String {
        "Restore the file from its copy; with a new key every kiosk must be enrolled again."
    }
}

internal import Cryptography

/// What a kiosk signs: canonical bytes that name the key, behind a word that says what they are, so that
/// no signature made for another purpose fits.
protocol SignedStatement {
    /// The word.
    static var signingContext: String { get }

    /// The key that signs it.
    var key: KeyIdentifier { get }
    /// The canonical bytes.
    var bytes: [UInt8] { get }
}

extension SignedStatement {
    /// Signs it. A key that it does not name traps.
    func signature(by key: Ed25519.PrivateKey) -> [UInt8] {
        precondition(self.key == KeyIdentifier(key.publicKey), "\(Self.self) names another key")
        return key.signature(of: signedBytes)
    }

    /// Whether this key signed it.
    func isSigned(_ signature: [UInt8], by key: Ed25519.PublicKey) -> Bool {
        key.verifies(signature, of: signedBytes)
    }

    private var signedBytes: [UInt8] { Array(Self.signingContext.utf8) + bytes }
}

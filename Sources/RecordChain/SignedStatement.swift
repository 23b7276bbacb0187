internal import Cryptography
internal import Prepayment

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

    /// As it is kept and sent: length of the statement (2) · statement · signature (64).
    func bytes(with signature: [UInt8]) -> [UInt8] {
        var writer = ByteWriter()
        writer.writeCounted(bytes)
        writer.write(signature)
        return writer.bytes
    }

    private var signedBytes: [UInt8] { Array(Self.signingContext.utf8) + bytes }
}

extension ByteReader {
    /// A statement's bytes and its signature.
    mutating func signed(
        _ statement: String
    ) throws(LayoutError) -> (bytes: [UInt8], signature: [UInt8]) {
        let bytes = try countedBytes(statement)
        return (bytes, try self.bytes(Ed25519.signatureByteCount, "signature"))
    }

    /// The version that leads a statement, which must be this one.
    mutating func expectVersion(_ expected: UInt8) throws(LayoutError) {
        let version: UInt8 = try read("version")
        guard version == expected else {
            throw .unknownValue(field: "version", value: UInt64(version))
        }
    }
}

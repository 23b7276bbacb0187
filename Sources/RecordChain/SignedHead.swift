public import Cryptography
internal import Prepayment

/// A batch head and its kiosk's signature: evidence that anybody with the public key can check, also
/// when the records themselves are gone.
///
///     length of the head (2) · head · signature (64)
///
/// Signed are "kioskh1" and the head, so that no signature made for another purpose fits.
public struct SignedHead: Hashable, Sendable {
    /// What is said.
    public let head: BatchHead
    /// The Ed25519 signature, 64 bytes.
    public let signature: [UInt8]

    /// Signs a head, which must name the key.
    public init(_ head: BatchHead, signedBy key: Ed25519.PrivateKey) {
        self.head = head
        signature = head.signature(by: key)
    }

    /// Whether this key signed it.
    public func isSigned(by key: Ed25519.PublicKey) -> Bool {
        head.isSigned(signature, by: key)
    }

    /// The canonical bytes.
    public var bytes: [UInt8] { head.bytes(with: signature) }

    /// Reads canonical bytes. Whether the signature is good is another question: `isSigned(by:)`.
    public init(bytes: [UInt8]) throws(BatchError) {
        self = try BatchError.reading {
            var reader = ByteReader(bytes)
            let head = try SignedHead(from: &reader)
            try reader.finish()
            return head
        }
    }

    init(from reader: inout ByteReader) throws {
        let signed = try reader.signed("head")
        head = try BatchHead(bytes: signed.bytes)
        signature = signed.signature
    }
}

extension BatchHead: SignedStatement {
    static let signingContext = "kioskh1"
}

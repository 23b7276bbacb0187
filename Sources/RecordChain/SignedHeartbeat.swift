public import Cryptography
internal import Prepayment

/// A heartbeat and its kiosk's signature:
///
///     length of the heartbeat (2) · heartbeat · signature (64)
///
/// Signed are "kioskb1" and the heartbeat, so that no signature made for another purpose fits.
public struct SignedHeartbeat: Hashable, Sendable {
    /// What is said.
    public let heartbeat: Heartbeat
    /// The Ed25519 signature, 64 bytes.
    public let signature: [UInt8]

    /// Signs a heartbeat, which must name the key.
    public init(_ heartbeat: Heartbeat, signedBy key: Ed25519.PrivateKey) {
        self.heartbeat = heartbeat
        signature = heartbeat.signature(by: key)
    }

    /// Whether this key signed it.
    public func isSigned(by key: Ed25519.PublicKey) -> Bool {
        heartbeat.isSigned(signature, by: key)
    }

    /// The canonical bytes.
    public var bytes: [UInt8] { heartbeat.bytes(with: signature) }

    /// Reads canonical bytes. Whether the signature is good is another question: `isSigned(by:)`.
    public init(bytes: [UInt8]) throws(HeartbeatError) {
        let said: [UInt8]
        do throws(LayoutError) {
            var reader = ByteReader(bytes)
            (said, signature) = try reader.signed("heartbeat")
            try reader.finish()
        } catch {
            throw .malformed(error)
        }
        heartbeat = try Heartbeat(bytes: said)
    }
}

extension Heartbeat: SignedStatement {
    static let signingContext = "kioskb1"
}

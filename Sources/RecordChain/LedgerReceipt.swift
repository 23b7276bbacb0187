public import Cryptography
public import Prepayment

/// The ledger's word that it holds a kiosk's chain up to a record:
///
///     version (1) = 1 · kiosk (4) · epoch (2) · sequence (4) · hash (32) · received at (8)
///     · signing key (16) · signature (64)
///
/// Signed are "kioskr1" and what stands before the signature. A kiosk that keeps it can prove that
/// the office had the records, whatever became of the office's copy.
public struct LedgerReceipt: Hashable, Sendable {
    /// The version written.
    public static let version: UInt8 = 1

    /// Whose chain.
    public let kiosk: KioskIdentifier
    /// Of which journal.
    public let epoch: UInt16
    /// The end of what the ledger holds.
    public let head: ChainHead
    /// When the ledger said so.
    public let receivedAt: WallTime
    /// The ledger's key.
    public let key: KeyIdentifier
    /// Its Ed25519 signature, 64 bytes.
    public let signature: [UInt8]

    /// Signs a receipt.
    public init(
        kiosk: KioskIdentifier,
        epoch: UInt16,
        head: ChainHead,
        receivedAt: WallTime,
        signedBy key: Ed25519.PrivateKey
    ) {
        (self.kiosk, self.epoch, self.head, self.receivedAt) = (kiosk, epoch, head, receivedAt)
        self.key = KeyIdentifier(key.publicKey)
        let fields = Self.fields(kiosk, epoch, head, receivedAt, self.key)
        signature = key.signature(of: Self.context + fields)
    }

    /// Whether this key signed it.
    public func isSigned(by key: Ed25519.PublicKey) -> Bool {
        let fields = Self.fields(kiosk, epoch, head, receivedAt, self.key)
        return key.verifies(signature, of: Self.context + fields)
    }

    /// The canonical bytes.
    public var bytes: [UInt8] {
        Self.fields(kiosk, epoch, head, receivedAt, key) + signature
    }

    /// Reads canonical bytes; nil for others. Whether the signature is good is another question.
    public init?(bytes: [UInt8]) {
        var reader = ByteReader(bytes)
        do throws(LayoutError) {
            guard try reader.read("version", as: UInt8.self) == Self.version else { return nil }
            kiosk = KioskIdentifier(try reader.read("kiosk"))
            epoch = try reader.read("epoch")
            head = ChainHead(
                sequence: try reader.read("sequence"),
                hash: try reader.bytes(SHA256.byteCount, "hash")
            )
            receivedAt = WallTime(secondsSince1970: try reader.read("received at"))
            guard
                let key = KeyIdentifier(
                    bytes: try reader.bytes(KeyIdentifier.byteCount, "signing key")
                )
            else { return nil }
            self.key = key
            signature = try reader.bytes(Ed25519.signatureByteCount, "signature")
            try reader.finish()
        } catch {
            return nil
        }
    }

    private static let context = Array("kioskr1".utf8)

    private static func fields(
        _ kiosk: KioskIdentifier,
        _ epoch: UInt16,
        _ head: ChainHead,
        _ receivedAt: WallTime,
        _ key: KeyIdentifier
    ) -> [UInt8] {
        var writer = ByteWriter()
        writer.write(version)
        writer.write(kiosk.number)
        writer.write(epoch)
        writer.write(head.sequence)
        writer.write(head.hash)
        writer.write(receivedAt.secondsSince1970)
        writer.write(key.bytes)
        return writer.bytes
    }
}

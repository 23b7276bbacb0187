public import Prepayment

/// What a kiosk asks of the ledger before it settles or refunds a sale that others may be at work on:
///
///     version (1) = 1 · kiosk (4) · epoch (2) · sequence (4) · nonce (16) · purpose (1)
///     · 1: card (2 + n) · number of sales (1) · sales (10 each)
///     · 2: sale (10)
///
/// The position is the end of the asking kiosk's journal. What the ledger gives is good for the records
/// that follow it directly: whatever else stands there says that it was not used.
public struct ClaimQuestion: Hashable, Sendable {
    /// The version written.
    public static let version: UInt8 = 1
    /// Bytes that tell one question from all others.
    public static let nonceByteCount = 16
    /// The most sales that are named in one question, or answered.
    public static let saleLimit = 32

    /// What for.
    public enum Purpose: Hashable, Sendable {
        /// To settle the sales of a card that other kiosks sold; with those that the asking kiosk's own
        /// journal holds open, which need not be given.
        case settle(CardIdentifier, open: [SaleIdentifier])
        /// To give back the money of a sale of its own.
        case refund(SaleIdentifier)
    }

    /// Who asks.
    public let kiosk: KioskIdentifier
    /// Of which journal.
    public let epoch: UInt16
    /// The last record in it.
    public let sequence: UInt32
    /// Random, 16 bytes.
    public let nonce: [UInt8]
    /// What for.
    public let purpose: Purpose

    /// Takes the parts. A nonce of another length traps; of too many sales the first are named.
    public init(
        kiosk: KioskIdentifier,
        epoch: UInt16,
        sequence: UInt32,
        nonce: [UInt8],
        purpose: Purpose
    ) {
        precondition(nonce.count == Self.nonceByteCount, "a nonce has 16 bytes")
        (self.kiosk, self.epoch, self.sequence) = (kiosk, epoch, sequence)
        self.nonce = nonce
        self.purpose =
            switch purpose {
            case .settle(let card, let open):
                .settle(card, open: Array(open.prefix(Self.saleLimit)))
            case .refund: purpose
            }
    }
}

extension ClaimQuestion {
    /// The canonical bytes.
    public var bytes: [UInt8] {
        var writer = ByteWriter()
        writer.write(Self.version)
        writer.write(kiosk.number)
        writer.write(epoch)
        writer.write(sequence)
        writer.write(nonce)
        switch purpose {
        case .settle(let card, let open):
            writer.write(UInt8(1))
            writer.writeCounted(card.bytes)
            writer.write(UInt8(open.count))
            for sale in open { writer.write(sale) }
        case .refund(let sale):
            writer.write(UInt8(2))
            writer.write(sale)
        }
        return writer.bytes
    }

    /// Reads canonical bytes.
    public init(bytes: [UInt8]) throws(LayoutError) {
        var reader = ByteReader(bytes)
        try reader.expectVersion(Self.version)
        kiosk = KioskIdentifier(try reader.read("kiosk"))
        epoch = try reader.read("epoch")
        sequence = try reader.read("sequence")
        // The records that follow must still have numbers.
        guard sequence < .max - UInt32(Self.saleLimit) else {
            throw .unknownValue(field: "sequence", value: UInt64(sequence))
        }
        nonce = try reader.bytes(Self.nonceByteCount, "nonce")
        let number: UInt8 = try reader.read("purpose")
        switch number {
        case 1:
            let card = CardIdentifier(try reader.countedBytes("card"))
            let count: UInt8 = try reader.read("number of sales")
            guard count <= Self.saleLimit else {
                throw .unknownValue(field: "number of sales", value: UInt64(count))
            }
            var open: [SaleIdentifier] = []
            for _ in 0..<count { open.append(try reader.saleIdentifier("sale")) }
            purpose = .settle(card, open: open)
        case 2:
            purpose = .refund(try reader.saleIdentifier("sale"))
        default:
            throw .unknownValue(field: "purpose", value: UInt64(number))
        }
        try reader.finish()
    }
}

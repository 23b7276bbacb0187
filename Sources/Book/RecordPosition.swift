public import Prepayment

/// Where a record stands among all kiosks' records.
public struct RecordPosition: Hashable, Sendable, Comparable, CustomStringConvertible {
    /// The kiosk that wrote it.
    public let kiosk: KioskIdentifier
    /// Of which journal.
    public let epoch: UInt16
    /// Its number there.
    public let sequence: UInt32

    /// Takes the three parts.
    public init(kiosk: KioskIdentifier, epoch: UInt16, sequence: UInt32) {
        (self.kiosk, self.epoch, self.sequence) = (kiosk, epoch, sequence)
    }

    /// The place that a header names.
    public init(_ header: RecordHeader) {
        self.init(kiosk: header.kiosk, epoch: header.epoch, sequence: header.sequence)
    }

    /// The place of the intent that opens a sale.
    public init(_ sale: SaleIdentifier) {
        self.init(kiosk: sale.kiosk, epoch: sale.epoch, sequence: sale.sequence)
    }

    /// `K0007-1-000042`, as a sale is written that the record opens.
    public var description: String {
        SaleIdentifier(kiosk: kiosk, epoch: epoch, sequence: sequence).description
    }

    /// Within a kiosk the order of events; between kiosks only an order.
    public static func < (left: Self, right: Self) -> Bool {
        (left.kiosk, left.epoch, left.sequence) < (right.kiosk, right.epoch, right.sequence)
    }
}

import Prepayment

/// Where a record stands among all kiosks' records.
struct RecordPosition: Hashable, Sendable, Comparable, CustomStringConvertible {
    /// The kiosk that wrote it.
    let kiosk: KioskIdentifier
    /// Of which journal.
    let epoch: UInt16
    /// Its number there.
    let sequence: UInt32

    /// Takes the three parts.
    init(kiosk: KioskIdentifier, epoch: UInt16, sequence: UInt32) {
        (self.kiosk, self.epoch, self.sequence) = (kiosk, epoch, sequence)
    }

    init(_ header: RecordHeader) {
        self.init(kiosk: header.kiosk, epoch: header.epoch, sequence: header.sequence)
    }

    /// `K0007-1-000042`, as a sale is written that the record opens.
    var description: String {
        SaleIdentifier(kiosk: kiosk, epoch: epoch, sequence: sequence).description
    }

    /// Within a kiosk the order of events; between kiosks only an order.
    static func < (left: Self, right: Self) -> Bool {
        (left.kiosk, left.epoch, left.sequence) < (right.kiosk, right.epoch, right.sequence)
    }
}

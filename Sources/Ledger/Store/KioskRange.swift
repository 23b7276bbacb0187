import Prepayment

/// One kiosk, or all of them, as `kiosk BETWEEN ? AND ?` asks.
struct KioskRange {
    let first: UInt32
    let last: UInt32

    /// All kiosks for nil.
    init(_ kiosk: KioskIdentifier?) {
        (first, last) = kiosk.map { ($0.number, $0.number) } ?? (0, .max)
    }
}

/// The end of a kiosk's day (Z report): a record, so that the day is cut at a place in the chain and not
/// by a clock. It covers the records behind the close before it, up to itself.
public struct DayClose: Hashable, Sendable {
    /// 1, 2, 3 …, without gaps within an epoch.
    public let number: UInt32
    /// The first record that it covers; the last one stands before this record.
    public let firstSequence: UInt32
    /// What happened in between.
    public let totals: DayTotals
    /// All that the kiosk took since its journal was begun; never set back.
    public let grandTotal: Money

    /// Takes the parts.
    public init(number: UInt32, firstSequence: UInt32, totals: DayTotals, grandTotal: Money) {
        self.number = number
        self.firstSequence = firstSequence
        self.totals = totals
        self.grandTotal = grandTotal
    }

    /// The close of a day that began behind `last`, the one before it.
    public init(_ totals: DayTotals, after last: (sequence: UInt32, close: DayClose)?) {
        self.init(
            number: (last?.close.number ?? 0) + 1,
            firstSequence: (last?.sequence ?? 0) + 1,
            totals: totals,
            grandTotal: (last?.close.grandTotal ?? .zero) + totals.taken.total.amount
        )
    }
}

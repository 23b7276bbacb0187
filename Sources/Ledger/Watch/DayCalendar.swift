public import Prepayment

/// Where days begin and end at the ledger, as a value that a test can replace.
public struct DayCalendar: Sendable {
    private let dayOf: @Sendable (WallTime) -> BusinessDay
    private let endOf: @Sendable (BusinessDay) -> WallTime

    /// Takes the day of a moment, and the first moment after a day.
    public init(
        dayOf: @escaping @Sendable (WallTime) -> BusinessDay,
        endOf: @escaping @Sendable (BusinessDay) -> WallTime
    ) {
        (self.dayOf, self.endOf) = (dayOf, endOf)
    }

    /// The day of a moment.
    public func day(of time: WallTime) -> BusinessDay { dayOf(time) }

    /// The first moment after a day.
    public func end(of day: BusinessDay) -> WallTime { endOf(day) }
}

/// A moment on the wall clock: what a kiosk believes, never what orders records.
public struct WallTime: Hashable, Sendable, Comparable {
    /// Seconds since 1 January 1970, UTC.
    public let secondsSince1970: Int64

    /// Takes the seconds.
    public init(secondsSince1970: Int64) { self.secondsSince1970 = secondsSince1970 }

    /// The earlier one first.
    public static func < (left: Self, right: Self) -> Bool {
        left.secondsSince1970 < right.secondsSince1970
    }
}

/// The day that a sale belongs to. A kiosk opens and closes it; midnight only suggests.
public struct BusinessDay: Hashable, Sendable, Comparable, CustomStringConvertible {
    /// Year × 10 000 + month × 100 + day.
    public let yearMonthDay: UInt32

    /// Takes 20261122 for 22 November 2026; nil where the calendar has no such day.
    public init?(yearMonthDay: UInt32) {
        let (year, month, day) = (
            yearMonthDay / 10_000, yearMonthDay / 100 % 100, yearMonthDay % 100
        )
        guard (2000...9999).contains(year), (1...12).contains(month),
            (1...Self.days(inMonth: month, ofYear: year)).contains(day)
        else { return nil }
        self.yearMonthDay = yearMonthDay
    }

    /// 1 January 2000, before every day that a kiosk can have.
    public static let first = BusinessDay(2000, 1, 1)

    private init(_ year: UInt32, _ month: UInt32, _ day: UInt32) {
        yearMonthDay = year * 10_000 + month * 100 + day
    }

    /// Reads `2026-11-22`.
    public init?(_ text: String) {
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        guard parts.map(\.count) == [4, 2, 2], let number = UInt32(parts.joined()) else {
            return nil
        }
        self.init(yearMonthDay: number)
    }

    /// `2026-11-22`.
    public var description: String {
        let digits = padded(UInt64(yearMonthDay), width: 8)
        return "\(digits.prefix(4))-\(digits.dropFirst(4).prefix(2))-\(digits.suffix(2))"
    }

    /// The day after; nil after the last that is counted.
    public var next: BusinessDay? {
        let (year, month) = (yearMonthDay / 10_000, yearMonthDay / 100 % 100)
        return BusinessDay(yearMonthDay: yearMonthDay + 1)
            ?? BusinessDay(yearMonthDay: year * 10_000 + (month + 1) * 100 + 1)
            ?? BusinessDay(yearMonthDay: (year + 1) * 10_000 + 101)
    }

    /// By date.
    public static func < (left: Self, right: Self) -> Bool {
        left.yearMonthDay < right.yearMonthDay
    }

    private static func days(inMonth month: UInt32, ofYear year: UInt32) -> UInt32 {
        switch month {
        case 2:
            year.isMultiple(of: 4) && (!year.isMultiple(of: 100) || year.isMultiple(of: 400))
                ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }
}

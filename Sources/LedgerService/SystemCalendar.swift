internal import Glibc
public import Ledger
internal import Prepayment

extension DayCalendar {
    /// Days in the time zone of this machine. Wraps `localtime_r` and `mktime`.
    public static let system = DayCalendar(
        dayOf: { time in
            var seconds = time_t(time.secondsSince1970)
            var parts = tm()
            localtime_r(&seconds, &parts)
            let number =
                (parts.tm_year + 1900) * 10_000 + (parts.tm_mon + 1) * 100 + parts.tm_mday
            return BusinessDay(yearMonthDay: UInt32(clamping: number)) ?? .first
        },
        endOf: { day in
            var parts = tm()
            parts.tm_year = Int32(day.yearMonthDay / 10_000) - 1900
            parts.tm_mon = Int32(day.yearMonthDay / 100 % 100) - 1
            // Midnight after it: mktime knows the length of the month.
            parts.tm_mday = Int32(day.yearMonthDay % 100) + 1
            parts.tm_isdst = -1
            return WallTime(secondsSince1970: Int64(mktime(&parts)))
        }
    )
}

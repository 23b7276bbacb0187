internal import Glibc
public import Prepayment

/// The clocks that a record is stamped with, as one value that a test can replace.
public struct JournalClock: Sendable {
    /// One look at all of them.
    public struct Reading: Sendable {
        /// The wall clock.
        public let wallTime: WallTime
        /// The date on it, in the machine's time zone.
        public let date: BusinessDay
        /// Nanoseconds since the machine started.
        public let monotonicNanoseconds: UInt64

        /// Takes the three.
        public init(wallTime: WallTime, date: BusinessDay, monotonicNanoseconds: UInt64) {
            self.wallTime = wallTime
            self.date = date
            self.monotonicNanoseconds = monotonicNanoseconds
        }
    }

    /// Reads them now.
    public let read: @Sendable () -> Reading
    /// Which start of the machine this is, 16 bytes.
    public let bootIdentifier: [UInt8]

    /// Takes stand-ins.
    public init(bootIdentifier: [UInt8], read: @escaping @Sendable () -> Reading) {
        self.bootIdentifier = bootIdentifier
        self.read = read
    }

    /// The machine's own: `clock_gettime(2)`, `localtime_r(3)` and the kernel's boot identifier.
    public static func system() -> JournalClock {
        JournalClock(bootIdentifier: systemBootIdentifier()) {
            var wall = timespec()
            var boot = timespec()
            clock_gettime(CLOCK_REALTIME, &wall)
            clock_gettime(CLOCK_BOOTTIME, &boot)
            let nanoseconds = UInt64(boot.tv_sec) * 1_000_000_000 + UInt64(boot.tv_nsec)
            return Reading(
                wallTime: WallTime(secondsSince1970: Int64(wall.tv_sec)),
                date: localDate(of: wall.tv_sec),
                monotonicNanoseconds: nanoseconds
            )
        }
    }

    private static func localDate(of seconds: time_t) -> BusinessDay {
        var seconds = seconds
        var parts = tm()
        localtime_r(&seconds, &parts)
        let number = (parts.tm_year + 1900) * 10_000 + (parts.tm_mon + 1) * 100 + parts.tm_mday
        // A clock before the year 2000 is a board without battery; its first day stands in, and the
        // business day never runs backwards from there.
        return BusinessDay(yearMonthDay: UInt32(clamping: number)) ?? .first
    }

    private static func systemBootIdentifier() -> [UInt8] {
        var text = [UInt8](repeating: 0, count: 36)
        let file = open("/proc/sys/kernel/random/boot_id", O_RDONLY | O_CLOEXEC)
        let count = file < 0 ? 0 : Glibc.read(file, &text, text.count)
        if file >= 0 { close(file) }
        let digits = text.prefix(max(0, count)).filter { $0 != UInt8(ascii: "-") }
        let bytes = stride(from: 0, to: digits.count - 1, by: 2).compactMap { index in
            UInt8(String(decoding: digits[index...index + 1], as: UTF8.self), radix: 16)
        }
        // Without /proc (a container) all starts look alike; the clocks still stand beside it.
        return bytes.count == 16 ? bytes : [UInt8](repeating: 0, count: 16)
    }
}

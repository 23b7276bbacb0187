import Journal
import Prepayment
import Synchronization
import TestSupport

/// The time of a simulated day. Only the world moves it.
final class VirtualClock: Sendable {
    private let seconds: Mutex<Int64>

    /// Begins in the morning of a Sunday.
    init() { seconds = Mutex(Self.morning) }

    /// 22 November 2026, 06:00 UTC.
    static let morning = Sample.noon.secondsSince1970 - 6 * 3_600

    var now: WallTime { WallTime(secondsSince1970: seconds.withLock { $0 }) }
    var secondsSinceMorning: Int64 { seconds.withLock { $0 } - Self.morning }
    func advance(seconds passed: Int) { seconds.withLock { $0 += Int64(passed) } }
}

/// A kiosk's clock: the world's, or wrong by as much as somebody set it.
final class KioskClock: Sendable {
    private let world: VirtualClock
    private let offset = Mutex<Int64>(0)

    init(_ world: VirtualClock) { self.world = world }

    var offsetSeconds: Int64 { offset.withLock { $0 } }
    func set(offBySeconds seconds: Int64) { offset.withLock { $0 = seconds } }

    /// The clocks of one start of the kiosk's machine.
    func journalClock(start: Int) -> JournalClock {
        var boot = [UInt8](repeating: 0, count: 16)
        (boot[0], boot[1]) = (
            UInt8(truncatingIfNeeded: start), UInt8(truncatingIfNeeded: start >> 8)
        )
        return JournalClock(bootIdentifier: boot) { [self] in
            let wall = world.now.secondsSince1970 + offsetSeconds
            return JournalClock.Reading(
                wallTime: WallTime(secondsSince1970: wall),
                date: VirtualCalendar.day(of: wall),
                monotonicNanoseconds: UInt64(world.secondsSinceMorning) * 1_000_000_000
            )
        }
    }
}

/// Days from midnight to midnight, UTC. The first is some days before the simulated one, and no clock is
/// set further back.
enum VirtualCalendar {
    private static let firstDay = Sample.businessDay("2026-11-19")
    private static let firstSecond = VirtualClock.morning - 6 * 3_600 - 3 * 86_400

    static func day(of seconds: Int64) -> BusinessDay {
        var day = firstDay
        for _ in 0..<max(0, (seconds - firstSecond) / 86_400) { day = day.next ?? day }
        return day
    }

    static func end(of wanted: BusinessDay) -> WallTime {
        var (day, end) = (firstDay, firstSecond + 86_400)
        while day < wanted, let next = day.next { (day, end) = (next, end + 86_400) }
        return WallTime(secondsSince1970: end)
    }
}

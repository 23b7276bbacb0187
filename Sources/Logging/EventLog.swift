internal import Glibc
public import RateLimits
internal import Synchronization

/// What a service tells of itself while it runs, an event a line.
///
/// Rules:
/// 1. No secret is ever a value: no key, token, code, nor the body of a request.
/// 2. Each kind of event has its own rate. What is too much is counted, and the next line of that kind
///    says so (`suppressed=812`), so that a flood of bad requests does not fill a disk. Errors are not
///    bounded less: a store that fails does so for every request.
/// 3. To log never waits and never fails the caller: where a line cannot be written at once, it is
///    dropped, and the next one that can be says how many (`dropped=3`).
public final class EventLog: Sendable {
    /// Ten lines of a kind at once, then one a second.
    public static let standardRate = Rate(perSecond: 1, burst: 10)

    private struct State {
        var limiter: RateLimiter<String>
        var suppressed: [String: Int] = [:]
        var dropped = 0
    }

    private let state: Mutex<State>
    private let nanoseconds: @Sendable () -> Int64
    private let sink: @Sendable (LogEntry) -> Bool

    /// Standard error; under journald with its levels and without a time, as it has its own.
    public static func standardError() -> EventLog {
        let isJournal = getenv("JOURNAL_STREAM") != nil
        return EventLog { entry in
            let line =
                isJournal
                ? "<\(entry.level.rawValue)>" + entry.line(time: nil)
                : entry.line(time: timestamp())
            return writeAtOnce(line + "\n", to: STDERR_FILENO)
        }
    }

    /// A log that nobody reads.
    public static let silent = EventLog { _ in true }

    /// Hands each entry to `sink`, one at a time; it returns whether the entry could be written, and
    /// does not log itself.
    public init(
        rate: Rate = standardRate,
        nanoseconds: @escaping @Sendable () -> Int64 = monotonicNanoseconds,
        sink: @escaping @Sendable (LogEntry) -> Bool
    ) {
        // Kinds of events are words of the program: a thousand are more than it has.
        state = Mutex(State(limiter: RateLimiter(rate, clientLimit: 1_000)))
        (self.nanoseconds, self.sink) = (nanoseconds, sink)
    }

    /// The program does as it should.
    public func info(_ event: String, _ fields: KeyValuePairs<String, String> = [:]) {
        write(LogEntry(.info, event, fields.map { $0 }))
    }

    /// Something was refused or is going wrong.
    public func warning(_ event: String, _ fields: KeyValuePairs<String, String> = [:]) {
        write(LogEntry(.warning, event, fields.map { $0 }))
    }

    /// Something failed that people must look into.
    public func error(_ event: String, _ fields: KeyValuePairs<String, String> = [:]) {
        write(LogEntry(.error, event, fields.map { $0 }))
    }

    private func write(_ entry: LogEntry) {
        let now = nanoseconds()
        state.withLock { state in
            guard state.limiter.take(entry.event, at: now) == .granted else {
                state.suppressed[entry.event, default: 0] += 1
                return
            }
            var entry = entry
            let suppressed = state.suppressed[entry.event]
            if let suppressed { entry.append("suppressed", String(suppressed)) }
            if state.dropped > 0 { entry.append("dropped", String(state.dropped)) }
            guard sink(entry) else {
                state.dropped += 1
                return
            }
            (state.suppressed[entry.event], state.dropped) = (nil, 0)
        }
    }
}

/// Writes only where that does not wait: a reader of the log that hangs must not stop the service.
///
/// A pipe that poll(2) calls writable takes PIPE_BUF bytes, 4,096, in one piece.
private func writeAtOnce(_ line: String, to descriptor: Int32) -> Bool {
    var state = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
    guard poll(&state, 1, 0) == 1, state.revents & Int16(POLLOUT) != 0 else { return false }
    let bytes = Array(line.utf8)
    return write(descriptor, bytes, bytes.count) == bytes.count
}

/// Now in UTC with milliseconds, `2026-11-22T04:00:00.250Z` (RFC 3339).
private func timestamp() -> String {
    var now = timespec()
    clock_gettime(CLOCK_REALTIME, &now)
    var parts = tm()
    gmtime_r(&now.tv_sec, &parts)
    func padded(_ number: Int, _ width: Int) -> String {
        let digits = String(number)
        return String(repeating: "0", count: max(0, width - digits.count)) + digits
    }
    let day = [Int(parts.tm_year) + 1900, Int(parts.tm_mon) + 1, Int(parts.tm_mday)]
    let time = [parts.tm_hour, parts.tm_min, parts.tm_sec].map { padded(Int($0), 2) }
    return day.map { padded($0, 2) }.joined(separator: "-") + "T"
        + time.joined(separator: ":") + "." + padded(now.tv_nsec / 1_000_000, 3) + "Z"
}

internal import Glibc

/// A moment on the monotonic clock.
struct Deadline {
    private let end: Int

    init(afterMilliseconds milliseconds: Int) { end = Self.now + milliseconds }

    /// What is left for `poll(2)`, never negative.
    var remainingMilliseconds: Int32 { Int32(clamping: max(0, end - Self.now)) }

    /// Nothing is left.
    var isOver: Bool { remainingMilliseconds == 0 }

    private static var now: Int {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return time.tv_sec * 1000 + time.tv_nsec / 1_000_000
    }

    /// Waits until the descriptor is ready for `events` or has failed; false when time is over.
    func wait(for events: Int32, of descriptor: Int32) -> Bool {
        var descriptors = [pollfd(fd: descriptor, events: Int16(events), revents: 0)]
        while true {
            let result = poll(&descriptors, 1, remainingMilliseconds)
            if result > 0 { return true }
            if result == 0 { return false }
            precondition(errno == EINTR, "poll(2) failed with \(errno)")
        }
    }
}

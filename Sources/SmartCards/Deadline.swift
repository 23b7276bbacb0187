internal import Glibc

/// A moment until which a blocking call goes on trying.
struct Deadline {
    private let end: ContinuousClock.Instant

    init(milliseconds: Int) {
        end = .now + .milliseconds(milliseconds)
    }

    var isOver: Bool { .now >= end }

    /// Zero when it is over.
    ///
    /// Rounded up, so that a wait of this length reaches the end.
    var remainingMilliseconds: Int {
        let remaining = ContinuousClock.now.duration(to: end)
        return max(0, Int((remaining / .milliseconds(1)).rounded(.up)))
    }

    /// Blocks the thread for a while, but not beyond the end.
    func pause(milliseconds: Int) {
        usleep(UInt32(min(milliseconds, remainingMilliseconds)) * 1_000)
    }
}

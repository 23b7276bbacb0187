internal import Glibc

/// Nanoseconds of a clock that never goes back.
///
/// Wraps `clock_gettime(2)` with CLOCK_MONOTONIC.
@Sendable public func monotonicNanoseconds() -> Int64 {
    var now = timespec()
    clock_gettime(CLOCK_MONOTONIC, &now)
    return Int64(now.tv_sec) * 1_000_000_000 + Int64(now.tv_nsec)
}

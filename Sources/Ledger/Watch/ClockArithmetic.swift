import Prepayment
import RecordChain

extension WallTime {
    /// The seconds from another moment to this one. A kiosk may sign any number as its time: what is
    /// too much to count is the most that can be counted.
    func seconds(since other: WallTime) -> Int64 {
        let (difference, isBeyond) = secondsSince1970.subtractingReportingOverflow(
            other.secondsSince1970
        )
        return isBeyond ? (other.secondsSince1970 < 0 ? .max : .min) : difference
    }
}

extension Heartbeat {
    /// By how many seconds the wall clock went further than the monotonic clock since another heartbeat
    /// of the same boot.
    func wallJump(since previous: Heartbeat) -> Int64 {
        let (nanoseconds, isBackwards) = monotonicNanoseconds.subtractingReportingOverflow(
            previous.monotonicNanoseconds
        )
        let passed = isBackwards ? 0 : Int64(nanoseconds / 1_000_000_000)
        let wall = wallTime.seconds(since: previous.wallTime)
        let (jump, isBeyond) = wall.subtractingReportingOverflow(passed)
        return isBeyond ? .min : jump
    }
}

extension MissingTail {
    init(_ claim: HeadClaim) {
        self.init(
            epoch: claim.epoch,
            day: claim.day,
            first: claim.heldSequence + 1,
            last: claim.head.sequence
        )
    }
}

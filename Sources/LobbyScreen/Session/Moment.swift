/// A moment on a clock that only goes forward, as the caller reads it: the session has no clock.
public struct Moment: Hashable, Comparable, Sendable {
    /// Milliseconds since some moment that is the same for a whole session.
    public let milliseconds: Int64

    /// Takes the milliseconds.
    public init(milliseconds: Int64) { self.milliseconds = milliseconds }

    /// The earlier one first.
    public static func < (left: Moment, right: Moment) -> Bool {
        left.milliseconds < right.milliseconds
    }

    /// The moment so many seconds later.
    public func after(seconds: Int) -> Moment {
        Moment(milliseconds: milliseconds + Int64(seconds) * 1000)
    }
}

internal import Dispatch
internal import Synchronization

/// Holds a thread until it is opened, and tells that somebody is inside.
public final class Gate: Sendable {
    private let semaphore = DispatchSemaphore(value: 0)
    private let occupied = Atomic(false)

    /// Whether somebody is inside, or was.
    public var isOccupied: Bool { occupied.load(ordering: .sequentiallyConsistent) }

    /// None inside yet.
    public init() {}

    /// Waits until it is opened.
    public func waitInside() {
        occupied.store(true, ordering: .sequentiallyConsistent)
        semaphore.wait()
    }

    /// Lets one out.
    public func open() { semaphore.signal() }
}

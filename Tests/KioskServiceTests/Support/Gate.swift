import Dispatch
import Synchronization

/// Holds a thread until it is opened, and tells that somebody is inside.
final class Gate: Sendable {
    private let semaphore = DispatchSemaphore(value: 0)
    private let occupied = Atomic(false)

    var isOccupied: Bool { occupied.load(ordering: .sequentiallyConsistent) }

    func waitInside() {
        occupied.store(true, ordering: .sequentiallyConsistent)
        semaphore.wait()
    }

    func open() { semaphore.signal() }
}

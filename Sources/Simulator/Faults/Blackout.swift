import Synchronization

/// Whether the power failed in the midst of something.
final class Blackout: Sendable {
    private let state = Mutex(false)
    var isOn: Bool { state.withLock { $0 } }
    func begin() { state.withLock { $0 = true } }
}

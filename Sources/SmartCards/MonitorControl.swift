internal import Dispatch
internal import Synchronization

/// How other threads end a monitor's loop, wherever it waits.
final class MonitorControl: Sendable {
    private struct State {
        var isStopping = false
        var context: PCSCContext?
    }

    private let state = Mutex(State())
    /// Signalled to end the pause between two attempts to reach pcscd.
    private let stopRequested = DispatchSemaphore(value: 0)
    /// Signalled when the loop has ended.
    private let ended = DispatchSemaphore(value: 0)

    var isStopping: Bool { state.withLock { $0.isStopping } }

    /// Names the context whose wait `stop` shall cancel, or none.
    func setContext(_ context: PCSCContext?) { state.withLock { $0.context = context } }

    /// Waits unless the loop shall stop.
    func pause(milliseconds: Int) {
        if stopRequested.wait(timeout: .now() + .milliseconds(milliseconds)) == .success {
            stopRequested.signal()
        }
    }

    func noteEnd() { ended.signal() }

    func requestStop() {
        let context = state.withLock { state in
            state.isStopping = true
            return state.context
        }
        stopRequested.signal()
        context?.cancel()
    }

    /// Asks again and again: a cancel that comes just before the wait begins has no effect.
    func stop() {
        for _ in 0..<50 {
            requestStop()
            if ended.wait(timeout: .now() + .milliseconds(20)) == .success {
                ended.signal()
                return
            }
        }
    }
}

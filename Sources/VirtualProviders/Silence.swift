internal import Synchronization

/// Where requests wait that are not answered.
final class Silence: Sendable {
    private struct State {
        var isOver = false
        var waiting: [CheckedContinuation<Void, Never>] = []
    }

    private let state = Mutex(State())

    /// Returns when the silence is broken.
    func wait() async {
        await withCheckedContinuation { continuation in
            let isOver = state.withLock { state in
                if !state.isOver { state.waiting.append(continuation) }
                return state.isOver
            }
            if isOver { continuation.resume() }
        }
    }

    /// Lets everybody go who waits; for good, nobody waits any more.
    func end(forGood: Bool) {
        let waiting = state.withLock { state in
            state.isOver = state.isOver || forGood
            defer { state.waiting = [] }
            return state.waiting
        }
        for continuation in waiting { continuation.resume() }
    }
}

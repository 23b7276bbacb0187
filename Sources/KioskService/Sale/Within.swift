internal import Synchronization

/// Waits for a device's answer, but only so long; nil when it did not come in time.
///
/// A blocking call cannot be cancelled: the work goes on behind, and its late answer is dropped. Who
/// was told nil must treat the outcome as unknown.
func within<Value: Sendable>(
    _ milliseconds: Int,
    on executor: (any TaskExecutor)? = nil,
    _ work: @escaping @Sendable () async -> Value
) async -> Value? {
    let answer = OneAnswer<Value>()
    return await withCheckedContinuation { continuation in
        answer.expect(continuation)
        let limit = Task(executorPreference: executor) {
            try? await Task.sleep(for: .milliseconds(milliseconds))
            answer.give(nil)
        }
        Task(executorPreference: executor) {
            answer.give(await work())
            limit.cancel()
        }
    }
}

/// The first answer counts.
private final class OneAnswer<Value: Sendable>: Sendable {
    private let continuation = Mutex<CheckedContinuation<Value?, Never>?>(nil)

    func expect(_ continuation: CheckedContinuation<Value?, Never>) {
        self.continuation.withLock { $0 = continuation }
    }

    func give(_ value: Value?) {
        let waiting = continuation.withLock { continuation in
            defer { continuation = nil }
            return continuation
        }
        waiting?.resume(returning: value)
    }
}

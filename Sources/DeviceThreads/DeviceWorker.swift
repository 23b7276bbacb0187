/// A thread for work that blocks: a device that is served for as long as the program runs, or
/// commands that are waited for, one after the other.
public actor DeviceWorker {
    private nonisolated let thread: DeviceThread
    /// The thread of its own.
    public nonisolated var unownedExecutor: UnownedSerialExecutor {
        thread.asUnownedSerialExecutor()
    }

    /// Starts the thread; the name is no longer than `DeviceThread.nameLimitBytes`.
    public init(name: String = "device") { thread = DeviceThread(name: name) }

    /// Runs a body there, after those that came before.
    public func perform<Result: Sendable>(
        _ body: @Sendable () throws -> Result
    ) rethrows -> Result {
        try body()
    }
}

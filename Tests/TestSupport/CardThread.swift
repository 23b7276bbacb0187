internal import DeviceThreads

/// An actor on a thread of its own, for calls that block: what a kiosk's desk is to its reader.
public actor CardThread {
    private nonisolated let thread: DeviceThread
    /// The device's thread.
    public nonisolated var unownedExecutor: UnownedSerialExecutor {
        thread.asUnownedSerialExecutor()
    }

    /// Starts the thread.
    public init(name: String = "card-thread") { thread = DeviceThread(name: name) }

    /// Runs the body on the thread.
    public func run<Result: Sendable>(
        _ body: @Sendable () throws -> Result
    ) rethrows -> Result {
        try body()
    }
}

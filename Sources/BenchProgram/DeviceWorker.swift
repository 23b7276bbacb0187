internal import DeviceThreads

/// A thread for one device that blocks for as long as the program runs.
actor DeviceWorker {
    private nonisolated let thread = DeviceThread(name: "device")
    nonisolated var unownedExecutor: UnownedSerialExecutor { thread.asUnownedSerialExecutor() }

    func perform(_ body: @Sendable () throws -> Void) throws { try body() }
}

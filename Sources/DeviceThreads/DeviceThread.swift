/// One named thread that runs the jobs of one device's actor, in order.
///
/// Device calls block, some without limit (`SCardTransmit`), and the cooperative pool must not. An
/// actor that names a `DeviceThread` as its executor keeps every call about the device on this one
/// thread, and its callers use plain actor calls. A call that ends a blocking one must be
/// `nonisolated`, or it waits behind what it should end.
public final class DeviceThread: SerialExecutor {
    /// Linux keeps so many bytes of a thread's name.
    public static let nameLimitBytes = 15

    private let thread: JobThread

    /// Starts the thread; the name shows in `ps -L` and in debuggers.
    public init(name: String) {
        thread = JobThread(name: name)
        // unowned(unsafe): a job keeps its actor alive, and the actor keeps the executor.
        thread.start { [unowned(unsafe) self] job in
            job.runSynchronously(on: asUnownedSerialExecutor())
        }
    }

    /// Queues a job behind those that wait already.
    public func enqueue(_ job: consuming ExecutorJob) { thread.push(UnownedJob(job)) }

    /// Traps when the caller is not on this thread.
    public func checkIsolated() {
        precondition(thread.isCurrent, "called off the device's thread")
    }

    /// Says whether the caller is on this thread.
    public func isIsolatingCurrentContext() -> Bool? { thread.isCurrent }
}

/// One named thread for all that a task does: for the task itself, which must prefer it
/// (`withTaskExecutorPreference`), for the actors that name it as their executor, and for those that
/// name none. Between them nothing changes threads, which costs more than most calls.
///
/// For programs that live through much in little time; a device gets a `DeviceThread` of its own.
public final class TaskThread: TaskExecutor, SerialExecutor {
    private let thread: JobThread

    /// Starts the thread; the name is no longer than `DeviceThread.nameLimitBytes`.
    public init(name: String) {
        thread = JobThread(name: name)
        // unowned(unsafe): who enqueues a job keeps its executor until the job is over.
        thread.start { [unowned(unsafe) self] job in
            job.runSynchronously(
                isolatedTo: asUnownedSerialExecutor(),
                taskExecutor: asUnownedTaskExecutor()
            )
        }
    }

    /// Queues a job behind those that wait already.
    public func enqueue(_ job: consuming ExecutorJob) { thread.push(UnownedJob(job)) }

    /// Runs jobs in the midst of one, until a condition holds. Who is on this thread and waits for
    /// another task of it would wait for ever.
    public func runJobs(until isMet: () -> Bool) {
        checkIsolated()
        while !isMet(), thread.runNext() {}
    }

    /// Traps when the caller is not on this thread.
    public func checkIsolated() {
        precondition(thread.isCurrent, "called off the task's thread")
    }

    /// Says whether the caller is on this thread.
    public func isIsolatingCurrentContext() -> Bool? { thread.isCurrent }
}

internal import CSystem
internal import Glibc

/// One named thread that runs the jobs of one device's actor, in order.
///
/// Device calls block, some without limit (`SCardTransmit`), and the cooperative pool must not. An
/// actor that names a `DeviceThread` as its executor keeps every call about the device on this one
/// thread, and its callers use plain actor calls. A call that ends a blocking one must be
/// `nonisolated`, or it waits behind what it should end.
public final class DeviceThread: SerialExecutor {
    /// Linux keeps so many bytes of a thread's name.
    public static let nameLimitBytes = 15

    private let queue = JobQueue()
    private let thread: pthread_t

    /// Starts the thread; the name shows in `ps -L` and in debuggers.
    public init(name: String) {
        precondition(name.utf8.count <= Self.nameLimitBytes, "too long for a thread: \(name)")
        var thread = pthread_t()
        let start = Unmanaged.passRetained(ThreadStart(queue: queue, name: name))
        let result = pthread_create(&thread, nil, runJobs, start.toOpaque())
        precondition(result == 0, "pthread_create failed with \(result)")
        self.thread = thread
        queue.attach(self)
    }

    deinit {
        queue.stop()
        // The last release may happen on the thread itself, which cannot wait for its own end.
        if isCurrent { pthread_detach(thread) } else { pthread_join(thread, nil) }
    }

    /// Queues a job behind those that wait already.
    public func enqueue(_ job: consuming ExecutorJob) { queue.push(UnownedJob(job)) }

    /// Traps when the caller is not on this thread.
    public func checkIsolated() { precondition(isCurrent, "called off the device's thread") }

    /// Says whether the caller is on this thread.
    public func isIsolatingCurrentContext() -> Bool? { isCurrent }

    private var isCurrent: Bool { pthread_equal(pthread_self(), thread) != 0 }
}

private let runJobs: @convention(c) (UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? = {
    guard let raw = $0 else { return nil }
    let start = Unmanaged<ThreadStart>.fromOpaque(raw).takeRetainedValue()
    _ = prepaid_set_thread_name(start.name)
    while let job = start.queue.next() { start.queue.run(job) }
    return nil
}

private final class ThreadStart: Sendable {
    let queue: JobQueue
    let name: String
    init(queue: JobQueue, name: String) { (self.queue, self.name) = (queue, name) }
}

/// The jobs that wait for the thread.
private final class JobQueue: @unchecked Sendable {
    // @unchecked: every property is read and written only while `mutex` is locked.
    private let mutex: UnsafeMutablePointer<pthread_mutex_t>
    private let condition: UnsafeMutablePointer<pthread_cond_t>
    private var jobs: [UnownedJob] = []
    private var isStopping = false
    // unowned(unsafe): a job keeps its actor alive, and the actor keeps the executor.
    private unowned(unsafe) var executor: DeviceThread?

    init() {
        mutex = .allocate(capacity: 1)
        condition = .allocate(capacity: 1)
        pthread_mutex_init(mutex, nil)
        pthread_cond_init(condition, nil)
    }

    deinit {
        pthread_cond_destroy(condition)
        pthread_mutex_destroy(mutex)
        condition.deallocate()
        mutex.deallocate()
    }

    func attach(_ executor: DeviceThread) { locked { self.executor = executor } }

    func push(_ job: UnownedJob) {
        locked {
            jobs.append(job)
            pthread_cond_signal(condition)
        }
    }

    func stop() {
        locked {
            isStopping = true
            pthread_cond_signal(condition)
        }
    }

    /// Waits for a job; nil when the thread shall end and nothing waits any more.
    func next() -> UnownedJob? {
        locked {
            while jobs.isEmpty && !isStopping { pthread_cond_wait(condition, mutex) }
            return jobs.isEmpty ? nil : jobs.removeFirst()
        }
    }

    func run(_ job: UnownedJob) {
        guard let executor = locked({ executor }) else { return }
        job.runSynchronously(on: executor.asUnownedSerialExecutor())
    }

    private func locked<Result>(_ body: () -> Result) -> Result {
        pthread_mutex_lock(mutex)
        defer { pthread_mutex_unlock(mutex) }
        return body()
    }
}

internal import CSystem
internal import Glibc

/// A named thread and the jobs that wait for it; it ends when nobody holds it any more.
final class JobThread: Sendable {
    private let queue = JobQueue()
    private let thread: pthread_t

    init(name: String) {
        precondition(
            name.utf8.count <= DeviceThread.nameLimitBytes,
            "too long for a thread: \(name)"
        )
        var thread = pthread_t()
        let start = Unmanaged.passRetained(ThreadStart(queue: queue, name: name))
        let result = pthread_create(&thread, nil, runJobs, start.toOpaque())
        precondition(result == 0, "pthread_create failed with \(result)")
        self.thread = thread
    }

    deinit {
        queue.stop()
        // The last release may happen on the thread itself, which cannot wait for its own end.
        if isCurrent { pthread_detach(thread) } else { pthread_join(thread, nil) }
    }

    /// Says how a job is run. Call it once, before the first job comes.
    func start(_ run: @escaping @Sendable (UnownedJob) -> Void) { queue.start(run) }

    func push(_ job: UnownedJob) { queue.push(job) }

    /// Runs one job, on this thread; false when it shall end.
    func runNext() -> Bool {
        guard let job = queue.next() else { return false }
        queue.run(job)
        return true
    }

    var isCurrent: Bool { pthread_equal(pthread_self(), thread) != 0 }
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
    private var body: (@Sendable (UnownedJob) -> Void)?

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

    func start(_ body: @escaping @Sendable (UnownedJob) -> Void) { locked { self.body = body } }

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
        guard let body = locked({ body }) else { return }
        body(job)
    }

    private func locked<Result>(_ body: () -> Result) -> Result {
        pthread_mutex_lock(mutex)
        defer { pthread_mutex_unlock(mutex) }
        return body()
    }
}

internal import Glibc
internal import Synchronization

/// The system's wish that the program ends: SIGTERM or SIGINT.
public enum ShutdownSignal: Sendable, Equatable {
    /// SIGTERM: the service manager stops the program.
    case terminate
    /// SIGINT: somebody pressed control and C.
    case interrupt

    /// Catches signals from now on; the stream gives each as it comes.
    ///
    /// A second signal of the same kind ends the process at once, as if nobody watched. Call it once
    /// in a process, before it starts or prints anything: a signal before the call ends the process.
    public static func watch() -> AsyncStream<ShutdownSignal> {
        let (signals, continuation) = AsyncStream.makeStream(of: ShutdownSignal.self)
        startWatching { continuation.yield($0) }
        return signals
    }

    private static func startWatching(_ notify: @escaping @Sendable (ShutdownSignal) -> Void) {
        let wasWatching = isWatching.exchange(true, ordering: .relaxed)
        precondition(!wasWatching, "ShutdownSignal.watch() was called twice")
        var ends: [Int32] = [-1, -1]
        precondition(pipe(&ends) == 0, "pipe failed: \(errno)")
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        pipeEnd = ends[1]
        startReader(Reader(descriptor: ends[0], notify: notify))
        for signal in [SIGTERM, SIGINT] {
            var action = sigaction()
            action.__sigaction_handler.sa_handler = writeSignalNumber
            action.sa_flags = Int32(bitPattern: UInt32(SA_RESETHAND)) | SA_RESTART
            precondition(sigaction(signal, &action, nil) == 0, "sigaction failed: \(errno)")
        }
    }

    /// One thread that blocks in read(2): what a handler may do is too little to wake a task.
    private static func startReader(_ reader: Reader) {
        var thread = pthread_t()
        let result = pthread_create(
            &thread,
            nil,
            readSignalNumbers,
            Unmanaged.passRetained(reader).toOpaque()
        )
        precondition(result == 0, "pthread_create failed: \(result)")
        pthread_detach(thread)
    }
}

private let isWatching = Atomic(false)

// nonisolated(unsafe): written once, before the handler that reads it is installed.
private nonisolated(unsafe) var pipeEnd: Int32 = -1

private final class Reader: Sendable {
    let descriptor: Int32
    let notify: @Sendable (ShutdownSignal) -> Void

    init(descriptor: Int32, notify: @escaping @Sendable (ShutdownSignal) -> Void) {
        self.descriptor = descriptor
        self.notify = notify
    }
}

/// The handler: nothing but write(2), which POSIX allows here, and errno is kept.
private let writeSignalNumber: @convention(c) (Int32) -> Void = { signal in
    let savedErrno = errno
    var byte = UInt8(truncatingIfNeeded: signal)
    _ = write(pipeEnd, &byte, 1)
    errno = savedErrno
}

private let readSignalNumbers:
    @convention(c) (UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? = {
        guard let raw = $0 else { return nil }
        let reader = Unmanaged<Reader>.fromOpaque(raw).takeRetainedValue()
        var byte: UInt8 = 0
        while true {
            switch read(reader.descriptor, &byte, 1) {
            case 1: reader.notify(Int32(byte) == SIGTERM ? .terminate : .interrupt)
            case -1 where errno == EINTR: continue
            default: return nil
            }
        }
    }

extension AsyncStream<ShutdownSignal> {
    /// Waits for the first signal; nil when the task was cancelled.
    public func first() async -> ShutdownSignal? {
        for await signal in self { return signal }
        return nil
    }
}

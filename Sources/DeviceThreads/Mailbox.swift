internal import Glibc
internal import Synchronization

/// What others want of a thread that waits with `poll(2)`: they post, it takes.
///
/// Nothing here waits. The thread that takes polls `wakeDescriptor` beside its device.
public final class Mailbox<Wish: Sendable>: Sendable {
    private struct Content {
        var wishes: [Wish] = []
        var isClosed = false
    }

    /// Readable while a wish waits: the end of a pipe.
    public let wakeDescriptor: Int32
    private let bell: Int32
    private let content = Mutex(Content())

    /// Makes the pipe.
    public init() {
        var ends: [Int32] = [0, 0]
        precondition(pipe(&ends) == 0, "pipe(2) failed with \(errno)")
        for end in ends {
            _ = fcntl(end, F_SETFL, O_NONBLOCK)
            _ = fcntl(end, F_SETFD, FD_CLOEXEC)
        }
        (wakeDescriptor, bell) = (ends[0], ends[1])
    }

    deinit {
        Glibc.close(wakeDescriptor)
        Glibc.close(bell)
    }

    /// Wakes the thread with a wish; false when it takes none any more.
    public func post(_ wish: Wish) -> Bool {
        let isClosed = content.withLock { content in
            if !content.isClosed { content.wishes.append(wish) }
            return content.isClosed
        }
        if isClosed { return false }
        // A pipe that is full wakes as well.
        _ = write(bell, [1], 1)
        return true
    }

    /// All wishes, in order.
    public func take() -> [Wish] {
        var rings = [UInt8](repeating: 0, count: 64)
        while read(wakeDescriptor, &rings, rings.count) == rings.count {}
        return content.withLock { content in
            defer { content.wishes = [] }
            return content.wishes
        }
    }

    /// No wishes any more; gives those that nobody took.
    public func close() -> [Wish] {
        content.withLock { content in
            content.isClosed = true
            defer { content.wishes = [] }
            return content.wishes
        }
    }
}

extension ContinuousClock.Instant {
    /// How long `poll(2)` may wait for this moment, in milliseconds.
    public var pollTimeoutMilliseconds: Int32 {
        let (seconds, attoseconds) = (self - .now).components
        // Up, or the last fraction of a millisecond would be waited for in a busy loop.
        let milliseconds = seconds * 1_000 + attoseconds / 1_000_000_000_000_000 + 1
        return Int32(clamping: max(0, milliseconds))
    }
}

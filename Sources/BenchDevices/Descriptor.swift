internal import CSystem
internal import Glibc

/// An open file descriptor, closed once.
public final class Descriptor: Sendable {
    /// For `poll(2)`.
    public let number: Int32

    /// Takes an open descriptor over.
    public init(_ number: Int32) { self.number = number }
    deinit { close(number) }

    /// Up to so many bytes; empty at the end, and when there is an error, which also ends it; nil
    /// when nothing has arrived.
    public func read(atMost count: Int) -> [UInt8]? {
        var buffer = [UInt8](repeating: 0, count: count)
        let result = Glibc.read(number, &buffer, count)
        if result < 0, errno == EAGAIN || errno == EINTR { return nil }
        return Array(buffer.prefix(max(0, result)))
    }

    /// How many of the bytes went out; nil when the other side is gone.
    public func write(_ bytes: [UInt8]) -> Int? {
        // A socket whose other side is gone must not end the process by a signal.
        var result = send(number, bytes, bytes.count, Int32(MSG_NOSIGNAL))
        if result < 0, errno == ENOTSOCK { result = Glibc.write(number, bytes, bytes.count) }
        if result >= 0 { return result }
        return errno == EAGAIN || errno == EINTR ? 0 : nil
    }

    /// The connection that has arrived at a socket that listens; no call on it waits. Programs that
    /// are started meanwhile do not inherit it: a copy would keep it open.
    public func acceptConnection() -> Descriptor? {
        let arrived = prepaid_accept_cloexec(number)
        guard arrived >= 0 else { return nil }
        let connection = Descriptor(arrived)
        connection.makeNonBlocking()
        return connection
    }

    /// No call on it waits any more.
    public func makeNonBlocking() {
        _ = fcntl(number, F_SETFL, fcntl(number, F_GETFL) | O_NONBLOCK)
    }
}

/// A pipe that wakes a thread out of `poll(2)`.
public final class WakePipe: Sendable {
    /// Readable after `wake`.
    public let reader: Descriptor
    private let writer: Descriptor

    /// Makes it.
    public init() {
        var ends: [Int32] = [0, 0]
        let result = prepaid_pipe_cloexec(&ends)
        precondition(result == 0, "pipe failed: \(errno)")
        (reader, writer) = (Descriptor(ends[0]), Descriptor(ends[1]))
        reader.makeNonBlocking()
        writer.makeNonBlocking()
    }

    /// From any thread. A pipe that is full wakes as well.
    public func wake() { _ = writer.write([0]) }

    /// What woke is done with.
    public func empty() { while reader.read(atMost: 64)?.count == 64 {} }
}

internal import Glibc

/// An open file descriptor, closed once.
final class Descriptor: Sendable {
    let number: Int32

    init(_ number: Int32) { self.number = number }
    deinit { close(number) }

    /// Up to so many bytes; empty at the end, and when there is an error, which also ends it; nil
    /// when nothing has arrived.
    func read(atMost count: Int) -> [UInt8]? {
        var buffer = [UInt8](repeating: 0, count: count)
        let result = Glibc.read(number, &buffer, count)
        if result < 0, errno == EAGAIN || errno == EINTR { return nil }
        return Array(buffer.prefix(max(0, result)))
    }

    /// How many of the bytes went out; nil when the other side is gone.
    func write(_ bytes: [UInt8]) -> Int? {
        // A socket whose other side is gone must not end the process by a signal.
        var result = send(number, bytes, bytes.count, Int32(MSG_NOSIGNAL))
        if result < 0, errno == ENOTSOCK { result = Glibc.write(number, bytes, bytes.count) }
        if result >= 0 { return result }
        return errno == EAGAIN || errno == EINTR ? 0 : nil
    }

    func makeNonBlocking() { _ = fcntl(number, F_SETFL, fcntl(number, F_GETFL) | O_NONBLOCK) }
}

/// A socket that listens, as `socket(2)`, `bind(2)` and `listen(2)` make it.
enum ListeningSocket {
    /// On the loopback interface; port 0 takes a free one.
    static func tcp(port: UInt16) throws(BenchPrinterError) -> (listener: Descriptor, port: UInt16)
    {
        let listener = Descriptor(
            socket(AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        )
        var isReused: Int32 = 1
        setsockopt(listener.number, SOL_SOCKET, SO_REUSEADDR, &isReused, socklen_t(4))
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = in_addr_t(0x7F00_0001).bigEndian
        var length = socklen_t(MemoryLayout.size(ofValue: address))
        let isBound = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { pointer in
                bind(listener.number, pointer, length) == 0 && listen(listener.number, 4) == 0
                    && getsockname(listener.number, pointer, &length) == 0
            }
        }
        guard isBound else { throw .cannotListen(port, code: errno) }
        return (listener, UInt16(bigEndian: address.sin_port))
    }

    /// At a path, which must not be taken by a file; an old socket there is replaced.
    static func unix(path: String) throws(BenchPrinterError) -> Descriptor {
        var status = stat()
        if lstat(path, &status) == 0, status.st_mode & S_IFMT == S_IFSOCK { unlink(path) }
        let listener = Descriptor(
            socket(AF_UNIX, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        )
        let isBound = try withAddress(of: path) { bind(listener.number, $0, $1) }
        guard isBound == 0, listen(listener.number, 4) == 0 else {
            throw .noControl(path, code: errno)
        }
        return listener
    }

    /// Calls `body` with the address of a Unix socket.
    static func withAddress(
        of path: String,
        _ body: (UnsafePointer<sockaddr>, socklen_t) -> Int32
    ) throws(BenchPrinterError) -> Int32 {
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        let bytes = Array(path.utf8) + [0]
        guard bytes.count <= MemoryLayout.size(ofValue: address.sun_path) else {
            throw .noControl(path, code: ENAMETOOLONG)
        }
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: bytes) }
        return withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                body($0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
    }
}

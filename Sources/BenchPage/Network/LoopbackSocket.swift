internal import CSystem
internal import Glibc

/// A TCP socket on the loopback interface, closed once.
final class LoopbackSocket: Sendable {
    let number: Int32

    private init(_ number: Int32) {
        precondition(number >= 0, "socket failed: \(errno)")
        self.number = number
    }

    /// A socket that is not connected.
    private convenience init() {
        self.init(socket(AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0))
    }

    deinit { close(number) }

    /// Bound to a port, 0 for a free one; nil where another socket listens there.
    static func bound(to port: UInt16) -> LoopbackSocket? {
        let socket = LoopbackSocket()
        var isReused: Int32 = 1
        setsockopt(socket.number, SOL_SOCKET, SO_REUSEADDR, &isReused, socklen_t(4))
        return withAddress(port) { bind(socket.number, $0, $1) } == 0 ? socket : nil
    }

    /// Connected to a port; nil where nothing listens.
    static func connected(to port: UInt16) -> LoopbackSocket? {
        let socket = LoopbackSocket()
        guard withAddress(port, { connect(socket.number, $0, $1) }) == 0 else { return nil }
        socket.makeReady()
        return socket
    }

    /// Takes connections from now on.
    func listen() -> Bool { Glibc.listen(number, 16) == 0 }

    /// A connection that has arrived.
    func accept() -> LoopbackSocket? {
        let arrived = prepaid_accept_cloexec(number)
        guard arrived >= 0 else { return nil }
        let socket = LoopbackSocket(arrived)
        socket.makeReady()
        return socket
    }

    /// The port that it is bound to.
    var port: UInt16 {
        var address = sockaddr_in()
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let result = withUnsafeMutablePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                getsockname(number, $0, &length)
            }
        }
        precondition(result == 0, "getsockname failed: \(errno)")
        return UInt16(bigEndian: address.sin_port)
    }

    /// Up to so many bytes, empty at the end; nil when nothing has arrived.
    func read(atMost count: Int) throws(BrokenConnection) -> [UInt8]? {
        var buffer = [UInt8](repeating: 0, count: count)
        let result = recv(number, &buffer, count, 0)
        if result < 0, errno == EAGAIN || errno == EINTR { return nil }
        guard result >= 0 else { throw BrokenConnection() }
        return Array(buffer.prefix(result))
    }

    /// How many of the bytes went out.
    func write(_ bytes: [UInt8]) throws(BrokenConnection) -> Int {
        let result = send(number, bytes, bytes.count, Int32(MSG_NOSIGNAL))
        if result < 0, errno == EAGAIN || errno == EINTR { return 0 }
        guard result >= 0 else { throw BrokenConnection() }
        return result
    }

    /// Tells the other side that no more comes.
    func endWriting() { shutdown(number, Int32(SHUT_WR)) }

    /// The other side will see a reset, not an end: what waits on the way is lost.
    func breakWhenClosed() {
        var lingering = linger(l_onoff: 1, l_linger: 0)
        setsockopt(
            number,
            SOL_SOCKET,
            SO_LINGER,
            &lingering,
            socklen_t(MemoryLayout<linger>.size)
        )
    }

    /// A relay must not add delays of its own, and its one thread must not wait for one peer.
    private func makeReady() {
        var on: Int32 = 1
        setsockopt(number, Int32(IPPROTO_TCP), TCP_NODELAY, &on, socklen_t(4))
        _ = fcntl(number, F_SETFL, fcntl(number, F_GETFL) | O_NONBLOCK)
    }
}

/// A connection that the other side has reset.
struct BrokenConnection: Error {}

private func withAddress(
    _ port: UInt16,
    _ body: (UnsafePointer<sockaddr>, socklen_t) -> Int32
) -> Int32 {
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = port.bigEndian
    address.sin_addr.s_addr = in_addr_t(INADDR_LOOPBACK).bigEndian
    return withUnsafePointer(to: &address) {
        $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
            body($0, socklen_t(MemoryLayout<sockaddr_in>.size))
        }
    }
}

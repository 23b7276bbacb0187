internal import Glibc

/// The card's end of the connection to the virtual reader: whole messages in and out.
///
/// A message has its length in front, two bytes, high byte first. Both go out in one write, and the
/// delays of TCP are switched off on both ways, or each command costs some 50 ms.
final class VirtualReaderSocket: Sendable {
    let descriptor: Int32

    init(host: String, port: UInt16) throws(VirtualReaderError) {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        guard inet_pton(AF_INET, host, &address.sin_addr) == 1 else { throw .notAnAddress(host) }
        let type = Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue)
        descriptor = socket(AF_INET, type, 0)
        guard descriptor >= 0 else { throw .callFailed(name: "socket", errno: errno) }
        let status = withUnsafePointer(to: address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        let number = errno
        if status != 0, number == ECONNREFUSED { throw .notListening(host: host, port: port) }
        if status != 0 { throw .callFailed(name: "connect", errno: number) }
        try switchOn(TCP_NODELAY)
    }

    deinit { close(descriptor) }

    /// Ends the connection; a call that blocks on another thread returns.
    ///
    /// Wraps `shutdown(2)`.
    func shutDown() { shutdown(descriptor, Int32(SHUT_RDWR)) }

    /// Whether a message, or the end, arrives in time.
    ///
    /// Wraps `poll(2)`.
    func isReadable(withinMilliseconds limit: Int32) throws(VirtualReaderError) -> Bool {
        var request = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        let count = poll(&request, 1, limit)
        if count < 0, errno != EINTR { throw .callFailed(name: "poll", errno: errno) }
        // A signal that interrupts the wait has ended the connection, so a read will return.
        return count != 0
    }

    /// The next message; nil when the connection ended.
    func receive() throws(VirtualReaderError) -> [UInt8]? {
        guard let head = try receive(byteCount: 2) else { return nil }
        return try receive(byteCount: Int(head[0]) << 8 | Int(head[1]))
    }

    /// Sends one message; false when the connection ended.
    func send(_ message: [UInt8]) throws(VirtualReaderError) -> Bool {
        let bytes = [UInt8(message.count >> 8), UInt8(message.count & 0xFF)] + message
        var sent = 0
        while sent < bytes.count {
            let count = bytes[sent...].withUnsafeBytes {
                Glibc.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
            }
            guard try isOpen(count, after: "send") else { return false }
            sent += max(count, 0)
        }
        return true
    }

    private func receive(byteCount: Int) throws(VirtualReaderError) -> [UInt8]? {
        var bytes = [UInt8](repeating: 0, count: byteCount)
        var received = 0
        while received < byteCount {
            // The kernel falls back to delayed acknowledgements by itself, so before every read.
            try switchOn(TCP_QUICKACK)
            let count = bytes[received...].withUnsafeMutableBytes {
                recv(descriptor, $0.baseAddress, $0.count, 0)
            }
            guard count != 0, try isOpen(count, after: "recv") else { return nil }
            received += max(count, 0)
        }
        return bytes
    }

    /// Tells a call that a signal interrupted and an end of the connection from real failures.
    private func isOpen(_ count: Int, after name: String) throws(VirtualReaderError) -> Bool {
        if count >= 0 || errno == EINTR { return true }
        if errno == ECONNRESET || errno == EPIPE { return false }
        throw .callFailed(name: name, errno: errno)
    }

    private func switchOn(_ option: Int32) throws(VirtualReaderError) {
        var on: Int32 = 1
        let size = socklen_t(MemoryLayout<Int32>.size)
        guard setsockopt(descriptor, Int32(IPPROTO_TCP), option, &on, size) == 0 else {
            throw .callFailed(name: "setsockopt", errno: errno)
        }
    }
}

import Glibc
import Testing

/// A TCP socket on the loopback interface, for peers that do not speak HTTP as they should.
final class RawSocket {
    private let descriptor: Int32

    private init(descriptor: Int32) { self.descriptor = descriptor }

    deinit { close(descriptor) }

    /// A socket that listens on a port which the system chose, and accepts nobody by itself.
    static func listening() throws -> RawSocket {
        let socket = RawSocket(descriptor: socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0))
        try socket.withAddress(port: 0) { try #require(bind(socket.descriptor, $0, $1) == 0) }
        try #require(listen(socket.descriptor, 16) == 0)
        socket.stopBlocking()
        return socket
    }

    /// A socket that is connected, from an address of the loopback network.
    static func connected(
        to port: UInt16,
        from source: UInt32 = 0x7F00_0001
    ) throws -> RawSocket {
        let socket = RawSocket(descriptor: socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0))
        try socket.withAddress(source, port: 0) {
            guard bind(socket.descriptor, $0, $1) == 0 else { throw SocketError(errno: errno) }
        }
        try socket.withAddress(port: port) {
            guard connect(socket.descriptor, $0, $1) == 0 else { throw SocketError(errno: errno) }
        }
        socket.stopBlocking()
        return socket
    }

    var port: UInt16 {
        get throws {
            var address = sockaddr_in()
            var length = socklen_t(MemoryLayout<sockaddr_in>.size)
            try withUnsafeMutablePointer(to: &address) {
                try $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                    try #require(getsockname(descriptor, $0, &length) == 0)
                }
            }
            return UInt16(bigEndian: address.sin_port)
        }
    }

    /// Waits for the next client.
    func accepted() async throws -> RawSocket {
        let client = RawSocket(descriptor: try await waiting { accept(descriptor, nil, nil) })
        client.stopBlocking()
        return client
    }

    func write(_ text: String) async throws {
        var rest = Array(text.utf8)[...]
        while !rest.isEmpty {
            let count = try await waiting {
                rest.withUnsafeBytes {
                    Int32(send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)))
                }
            }
            rest = rest.dropFirst(Int(count))
        }
    }

    /// Reads until the text has come; fails when the peer closes before.
    func read(until text: String) async throws -> String {
        var collected = ""
        while !collected.contains(text) {
            let part = try await readPart()
            try #require(!part.isEmpty, "closed after: \(collected)")
            collected += part
        }
        return collected
    }

    /// Reads until the peer closes.
    func readToEnd() async throws -> String {
        var collected = ""
        while true {
            let part = try await readPart()
            if part.isEmpty { return collected }
            collected += part
        }
    }

    private func stopBlocking() { _ = fcntl(descriptor, F_SETFL, O_NONBLOCK) }

    private func readPart() async throws -> String {
        var buffer = [UInt8](repeating: 0, count: 4_096)
        do {
            let count = try await waiting { Int32(recv(descriptor, &buffer, buffer.count, 0)) }
            return String(decoding: buffer.prefix(Int(count)), as: UTF8.self)
        } catch let error as SocketError where error.errno == ECONNRESET {
            // A peer that closes with unread bytes resets the connection.
            return ""
        }
    }

    /// Repeats the call until it does not have to wait: the pool's threads must not block.
    private func waiting(_ call: () -> Int32) async throws -> Int32 {
        while true {
            let result = call()
            if result >= 0 { return result }
            guard errno == EAGAIN else { throw SocketError(errno: errno) }
            try await Task.sleep(for: .milliseconds(1))
        }
    }

    private func withAddress(
        _ host: UInt32 = 0x7F00_0001,
        port: UInt16,
        _ body: (UnsafePointer<sockaddr>, socklen_t) throws -> Void
    ) throws {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = in_addr_t(host).bigEndian
        try withUnsafePointer(to: &address) {
            try $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                try body($0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
    }
}

struct SocketError: Error {
    let errno: Int32
}

internal import Glibc

/// TCP sockets on the loopback interface, for peers that do not speak as our own code does.
public enum Loopback {
    /// Listens at a port that the system chooses.
    public static func listen() throws -> (descriptor: Int32, port: UInt16) {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        try SystemCallFailure.check(descriptor, "socket")
        do {
            try withAddress(port: 0) {
                try SystemCallFailure.check(bind(descriptor, $0, $1), "bind")
            }
            try SystemCallFailure.check(Glibc.listen(descriptor, 16), "listen")
            var address = sockaddr_in()
            var length = socklen_t(MemoryLayout<sockaddr_in>.size)
            let result = withUnsafeMutablePointer(to: &address) {
                $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                    getsockname(descriptor, $0, &length)
                }
            }
            try SystemCallFailure.check(result, "getsockname")
            return (descriptor, UInt16(bigEndian: address.sin_port))
        } catch {
            close(descriptor)
            throw error
        }
    }

    /// A port that was free a moment ago.
    public static func freePort() throws -> UInt16 {
        let (descriptor, port) = try listen()
        close(descriptor)
        return port
    }

    /// Connects to a port.
    public static func connect(to port: UInt16) throws -> Int32 {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        try SystemCallFailure.check(descriptor, "socket")
        do {
            try withAddress(port: port) {
                try SystemCallFailure.check(Glibc.connect(descriptor, $0, $1), "connect")
            }
        } catch {
            close(descriptor)
            throw error
        }
        return descriptor
    }

    /// Lends the address of a loopback port.
    private static func withAddress<Result>(
        port: UInt16,
        _ body: (UnsafePointer<sockaddr>, socklen_t) throws -> Result
    ) rethrows -> Result {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = in_addr_t(0x7F00_0001).bigEndian
        return try withUnsafePointer(to: &address) {
            try $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                try body($0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
    }
}

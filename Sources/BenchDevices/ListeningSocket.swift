internal import Glibc

/// A socket that listens, as `socket(2)`, `bind(2)` and `listen(2)` make it.
public enum ListeningSocket {
    /// On the loopback interface; port 0 takes a free one.
    public static func tcp(
        port: UInt16
    ) throws(BenchDeviceError) -> (listener: Descriptor, port: UInt16) {
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
    public static func unix(path: String) throws(BenchDeviceError) -> Descriptor {
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
    ) throws(BenchDeviceError) -> Int32 {
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

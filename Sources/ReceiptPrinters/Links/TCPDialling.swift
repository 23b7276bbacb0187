internal import Glibc

/// Begins TCP connections; none of the calls waits for the other side.
enum TCPDialling {
    /// A network printer that says nothing for so long is asked by the kernel.
    private static let keepAliveSeconds: Int32 = 10
    /// The kernel asks so often before the link counts as broken.
    private static let keepAliveProbes: Int32 = 3
    /// What was sent and is not acknowledged for so long breaks the link.
    private static let unacknowledgedMilliseconds: Int32 = 20_000

    /// A socket that is connecting: it is connected, or has failed, once it can be written.
    ///
    /// A name is looked up first, which takes as long as the system's resolver needs; number
    /// addresses need no such time. Of several addresses the first is taken.
    static func begin(host: String, port: UInt16, text: String) throws(LinkError) -> Int32 {
        var hints = addrinfo()
        hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        var list: UnsafeMutablePointer<addrinfo>?
        guard getaddrinfo(host, String(port), &hints, &list) == 0, let first = list?.pointee else {
            throw .unknownHost(text)
        }
        defer { freeaddrinfo(list) }
        let kind = Int32(SOCK_STREAM.rawValue | SOCK_NONBLOCK.rawValue | SOCK_CLOEXEC.rawValue)
        let descriptor = socket(first.ai_family, kind, first.ai_protocol)
        guard descriptor >= 0 else { throw LinkError(errno: errno, address: text) }
        watch(descriptor)
        if connect(descriptor, first.ai_addr, first.ai_addrlen) == 0 || errno == EINPROGRESS {
            return descriptor
        }
        let code = errno
        close(descriptor)
        throw LinkError(errno: code, address: text)
    }

    /// What came of a connection that was begun.
    static func result(of descriptor: Int32, text: String) -> LinkError? {
        var code: Int32 = 0
        var length = socklen_t(MemoryLayout.size(ofValue: code))
        getsockopt(descriptor, SOL_SOCKET, SO_ERROR, &code, &length)
        return code == 0 ? nil : LinkError(errno: code, address: text)
    }

    /// A printer that lost its power does not say so: the kernel is to find out.
    private static func watch(_ descriptor: Int32) {
        set(descriptor, SOL_SOCKET, SO_KEEPALIVE, 1)
        set(descriptor, Int32(IPPROTO_TCP), TCP_KEEPIDLE, keepAliveSeconds)
        set(descriptor, Int32(IPPROTO_TCP), TCP_KEEPINTVL, keepAliveSeconds)
        set(descriptor, Int32(IPPROTO_TCP), TCP_KEEPCNT, keepAliveProbes)
        set(descriptor, Int32(IPPROTO_TCP), TCP_USER_TIMEOUT, unacknowledgedMilliseconds)
        // A question of three bytes is not to wait for more.
        set(descriptor, Int32(IPPROTO_TCP), TCP_NODELAY, 1)
    }

    private static func set(_ descriptor: Int32, _ level: Int32, _ option: Int32, _ value: Int32) {
        var value = value
        let result = setsockopt(
            descriptor,
            level,
            option,
            &value,
            socklen_t(MemoryLayout.size(ofValue: value))
        )
        precondition(result == 0, "setsockopt(2) does not know option \(option): \(errno)")
    }
}

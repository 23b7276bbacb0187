internal import Glibc

/// Opens TCP connections with a deadline.
struct TCPConnector {
    let host: String
    let port: UInt16
    /// The printer as errors name it.
    let address: String

    /// A connected, non-blocking socket.
    ///
    /// A name is looked up first, which takes as long as the system's resolver needs; number
    /// addresses need no such time.
    func connect(timeoutMilliseconds: Int) throws(PrintError) -> Int32 {
        var hints = addrinfo()
        hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        var list: UnsafeMutablePointer<addrinfo>?
        guard getaddrinfo(host, String(port), &hints, &list) == 0 else {
            throw .unknownHost(address)
        }
        defer { freeaddrinfo(list) }
        let deadline = Deadline(afterMilliseconds: timeoutMilliseconds)
        var failure = PrintError.unknownHost(address)
        var next = list
        while let candidate = next {
            do throws(PrintError) {
                return try connect(to: candidate.pointee, by: deadline, timeoutMilliseconds)
            } catch {
                failure = error
            }
            next = candidate.pointee.ai_next
        }
        throw failure
    }

    private func connect(
        to candidate: addrinfo,
        by deadline: Deadline,
        _ timeoutMilliseconds: Int
    ) throws(PrintError) -> Int32 {
        let kind = Int32(SOCK_STREAM.rawValue | SOCK_NONBLOCK.rawValue | SOCK_CLOEXEC.rawValue)
        let descriptor = socket(candidate.ai_family, kind, candidate.ai_protocol)
        guard descriptor >= 0 else { throw PrintError(errno: errno, address: address) }
        if Glibc.connect(descriptor, candidate.ai_addr, candidate.ai_addrlen) == 0 {
            return descriptor
        }
        var code = errno
        if code == EINPROGRESS {
            guard deadline.wait(for: POLLOUT, of: descriptor) else {
                close(descriptor)
                throw .timedOut(address, afterMilliseconds: timeoutMilliseconds)
            }
            var length = socklen_t(MemoryLayout.size(ofValue: code))
            getsockopt(descriptor, SOL_SOCKET, SO_ERROR, &code, &length)
        }
        guard code == 0 else {
            close(descriptor)
            throw PrintError(errno: code, address: address)
        }
        return descriptor
    }
}

internal import CMicroHTTPD
internal import Glibc

/// A socket that listens, and the port it was given.
///
/// It is opened here and not by MHD, which would say of every failure only that it failed.
struct ListeningSocket {
    let descriptor: Int32
    let port: UInt16

    /// Wraps `getaddrinfo(3)` for numeric addresses, `socket(2)`, `bind(2)` and `listen(2)`.
    init(_ configuration: ServerConfiguration) throws(ServerError) {
        let (host, port) = (configuration.host, configuration.port)
        var hints = addrinfo()
        hints.ai_flags = AI_NUMERICHOST | AI_NUMERICSERV | AI_PASSIVE
        hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        var found: UnsafeMutablePointer<addrinfo>?
        guard getaddrinfo(host, String(port), &hints, &found) == 0, let address = found else {
            throw .invalidHost(host)
        }
        defer { freeaddrinfo(found) }
        guard
            isLoopback(address.pointee.ai_addr) || configuration.identity != nil
                || configuration.allowsPlainHTTPBeyondLoopback
        else { throw .plainHTTPBeyondLoopback(host: host) }
        do throws(SystemError) {
            descriptor = try listeningDescriptor(address.pointee)
        } catch {
            throw ServerError(error.errno, host: host, port: port)
        }
        self.port = boundPort(descriptor)
    }
}

private struct SystemError: Error {
    let errno: Int32
}

private func listeningDescriptor(_ address: addrinfo) throws(SystemError) -> Int32 {
    let kind = Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue | SOCK_NONBLOCK.rawValue)
    let descriptor = socket(address.ai_family, kind, 0)
    guard descriptor >= 0 else { throw SystemError(errno: errno) }
    // A port whose last connections linger may be taken again at once.
    var enabled: Int32 = 1
    setsockopt(
        descriptor,
        SOL_SOCKET,
        SO_REUSEADDR,
        &enabled,
        socklen_t(MemoryLayout<Int32>.size)
    )
    guard bind(descriptor, address.ai_addr, address.ai_addrlen) == 0,
        listen(descriptor, SOMAXCONN) == 0
    else {
        let error = SystemError(errno: errno)
        close(descriptor)
        throw error
    }
    return descriptor
}

/// Wraps `getsockname(2)`; both families keep the port in the same place.
private func boundPort(_ descriptor: Int32) -> UInt16 {
    var address = sockaddr_in6()
    var length = socklen_t(MemoryLayout<sockaddr_in6>.size)
    return withUnsafeMutableBytes(of: &address) { bytes in
        let name = bytes.assumingMemoryBound(to: sockaddr.self).baseAddress
        precondition(getsockname(descriptor, name, &length) == 0, "getsockname failed: \(errno)")
        return UInt16(bigEndian: bytes.load(fromByteOffset: 2, as: UInt16.self))
    }
}

private func isLoopback(_ address: UnsafeMutablePointer<sockaddr>) -> Bool {
    let isIPv6 = Int32(address.pointee.sa_family) == AF_INET6
    let length = isIPv6 ? MemoryLayout<sockaddr_in6>.size : MemoryLayout<sockaddr_in>.size
    guard let host = numericHost(address, length: socklen_t(length)) else { return false }
    return host == "::1" || host.hasPrefix("127.") || host.hasPrefix("::ffff:127.")
}

/// The address as text, without the port.
///
/// Wraps `getnameinfo(3)`.
func numericHost(_ address: UnsafePointer<sockaddr>, length: socklen_t) -> String? {
    var host = [CChar](repeating: 0, count: Int(NI_MAXHOST))
    let result = getnameinfo(
        address,
        length,
        &host,
        socklen_t(host.count),
        nil,
        0,
        NI_NUMERICHOST
    )
    guard result == 0 else { return nil }
    return String(decoding: host.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
}

extension ServerError {
    fileprivate init(_ error: Int32, host: String, port: UInt16) {
        switch error {
        case EADDRINUSE: self = .addressInUse(host: host, port: port)
        case EADDRNOTAVAIL: self = .addressNotHere(host: host)
        case EACCES: self = .portNotAllowed(port: port)
        default:
            self = .cannotListen(
                host: host,
                port: port,
                reason: String(cString: strerror(error))
            )
        }
    }
}

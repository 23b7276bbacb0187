internal import Glibc

/// Who a client is as far as limits go: an IPv4 address, or a network of IPv6.
///
/// A household or an office is given 64 bits of IPv6 addresses at the least (RFC 6177): to count each
/// alone would count nothing.
struct ClientAddress: Hashable, Sendable {
    /// The first 64 bits of an IPv6 address; an IPv4 address as `::ffff:a.b.c.d` would have it last.
    private let network: UInt64
    private let host: UInt32

    /// Nil for families other than these two.
    init?(_ address: UnsafePointer<sockaddr>) {
        let raw = UnsafeRawPointer(address)
        switch Int32(address.pointee.sa_family) {
        case AF_INET:
            host = raw.loadUnaligned(as: sockaddr_in.self).sin_addr.s_addr
            network = 0
        case AF_INET6:
            var address = raw.loadUnaligned(as: sockaddr_in6.self).sin6_addr
            let parts = withUnsafeBytes(of: &address) { bytes in
                (
                    first: bytes.loadUnaligned(as: UInt64.self),
                    middle: bytes.loadUnaligned(fromByteOffset: 8, as: UInt32.self),
                    last: bytes.loadUnaligned(fromByteOffset: 12, as: UInt32.self)
                )
            }
            let isMapped = parts.first == 0 && parts.middle == UInt32(bigEndian: 0xFFFF)
            (network, host) = (parts.first, isMapped ? parts.last : 0)
        default: return nil
        }
    }
}

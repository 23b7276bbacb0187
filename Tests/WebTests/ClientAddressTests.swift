import Glibc
import Testing

@testable import WebServer

struct ClientAddressTests {
    /// The address as a socket's peer would have it.
    private func client(_ text: String) throws -> ClientAddress? {
        var hints = addrinfo()
        hints.ai_flags = AI_NUMERICHOST
        var found: UnsafeMutablePointer<addrinfo>?
        try #require(getaddrinfo(text, "80", &hints, &found) == 0)
        defer { freeaddrinfo(found) }
        return ClientAddress(try #require(found).pointee.ai_addr)
    }

    @Test(arguments: [
        ("192.0.2.1", "192.0.2.1", true),
        ("192.0.2.1", "192.0.2.2", false),
        ("192.0.2.1", "::ffff:192.0.2.1", true),
        ("::ffff:192.0.2.1", "::ffff:192.0.2.2", false),
        ("2001:db8:0:1::1", "2001:db8:0:1:ffff::2", true),
        ("2001:db8:0:1::1", "2001:db8:0:2::1", false),
        ("::1", "127.0.0.1", false),
    ])
    func `one client is an IPv4 address or 64 bits of IPv6`(
        first: String,
        second: String,
        areOne: Bool
    ) throws {
        let known = try #require(try client(first))
        #expect((try client(second) == known) == areOne)
    }

    @Test func `a socket of another family has no client`() {
        var address = sockaddr()
        address.sa_family = sa_family_t(AF_UNIX)
        #expect(ClientAddress(&address) == nil)
    }
}

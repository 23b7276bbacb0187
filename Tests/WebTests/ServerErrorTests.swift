import Glibc
import Testing
import WebServer

struct ServerErrorTests {
    private func startingError(_ configuration: ServerConfiguration) -> ServerError? {
        #expect(throws: ServerError.self) {
            _ = try HTTPServer(configuration, router: Router()) { _, _ in }
        }
    }

    @Test func `a port that another program listens on is said so`() throws {
        let other = try RawSocket.listening()
        let port = try other.port
        let error = startingError(.init(port: port))
        #expect(error == .addressInUse(host: "127.0.0.1", port: port))
        #expect(error?.sentence == "Another program listens on 127.0.0.1, port \(port).")
    }

    @Test(arguments: ["localhost", "", "1.2.3.4.5", "fe80::x"])
    func `a host that is no address is refused`(host: String) {
        #expect(startingError(.init(host: host)) == .invalidHost(host))
    }

    @Test func `an address of another machine is refused`() {
        let error = startingError(.init(host: "192.0.2.1", allowsPlainHTTPBeyondLoopback: true))
        #expect(error == .addressNotHere(host: "192.0.2.1"))
    }

    @Test(arguments: ["0.0.0.0", "::", "192.0.2.1"])
    func `plain HTTP beyond this machine has to be wanted`(host: String) {
        #expect(startingError(.init(host: host)) == .plainHTTPBeyondLoopback(host: host))
    }

    @Test(arguments: ["127.0.0.1", "127.1.2.3"])
    func `plain HTTP within this machine is fine`(host: String) async throws {
        let server = try HTTPServer(.init(host: host), router: Router()) { _, _ in }
        #expect(server.port != 0)
        await server.stop()
    }

    @Test func `plain HTTP beyond this machine is possible when it is wanted`() async throws {
        let server = try HTTPServer(
            .init(host: "0.0.0.0", allowsPlainHTTPBeyondLoopback: true),
            router: Router()
        ) { _, _ in }
        await server.stop()
    }

    @Test func `an identity that is none is refused and shows nothing`() {
        let identity = TLSIdentity(
            certificatePEM: Array("certificate".utf8),
            keyPEM: Array("secret".utf8)
        )
        let error = startingError(.init(identity: identity))
        guard case .identityRefused(let reason) = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(reason.contains("certificate"))
        #expect(!"\(identity) \(String(reflecting: identity)) \(reason)".contains("secret"))
    }

    @Test func `a refused start leaves no socket open`() async {
        await #expect(processExitsWith: .success) {
            let before = openSockets()
            for _ in 1...3 {
                let identity = TLSIdentity(certificatePEM: [1], keyPEM: [2])
                #expect(throws: ServerError.self) {
                    _ = try HTTPServer(.init(identity: identity), router: Router()) { _, _ in }
                }
            }
            #expect(openSockets() == before)
        }
    }
}

/// Sockets only: the runtime opens other descriptors of its own when it first needs them.
private func openSockets() -> [Int32] {
    (0..<1_024).filter { descriptor in
        var status = stat()
        return fstat(descriptor, &status) == 0 && status.st_mode & S_IFMT == S_IFSOCK
    }
}

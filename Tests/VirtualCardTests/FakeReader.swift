import Glibc
import Testing

/// The reader's side of the connection, on a port that the system chooses.
final class FakeReader: Sendable {
    private let listener: Int32
    let port: UInt16

    /// A reader that does not listen still keeps its port from others.
    init(isListening: Bool = true) throws {
        listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = INADDR_LOOPBACK.bigEndian
        var size = socklen_t(MemoryLayout<sockaddr_in>.size)
        let descriptor = listener
        let status = withUnsafeMutablePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(descriptor, $0, size) | getsockname(descriptor, $0, &size)
                    | (isListening ? listen(descriptor, 1) : 0)
            }
        }
        try #require(status == 0, "cannot listen: errno \(errno)")
        port = UInt16(bigEndian: address.sin_port)
    }

    deinit { close(listener) }

    /// Accepts the card that connected.
    func accept() throws -> Slot {
        let descriptor = Glibc.accept(listener, nil, nil)
        try #require(descriptor >= 0)
        return Slot(descriptor)
    }

    /// The place of one card; gone with the object.
    final class Slot: Sendable {
        private let descriptor: Int32
        init(_ descriptor: Int32) { self.descriptor = descriptor }
        deinit { close(descriptor) }

        func send(_ messages: [UInt8]...) {
            for message in messages {
                let bytes = [UInt8(message.count >> 8), UInt8(message.count & 0xFF)] + message
                #expect(write(descriptor, bytes, bytes.count) == bytes.count)
            }
        }

        /// Says that nothing follows; what the card still sends can be read.
        func finish() { shutdown(descriptor, Int32(SHUT_WR)) }

        /// The next message; nil at the end.
        func receive() -> [UInt8]? {
            guard let head = receive(2) else { return nil }
            return receive(Int(head[0]) << 8 | Int(head[1]))
        }

        private func receive(_ count: Int) -> [UInt8]? {
            var bytes = [UInt8](repeating: 0, count: count)
            let received = recv(descriptor, &bytes, count, Int32(MSG_WAITALL))
            return received == count ? bytes : nil
        }
    }
}

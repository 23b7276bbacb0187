internal import DeviceThreads
internal import Glibc
internal import Synchronization

/// A card in the virtual reader that answers as a closure says.
///
/// Inserted when made, and pulled by `remove`, by the closure, or with the last reference.
///
/// The virtual reader's driver listens and the card connects. Every message is a length (2 bytes,
/// big-endian) and that many bytes; one byte alone is a control message.
public final class ScriptedCard: Sendable {
    /// Gives the answer to a command, or nil to pull the card.
    public typealias Script = @Sendable (_ command: [UInt8]) -> [UInt8]?

    /// What a DESFire card answers through a reader of PC/SC part 3.
    public static let answerToReset: [UInt8] = [0x3B, 0x81, 0x80, 0x01, 0x80, 0x80]

    /// Answers every command with its own bytes and 9000.
    public static let echo: Script = { $0 + [0x90, 0x00] }

    private let socket: CardSocket
    private let counters = Counters()

    /// How often the reader has reset the card or switched it on or off.
    public var resetCount: Int { counters.resets.load(ordering: .sequentiallyConsistent) }

    /// How often the driver has looked whether the card is there; it does every 0.4 s.
    public var lookCount: Int { counters.looks.load(ordering: .sequentiallyConsistent) }

    /// Puts a card on reader 0 or 1.
    ///
    /// The driver notices it within 0.4 s.
    public init(
        slot: Int = 0,
        answerToReset: [UInt8] = answerToReset,
        script: @escaping Script = echo
    ) throws {
        let socket = try CardSocket(port: VirtualReaderDaemon.firstPort + UInt16(slot))
        self.socket = socket
        let counters = counters
        let thread = DeviceWorker(name: "scripted-card")
        Task {
            await thread.perform {
                defer { socket.shutDown() }
                while let message = socket.receive() {
                    switch message {
                    case [0x00], [0x01], [0x02]:
                        counters.resets.add(1, ordering: .sequentiallyConsistent)
                    case [0x04]:
                        counters.looks.add(1, ordering: .sequentiallyConsistent)
                        socket.send(answerToReset)
                    default:
                        guard let answer = script(message) else { return }
                        socket.send(answer)
                    }
                }
            }
        }
    }

    deinit { socket.shutDown() }

    /// Pulls the card; the driver notices within 0.4 s, or at the next command.
    public func remove() { socket.shutDown() }
}

private final class Counters: Sendable {
    let resets = Atomic(0)
    let looks = Atomic(0)
}

/// The socket between a card and the driver.
///
/// Its descriptor is closed with the last reference, so no other thread can meet its number in a
/// second life.
private final class CardSocket: Sendable {
    private let descriptor: Int32

    init(port: UInt16) throws {
        descriptor = try Loopback.connect(to: port)
        set(TCP_NODELAY)
    }

    deinit { close(descriptor) }

    func shutDown() { _ = shutdown(descriptor, Int32(SHUT_RDWR)) }

    /// The next message, or nil when the socket ended.
    func receive() -> [UInt8]? {
        guard let length = receive(byteCount: 2) else { return nil }
        return receive(byteCount: Int(length[0]) << 8 | Int(length[1]))
    }

    /// Sends length and body in one packet: in two, the body would wait 40 ms for the
    /// acknowledgement of the length.
    func send(_ message: [UInt8]) {
        let bytes = [UInt8(message.count >> 8), UInt8(message.count & 0xFF)] + message
        // A driver that closed is noticed by the next `receive`.
        _ = Glibc.send(descriptor, bytes, bytes.count, Int32(MSG_NOSIGNAL))
    }

    private func receive(byteCount: Int) -> [UInt8]? {
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: byteCount)
        while bytes.count < byteCount {
            // The kernel turns it off again by itself.
            set(TCP_QUICKACK)
            let count = recv(descriptor, &chunk, byteCount - bytes.count, 0)
            guard count > 0 else { return nil }
            bytes += chunk[..<count]
        }
        return bytes
    }

    private func set(_ option: Int32) {
        var on: Int32 = 1
        setsockopt(
            descriptor,
            Int32(IPPROTO_TCP),
            option,
            &on,
            socklen_t(MemoryLayout<Int32>.size)
        )
    }
}

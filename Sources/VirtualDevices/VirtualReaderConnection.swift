internal import Synchronization
public import VirtualCard

/// A card's stay in the virtual reader of pcscd (`vpcd` of vsmartcard): connecting inserts it.
///
/// Rules: the reader listens, the card connects; closing takes it away. A message of one byte
/// controls power: 00 off, 01 on, 02 reset, none of them answered, and 04 asks for the answer to
/// reset. All other messages are command APDUs, answered with one message each.
public final class VirtualReaderConnection: Sendable {
    /// Where the reader listens.
    public static let defaultHost = "127.0.0.1"
    private static let firstPort: UInt16 = 35963

    /// The port of a slot, 1 or 2, of the reader as Debian configures it.
    public static func port(ofSlot slot: Int) -> UInt16 {
        precondition((1...2).contains(slot), "the virtual reader has slots 1 and 2")
        return firstPort + UInt16(slot - 1)
    }

    /// How a card's stay in the reader ended.
    public enum End: Sendable, Equatable {
        /// `remove()` was called.
        case removed
        /// A fault took the card away.
        case dropped
        /// The reader closed the connection: pcscd stopped.
        case readerClosed
    }

    private enum Control: UInt8 {
        case powerOff = 0x00
        case powerOn = 0x01
        case reset = 0x02
        case answerToReset = 0x04
    }

    private let socket: VirtualReaderSocket
    private let isRemoved = Atomic(false)

    /// Connects to the reader, which shows the card to pcscd.
    public init(host: String = defaultHost, port: UInt16) throws(VirtualReaderError) {
        socket = try VirtualReaderSocket(host: host, port: port)
    }

    /// The socket, for a signal handler to shut down.
    var descriptor: Int32 { socket.descriptor }

    /// Waits until pcscd has seen the card, at most five seconds: it asks every 0.4 seconds.
    ///
    /// The reader queues the card of a slot that holds another one, and then does not speak to it.
    public func waitUntilSeen() throws(VirtualReaderError) {
        let limitMilliseconds: Int32 = 5000
        guard try socket.isReadable(withinMilliseconds: limitMilliseconds) else {
            throw .slotTaken
        }
    }

    /// Takes the card away; `serve` ends, on whatever thread it blocks.
    public func remove() {
        isRemoved.store(true, ordering: .sequentiallyConsistent)
        socket.shutDown()
    }

    /// Is the card until it leaves the reader, and blocks so long.
    ///
    /// `persist` is given the card's memory after each command that changed it, before the answer
    /// is sent. When it throws, the card leaves without answering and the error is passed on.
    public func serve(
        _ card: inout VirtualCard,
        faults: CardFaults = { _, _ in .none },
        persist: (CardMemory) throws -> Void
    ) throws -> End {
        defer { socket.shutDown() }
        card.powerOff()
        var commandCount = 0
        while let message = try socket.receive() {
            let answer: [UInt8]
            if message.count == 1, let control = Control(rawValue: message[0]) {
                guard let reply = Self.obey(control, &card) else { continue }
                answer = reply
            } else {
                let before = card.memory
                let reply = card.process(message, under: faults(commandCount, message))
                commandCount += 1
                if card.memory != before { try persist(card.memory) }
                guard let reply else { return .dropped }
                answer = reply
            }
            guard try socket.send(answer) else { break }
        }
        card.powerOff()
        return isRemoved.load(ordering: .sequentiallyConsistent) ? .removed : .readerClosed
    }

    private static func obey(_ control: Control, _ card: inout VirtualCard) -> [UInt8]? {
        switch control {
        case .powerOff, .powerOn, .reset:
            card.powerOff()
            return nil
        case .answerToReset:
            return VirtualCard.answerToReset
        }
    }
}

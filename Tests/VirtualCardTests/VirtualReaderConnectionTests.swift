import Dispatch
import Testing

@testable import VirtualCard
@testable import VirtualDevices

@Suite(.timeLimit(.minutes(1))) struct VirtualReaderConnectionTests {
    private static let getVersion = hex("9060000000")
    private static let getFreeMemory = hex("906E000000")
    private static let create = hex("90CA000005 4230F50F84 00")

    @Test func `control bytes are obeyed and commands answered`() throws {
        let reader = try FakeReader()
        let connection = try VirtualReaderConnection(port: reader.port)
        let slot = try reader.accept()
        slot.send([0x01], [0x04], Self.getVersion, [0x04], hex("90AF000000"))
        for control: UInt8 in [0x00, 0x01, 0x02] { slot.send([control], hex("90AF000000")) }
        slot.finish()
        var card = VirtualCard(memory: CardMemory(blank: .ev2))
        #expect(try connection.serve(&card) { _ in } == .readerClosed)
        #expect(slot.receive() == VirtualCard.answerToReset)
        #expect(slot.receive()?.suffix(2) == [0x91, 0xAF])
        #expect(slot.receive() == VirtualCard.answerToReset)
        #expect(slot.receive()?.suffix(2) == [0x91, 0xAF])
        for _ in 0..<3 { #expect(slot.receive() == hex("911C"), "power off ended the chain") }
        #expect(slot.receive() == nil)
    }

    private struct DiskFull: Error {}

    @Test func `a change is kept before it is answered`() throws {
        let reader = try FakeReader()
        let connection = try VirtualReaderConnection(port: reader.port)
        let slot = try reader.accept()
        slot.send(Self.getFreeMemory, Self.create)
        slot.finish()
        var card = VirtualCard(memory: CardMemory(blank: .ev2))
        #expect(throws: DiskFull.self) {
            try connection.serve(&card) { memory in
                #expect(memory.applications.count == 1)
                throw DiskFull()
            }
        }
        #expect(slot.receive()?.last == 0x00, "a command that changes nothing is not kept")
        #expect(slot.receive() == nil, "what was not kept is not answered")
    }

    @Test(arguments: [(CardFault.dropBeforeExecuting, 0), (.dropAfterExecuting, 1)])
    func `a fault takes the card away without an answer`(
        _ row: (fault: CardFault, applications: Int)
    ) throws {
        let reader = try FakeReader()
        let connection = try VirtualReaderConnection(port: reader.port)
        let slot = try reader.accept()
        slot.send([0x01], Self.getFreeMemory, Self.create)
        slot.finish()
        var card = VirtualCard(memory: CardMemory(blank: .ev2))
        var kept: CardMemory?
        let end = try connection.serve(
            &card,
            faults: { index, _ in index == 1 ? row.fault : .none },
            persist: { kept = $0 }
        )
        #expect(end == .dropped)
        #expect(card.memory.applications.count == row.applications)
        #expect((kept == card.memory) == (row.applications == 1))
        #expect(slot.receive()?.suffix(2) == [0x91, 0x00])
        #expect(slot.receive() == nil)
    }

    @Test func `a card is removed from another thread`() async throws {
        let reader = try FakeReader()
        let connection = try VirtualReaderConnection(port: reader.port)
        let slot = try reader.accept()
        let (ends, finished) = AsyncStream.makeStream(
            of: Result<VirtualReaderConnection.End, any Error>.self
        )
        DispatchQueue.global().async {
            var card = VirtualCard(memory: CardMemory(blank: .ev2))
            finished.yield(Result { try connection.serve(&card) { _ in } })
        }
        slot.send([0x04])
        #expect(slot.receive() == VirtualCard.answerToReset)
        connection.remove()
        var iterator = ends.makeAsyncIterator()
        #expect(try await iterator.next()?.get() == .removed)
        #expect(slot.receive() == nil)
    }

    @Test func `a port that nobody listens on is told with what to do`() throws {
        let reader = try FakeReader(isListening: false)
        let port = reader.port
        let error = try #require(throws: VirtualReaderError.self) {
            try VirtualReaderConnection(port: port)
        }
        #expect(error == .notListening(host: "127.0.0.1", port: port))
        #expect(error.sentence.contains("127.0.0.1:\(port)"))
        #expect(error.hint.contains("vsmartcard-vpcd"))
        #expect(throws: VirtualReaderError.notAnAddress("localhost")) {
            try VirtualReaderConnection(host: "localhost", port: port)
        }
    }

    @Test func `a reader that speaks has seen the card`() throws {
        let reader = try FakeReader()
        let connection = try VirtualReaderConnection(port: reader.port)
        let socket = try VirtualReaderSocket(host: "127.0.0.1", port: reader.port)
        try reader.accept().send([0x04])
        try connection.waitUntilSeen()
        #expect(try !socket.isReadable(withinMilliseconds: 0), "the second card waits in the queue")
    }
}

import DeviceThreads
import Synchronization
import TestSupport
import Testing

@testable import SmartCards

extension VirtualReaderTests {
    /// What a link says and does when the card goes, at each moment.
    @Suite(.needsVirtualReader)
    struct TornExchangeTests {
        @Test func `a card pulled before a command is unknown`() async throws {
            try await VirtualReaderDaemon.exclusive { _ in
                let card = try ScriptedCard()
                try await withLink { desk async throws in
                    card.remove()
                    try await waitForPCSCD(toSeeCard: false)
                    #expect(try await desk.transmit() == .unknown(.cardRemoved))
                    #expect(try await desk.use(\.generation) == 2)
                    #expect(try await desk.transmit() == .notSent(.notConnected))
                }
            }
        }

        @Test func `a card pulled during a command is unknown`() async throws {
            try await VirtualReaderDaemon.exclusive { _ in
                let card = try ScriptedCard { _ in nil }
                try await withLink { desk async throws in
                    #expect(try await desk.transmit() == .unknown(.answerTooShort(byteCount: 0)))
                    #expect(try await desk.use(\.generation) == 2)
                    #expect(try await desk.transmit() == .notSent(.notConnected))
                }
                card.remove()
            }
        }

        @Test func `a card pulled after its answer has answered`() async throws {
            try await VirtualReaderDaemon.exclusive { _ in
                let card = try ScriptedCard()
                try await withLink { desk async throws in
                    #expect(try await desk.transmit() == .response(anyCommand + [0x90, 0x00]))
                    card.remove()
                    guard case .unknown = try await desk.transmit() else {
                        Issue.record("a command to a card that is gone")
                        return
                    }
                    #expect(try await desk.use(\.generation) == 2)
                }
            }
        }

        @Test func `an answer of one byte is unknown`() async throws {
            try await VirtualReaderDaemon.exclusive { _ in
                let card = try ScriptedCard { _ in [0x90] }
                try await withLink { desk async throws in
                    #expect(try await desk.transmit() == .unknown(.answerTooShort(byteCount: 1)))
                    #expect(try await desk.use(\.generation) == 2)
                }
                card.remove()
            }
        }

        @Test func `a command is sent once whatever becomes of it`() async throws {
            try await VirtualReaderDaemon.exclusive { _ in
                let received = Mutex(0)
                let card = try ScriptedCard { _ in
                    received.withLock { $0 += 1 }
                    return nil
                }
                try await withLink { _ = try await $0.transmit() }
                #expect(received.withLock { $0 } == 1)
                card.remove()
            }
        }

        @Test func `a card put back quickly needs a reconnection`() async throws {
            try await VirtualReaderDaemon.exclusive { _ in
                let first = try ScriptedCard()
                try await withLink { desk async throws in
                    first.remove()
                    let second = try ScriptedCard { _ in [0x02, 0x90, 0x00] }
                    try await waitUntil("the driver has met the second card") {
                        second.resetCount > 0
                    }
                    #expect(try await desk.transmit() == .unknown(.cardRemoved))
                    #expect(try await desk.transmit() == .notSent(.notConnected))
                    try await desk.use { try $0.reconnect(timeoutMilliseconds: 5_000) }
                    #expect(try await desk.transmit() == .response([0x02, 0x90, 0x00]))
                    #expect(try await desk.use(\.generation) == 3)
                    second.remove()
                }
            }
        }

        @Test func `reconnecting waits for the card`() async throws {
            try await VirtualReaderDaemon.exclusive { _ in
                let first = try ScriptedCard { _ in nil }
                try await withLink { desk async throws in
                    _ = try await desk.transmit()
                    first.remove()
                    await #expect(throws: CardError.self) {
                        try await desk.use { try $0.reconnect() }
                    }
                    #expect(try await desk.transmit() == .notSent(.notConnected))
                    async let reconnection: Void = desk.use {
                        try $0.reconnect(timeoutMilliseconds: 10_000)
                    }
                    try await waitForPCSCD(toSeeCard: false)
                    let second = try ScriptedCard()
                    try await reconnection
                    #expect(try await desk.transmit() == .response(anyCommand + [0x90, 0x00]))
                    second.remove()
                }
            }
        }

        @Test func `a card that pcscd does not see is found`() async throws {
            try await VirtualReaderDaemon.exclusive { _ in
                let card = try await VirtualReaderTests.blindReader(endingBy: .reset)
                let readers = try CardReaders()
                #expect(throws: CardError.noCard) {
                    try readers.waitForCard(timeoutMilliseconds: 1_000)
                }
                let desk = CardDesk()
                try await desk.connect()
                #expect(try await desk.transmit() == .response(anyCommand + [0x90, 0x00]))
                await desk.letGo()
                card.remove()
            }
        }

        /// pcscd resets a card when it notices it; a session begun before would be lost silently.
        @Test func `a new connection waits until pcscd has noticed the card`() async throws {
            try await VirtualReaderDaemon.exclusive { _ in
                let card = try ScriptedCard()
                let desk = CardDesk()
                try await desk.connect()
                try await expectNoReset(of: card)
                await desk.letGo()
                card.remove()
            }
        }

        @Test func `a reconnection waits until pcscd has noticed the card`() async throws {
            try await VirtualReaderDaemon.exclusive { _ in
                let first = try ScriptedCard()
                try await withLink { desk async throws in
                    first.remove()
                    try await waitForPCSCD(toSeeCard: false)
                    let second = try ScriptedCard()
                    try await desk.use { try $0.reconnect() }
                    try await expectNoReset(of: second)
                    second.remove()
                }
            }
        }

        private func expectNoReset(of card: ScriptedCard) async throws {
            let (resets, looks) = (card.resetCount, card.lookCount)
            try await waitUntil("pcscd has looked twice") { card.lookCount >= looks + 2 }
            #expect(card.resetCount == resets)
        }

        @Test func `a link does not make the reader blind`() async throws {
            try await VirtualReaderDaemon.exclusive { _ in
                let first = try ScriptedCard { _ in nil }
                try await withLink { desk async throws in
                    _ = try await desk.transmit()
                    try await desk.use { $0.disconnect(.reset) }
                }
                first.remove()
                let second = try ScriptedCard()
                let readers = try CardReaders()
                #expect(try readers.waitForCard(timeoutMilliseconds: 2_000) == firstReader)
                second.remove()
            }
        }
    }

    /// Leaves the first reader in the state in which pcscd does not see the card in it: an answer
    /// is lost, the handle is ended by a reset, and a card comes before pcscd looks again.
    private static func blindReader(endingBy disposition: CardDisposition) async throws
        -> ScriptedCard
    {
        let first = try ScriptedCard { _ in nil }
        try await waitForPCSCD(toSeeCard: true)
        try await DeviceWorker().perform {
            let connection = try CardConnection.open(reader: firstReader)
            let answer = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: 300)
            defer { answer.deallocate() }
            #expect(try connection.transmit(anyCommand, answer: answer) == 0)
            connection.dispositionAtEnd = disposition
        }
        first.remove()
        return try ScriptedCard()
    }
}

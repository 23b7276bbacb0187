import TestSupport
import Testing

@testable import SmartCards

extension VirtualReaderTests {
    @Suite(.needsVirtualReader)
    struct TransactionTests {
        private struct Refusal: Error {}

        @Test func `a transaction that returns leaves the card as it is`() async throws {
            try await VirtualReaderDaemon.exclusive { _ in
                let card = try ScriptedCard()
                try await withLink { desk async throws in
                    let resets = card.resetCount
                    let outcome = try await desk.use { link in
                        try link.withTransaction { link.transmit(anyCommand) }
                    }
                    #expect(outcome == .response(anyCommand + [0x90, 0x00]))
                    #expect(try await desk.transmit() == .response(anyCommand + [0x90, 0x00]))
                    #expect(try await desk.use(\.generation) == 1)
                    #expect(card.resetCount == resets)
                }
                card.remove()
            }
        }

        @Test func `a transaction that throws resets the card`() async throws {
            try await VirtualReaderDaemon.exclusive { _ in
                let card = try ScriptedCard()
                try await withLink { desk async throws in
                    let resets = card.resetCount
                    await #expect(throws: Refusal.self) {
                        try await desk.use { try $0.withTransaction { throw Refusal() } }
                    }
                    #expect(card.resetCount > resets)
                    #expect(try await desk.use(\.generation) == 2)
                    #expect(try await desk.transmit() == .notSent(.notConnected))
                    try await desk.use { try $0.reconnect() }
                    #expect(try await desk.transmit() == .response(anyCommand + [0x90, 0x00]))
                }
                card.remove()
            }
        }

        @Test func `a transaction needs a connection`() async throws {
            try await VirtualReaderDaemon.exclusive { _ in
                let card = try ScriptedCard()
                try await withLink { desk async throws in
                    try await desk.use { $0.disconnect() }
                    await #expect(throws: CardError.notConnected) {
                        try await desk.use { try $0.withTransaction {} }
                    }
                }
                card.remove()
            }
        }

        @Test(arguments: [(CardDisposition.leave, false), (.reset, true), (.unpower, true)])
        func `disconnecting does to the card what is asked`(
            disposition: CardDisposition,
            resets: Bool
        ) async throws {
            try await VirtualReaderDaemon.exclusive { _ in
                let card = try ScriptedCard()
                try await withLink { desk async throws in
                    let before = card.resetCount
                    try await desk.use { $0.disconnect(disposition) }
                    #expect((card.resetCount > before) == resets)
                    #expect(try await desk.transmit() == .notSent(.notConnected))
                }
                card.remove()
            }
        }
    }
}

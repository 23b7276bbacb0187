import TestSupport
import Testing

@testable import SmartCards

extension VirtualReaderTests {
    @Suite(.needsVirtualReader)
    struct CardLinkTests {
        @Test(arguments: [5, 261, 262, 4_096, 60_000])
        func `a command of any length is answered`(byteCount: Int) async throws {
            try await VirtualReaderDaemon.exclusive { _ in
                let card = try ScriptedCard()
                let command = anyCommand + [UInt8](repeating: 7, count: byteCount - 5)
                let outcome = try await withLink { try await $0.transmit(command) }
                #expect(outcome == .response(command + [0x90, 0x00]))
                card.remove()
            }
        }

        @Test func `the answer to reset is the card's`() async throws {
            try await VirtualReaderDaemon.exclusive { _ in
                let card = try ScriptedCard()
                let answer = try await withLink { try await $0.use { $0.answerToReset } }
                #expect(answer == ScriptedCard.answerToReset)
                card.remove()
            }
        }

        @Test(arguments: [0, 3, 65_545])
        func `an impossible command stays here`(byteCount: Int) async throws {
            try await VirtualReaderDaemon.exclusive { _ in
                let card = try ScriptedCard()
                try await withLink { desk async throws in
                    let outcome = try await desk.transmit([UInt8](repeating: 0, count: byteCount))
                    #expect(outcome == .notSent(.commandLengthImpossible(byteCount: byteCount)))
                    #expect(try await desk.transmit() == .response(anyCommand + [0x90, 0x00]))
                    #expect(try await desk.use(\.generation) == 1)
                }
                card.remove()
            }
        }

        @Test func `the identifier comes without its status`() async throws {
            try await VirtualReaderDaemon.exclusive { _ in
                let card = try ScriptedCard { command in
                    command == [0xFF, 0xCA, 0x00, 0x00, 0x00]
                        ? [0x04, 0x11, 0x22, 0x33, 0x44, 0x55, 0x66, 0x90, 0x00] : [0x6A, 0x81]
                }
                let identifier = try await withLink { try await $0.use { try $0.identifier() } }
                #expect(identifier == [0x04, 0x11, 0x22, 0x33, 0x44, 0x55, 0x66])
                card.remove()
            }
        }

        @Test func `a reader that gives no identifier says so`() async throws {
            try await VirtualReaderDaemon.exclusive { _ in
                let card = try ScriptedCard { _ in [0x6A, 0x81] }
                await #expect(throws: CardError.noIdentifier(statusWord: 0x6A81)) {
                    try await withLink { try await $0.use { try $0.identifier() } }
                }
                card.remove()
            }
        }

        @Test func `an empty reader has no card`() async throws {
            try await VirtualReaderDaemon.exclusive { _ in
                await #expect(throws: CardError.noCard) { try await CardDesk().connect() }
            }
        }

        @Test func `an unknown reader is named`() async throws {
            try await VirtualReaderDaemon.exclusive { _ in
                await #expect(throws: CardError.noReader(name: "Nowhere")) {
                    try await CardDesk().connect(to: "Nowhere")
                }
            }
        }

        @Test func `nobody else gets to a card that a link holds`() async throws {
            try await VirtualReaderDaemon.exclusive { _ in
                let card = try ScriptedCard()
                try await withLink { desk async throws in
                    await #expect(throws: CardError.cardInUse) { try await CardDesk().connect() }
                    let outcome = try await desk.transmit()
                    #expect(outcome == .response(anyCommand + [0x90, 0x00]))
                }
                card.remove()
            }
        }

        @Test func `the other reader is free while a link holds one`() async throws {
            try await VirtualReaderDaemon.exclusive { _ in
                let cards = try [
                    ScriptedCard(slot: 0) { _ in [0x01, 0x90, 0x00] },
                    ScriptedCard(slot: 1) { _ in [0x02, 0x90, 0x00] },
                ]
                try await waitForPCSCD(toSeeCard: true, in: secondReader)
                let other = CardDesk()
                try await other.connect(to: secondReader)
                let first = try await withLink { try await $0.transmit() }
                #expect(first == .response([0x01, 0x90, 0x00]))
                #expect(try await other.transmit() == .response([0x02, 0x90, 0x00]))
                cards.forEach { $0.remove() }
            }
        }
    }
}

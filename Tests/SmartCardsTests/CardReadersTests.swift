import DeviceThreads
import TestSupport
import Testing

@testable import SmartCards

extension VirtualReaderTests {
    @Suite(.needsVirtualReader)
    struct CardReadersTests {
        @Test func `all readers are listed`() async throws {
            try await VirtualReaderDaemon.exclusive { _ in
                let names = try CardReaders().names()
                #expect(names == VirtualReaderDaemon.readerNames)
            }
        }

        @Test func `a card is found in any reader`() async throws {
            try await VirtualReaderDaemon.exclusive { _ in
                let card = try ScriptedCard(slot: 1)
                let reader = try await DeviceWorker().perform {
                    try CardReaders().waitForCard(timeoutMilliseconds: 5_000)
                }
                #expect(reader == secondReader)
                card.remove()
            }
        }

        @Test func `only the named reader counts`() async throws {
            try await VirtualReaderDaemon.exclusive { _ in
                let card = try ScriptedCard(slot: 1)
                try await waitForPCSCD(toSeeCard: true, in: secondReader)
                #expect(throws: CardError.noCard) {
                    try CardReaders().waitForCard(reader: firstReader, timeoutMilliseconds: 20)
                }
                card.remove()
            }
        }

        @Test func `a reader that does not exist is named`() async throws {
            try await VirtualReaderDaemon.exclusive { _ in
                #expect(throws: CardError.noReader(name: "Nowhere")) {
                    try CardReaders().waitForCard(reader: "Nowhere", timeoutMilliseconds: 20)
                }
            }
        }

        @Test func `two cards leave the choice to the operator`() async throws {
            try await VirtualReaderDaemon.exclusive { _ in
                let cards = try [ScriptedCard(slot: 0), ScriptedCard(slot: 1)]
                try await waitForPCSCD(toSeeCard: true, in: firstReader)
                try await waitForPCSCD(toSeeCard: true, in: secondReader)
                #expect(throws: CardError.severalCards(readers: [firstReader, secondReader])) {
                    try CardReaders().waitForCard(timeoutMilliseconds: 20)
                }
                let named = try CardReaders()
                    .waitForCard(reader: secondReader, timeoutMilliseconds: 20)
                #expect(named == secondReader)
                cards.forEach { $0.remove() }
            }
        }
    }
}

import Glibc
import TestSupport
import Testing

@testable import SmartCards

extension VirtualReaderTests {
    @Suite(.needsVirtualReader)
    struct ReaderMonitorTests {
        @Test func `what is there at the start is reported`() async throws {
            try await VirtualReaderDaemon.exclusive { _ in
                let card = try ScriptedCard(slot: 1)
                try await waitForPCSCD(toSeeCard: true, in: secondReader)
                let monitor = ReaderMonitor()
                var events = monitor.events.makeAsyncIterator()
                #expect(await events.next() == .readerAdded(firstReader))
                #expect(await events.next() == .readerAdded(secondReader))
                #expect(await events.next()?.insertedCard == ReaderEvent.Card(slot: 1))
                monitor.stop()
                #expect(await events.next() == nil)
                card.remove()
            }
        }

        @Test func `a card put on and taken away is reported`() async throws {
            try await VirtualReaderDaemon.exclusive { _ in
                let monitor = ReaderMonitor()
                var events = monitor.events.makeAsyncIterator()
                for reader in VirtualReaderDaemon.readerNames {
                    #expect(await events.next() == .readerAdded(reader))
                }
                let card = try ScriptedCard()
                #expect(await events.next()?.insertedCard == ReaderEvent.Card(slot: 0))
                card.remove()
                #expect(await events.next() == .cardRemoved(reader: firstReader))
                monitor.stop()
            }
        }

        @Test func `a card put back is told from the one before`() async throws {
            try await VirtualReaderDaemon.exclusive { _ in
                let first = try ScriptedCard()
                try await waitForPCSCD(toSeeCard: true)
                let monitor = ReaderMonitor()
                var events = monitor.events.makeAsyncIterator()
                #expect(await events.next() == .readerAdded(firstReader))
                let inserted = await events.next()
                #expect(await events.next() == .readerAdded(secondReader))
                first.remove()
                #expect(await events.next() == .cardRemoved(reader: firstReader))
                let second = try ScriptedCard()
                let insertedAgain = await events.next()
                #expect(insertedAgain?.insertedCard == ReaderEvent.Card(slot: 0))
                #expect(insertedAgain != inserted, "the counter tells the cards apart")
                monitor.stop()
                second.remove()
            }
        }

        @Test func `stopping ends the thread and releases the context`() async throws {
            try await VirtualReaderDaemon.exclusive { _ in
                let sockets = try openSocketCount()
                let monitor = ReaderMonitor(threadName: "watch-to-stop")
                var events = monitor.events.makeAsyncIterator()
                #expect(await events.next() == .readerAdded(firstReader))
                #expect(try openSocketCount() > sockets)
                let duration = ContinuousClock().measure { monitor.stop() }
                #expect(duration < .seconds(4), "a wait lasts 5 s: was it cancelled?")
                #expect(try openSocketCount() == sockets)
                try await waitUntil("the thread ends") {
                    try !threadNames().contains("watch-to-stop")
                }
            }
        }

        @Test func `a cancelled consumer ends the thread`() async throws {
            try await VirtualReaderDaemon.exclusive { _ in
                let monitor = ReaderMonitor(threadName: "watch-consumer")
                let consumer = Task { for await _ in monitor.events {} }
                try await waitUntil("the thread runs") {
                    try threadNames().contains("watch-consumer")
                }
                consumer.cancel()
                try await waitUntil("the thread ends") {
                    try !threadNames().contains("watch-consumer")
                }
                monitor.stop()
            }
        }

        @Test func `a consumer that lags gets the newest state`() async throws {
            try await VirtualReaderDaemon.exclusive { _ in
                let monitor = ReaderMonitor(threadName: "watch-slow", eventLimit: 6)
                for _ in 0..<2 {
                    let card = try ScriptedCard()
                    try await waitForPCSCD(toSeeCard: true)
                    card.remove()
                    try await waitForPCSCD(toSeeCard: false)
                }
                let last = try ScriptedCard()
                try await waitForPCSCD(toSeeCard: true)
                // The insertion is the seventh event: two readers, two cards put on and removed.
                var seen: [ReaderEvent] = []
                for await event in monitor.events {
                    seen.append(event)
                    if seen.contains(.serviceBack) && event.insertedCard != nil { break }
                }
                let news = seen.drop { $0 != .serviceBack }
                #expect(news.dropFirst().first == .readerAdded(firstReader))
                #expect(seen.last?.insertedCard == ReaderEvent.Card(slot: 0))
                monitor.stop()
                last.remove()
            }
        }
    }

    @Suite(.needsOwnDaemon)
    struct ReaderMonitorServiceTests {
        @Test func `a restart of pcscd is survived`() async throws {
            try await VirtualReaderDaemon.exclusive { daemon in
                let first = try ScriptedCard()
                try await waitForPCSCD(toSeeCard: true)
                let monitor = ReaderMonitor()
                var events = monitor.events.makeAsyncIterator()
                #expect(await events.next() == .readerAdded(firstReader))
                #expect(await events.next()?.insertedCard == ReaderEvent.Card(slot: 0))
                #expect(await events.next() == .readerAdded(secondReader))
                try await daemon.stop()
                first.remove()
                #expect(await events.next() == .cardRemoved(reader: firstReader))
                #expect(await events.next() == .readerRemoved(firstReader))
                #expect(await events.next() == .readerRemoved(secondReader))
                let loss = await events.next()
                #expect(loss == .serviceLost(.serviceUnavailable))
                try await daemon.start()
                #expect(await events.next() == .serviceBack)
                #expect(await events.next() == .readerAdded(firstReader))
                #expect(await events.next() == .readerAdded(secondReader))
                let second = try ScriptedCard()
                #expect(await events.next()?.insertedCard == ReaderEvent.Card(slot: 0))
                monitor.stop()
                second.remove()
            }
        }

        @Test func `pcscd may come later than the monitor`() async throws {
            try await VirtualReaderDaemon.exclusive { daemon in
                try await daemon.stop()
                let monitor = ReaderMonitor()
                var events = monitor.events.makeAsyncIterator()
                #expect(await events.next() == .serviceLost(.serviceUnavailable))
                try await daemon.start()
                #expect(await events.next() == .serviceBack)
                #expect(await events.next() == .readerAdded(firstReader))
                monitor.stop()
            }
        }

        @Test func `a monitor without pcscd stops too`() async throws {
            try await VirtualReaderDaemon.exclusive { daemon in
                try await daemon.stop()
                let monitor = ReaderMonitor()
                var events = monitor.events.makeAsyncIterator()
                #expect(await events.next() == .serviceLost(.serviceUnavailable))
                monitor.stop()
                #expect(await events.next() == nil)
            }
        }

        @Test func `contexts do not pile up over restarts`() async throws {
            try await VirtualReaderDaemon.exclusive { daemon in
                let monitor = ReaderMonitor()
                var events = monitor.events.makeAsyncIterator()
                #expect(await events.next() == .readerAdded(firstReader))
                #expect(await events.next() == .readerAdded(secondReader))
                let sockets = try openSocketCount()
                for _ in 0..<3 {
                    try await daemon.stop()
                    while await events.next() != .serviceLost(.serviceUnavailable) {}
                    try await daemon.start()
                    while await events.next() != .readerAdded(secondReader) {}
                }
                #expect(try openSocketCount() == sockets)
                monitor.stop()
            }
        }
    }
}

extension ReaderEvent {
    struct Card: Equatable {
        var reader: String
        var answerToReset = ScriptedCard.answerToReset

        init(slot: Int) { reader = VirtualReaderDaemon.readerNames[slot] }
    }

    /// The card that was put on, without the counter.
    var insertedCard: Card? {
        guard case .cardInserted(let reader, let answerToReset, _) = self else { return nil }
        var card = Card(slot: 0)
        (card.reader, card.answerToReset) = (reader, answerToReset)
        return card
    }
}

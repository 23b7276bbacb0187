import Prepayment
import SmartCards
import Synchronization
import TestSupport
import Testing
import VirtualCard
import VirtualDevices

@testable import KioskService

/// What readers report, and what the screen shows.
@Suite(.timeLimit(.minutes(1))) struct LobbyTests {
    static let reader = TestReaders.first
    static let second = "Reader 2"

    private func inserted(_ reader: String = reader) -> ReaderEvent {
        .cardInserted(reader: reader, answerToReset: [], eventCount: 1)
    }

    private func noReader(_ error: CardError) -> KioskPhase {
        .noReader(sentence: error.sentence, hint: error.hint)
    }

    private func refused(_ error: CardError) -> KioskPhase {
        .cardRefused(sentence: error.sentence, hint: error.hint)
    }

    @Test func `readers and cards come and go`() async throws {
        let bench = try await TestKiosk()
        let lobby = bench.kiosk.lobby
        await lobby.follow(AsyncStream { $0.finish() })
        #expect(bench.phase == noReader(.noReader(name: nil)))
        await #expect(throws: CardError.noReader(name: nil)) { try await lobby.readerWithCard() }

        await lobby.handle(.readerAdded(Self.reader))
        #expect(bench.phase == .idle)
        await #expect(throws: CardError.noCard) { try await lobby.readerWithCard() }

        await lobby.handle(inserted())
        #expect(bench.phase == .card(CardView(try bench.read())))
        #expect(try await lobby.readerWithCard() == Self.reader)

        await lobby.handle(.cardRemoved(reader: Self.reader))
        #expect(bench.phase == .idle)
        await lobby.handle(.readerRemoved(Self.reader))
        #expect(bench.phase == noReader(.noReader(name: nil)))
        await bench.close()
    }

    @Test func `two cards are one too many`() async throws {
        let bench = try await TestKiosk()
        let lobby = bench.kiosk.lobby
        bench.readers.put(TestCard(), on: Self.second)
        for reader in [Self.reader, Self.second] {
            await lobby.handle(.readerAdded(reader))
            await lobby.handle(inserted(reader))
        }
        let error = CardError.severalCards(readers: [Self.reader, Self.second])
        #expect(bench.phase == refused(error))
        await #expect(throws: error) { try await lobby.readerWithCard() }
        await lobby.handle(.cardRemoved(reader: Self.second))
        #expect(bench.phase == .card(CardView(try bench.read())))
        await bench.close()
    }

    @Test func `a card that cannot be used is refused in words`() async throws {
        let bench = try await TestKiosk()
        bench.readers.put(TestCard())
        await bench.kiosk.lobby.handle(.readerAdded(Self.reader))
        await bench.kiosk.lobby.handle(inserted())
        #expect(
            bench.phase
                == .cardRefused(
                    sentence: "This card is blank.",
                    hint: "Have it issued at the office (kiosk card issue)."
                )
        )
        await bench.close()
    }

    @Test func `a chosen reader is the only one that counts`() async throws {
        let bench = try await TestKiosk()
        let board = StateBoard()
        let lobby = Lobby(sales: bench.kiosk.sales, board: board, reader: Self.second)
        await lobby.handle(.readerAdded(Self.reader))
        await lobby.handle(inserted())
        let missing = CardError.noReader(name: Self.second)
        await #expect(throws: missing) { try await lobby.readerWithCard() }
        await lobby.refresh()
        #expect(board.entry.phase == noReader(missing))
        await lobby.handle(.readerAdded(Self.second))
        #expect(board.entry.phase == .idle)
        await bench.close()
    }

    @Test func `a lost service is told, and what is there is asked anew`() async throws {
        let bench = try await TestKiosk()
        let lobby = bench.kiosk.lobby
        await lobby.handle(.readerAdded(Self.reader))
        await lobby.handle(inserted())
        await lobby.handle(.serviceLost(.serviceUnavailable))
        #expect(bench.phase == noReader(.serviceUnavailable))
        await #expect(throws: CardError.serviceUnavailable) { try await lobby.readerWithCard() }
        await lobby.refresh()
        #expect(bench.phase == noReader(.serviceUnavailable))

        await lobby.handle(.serviceBack)
        #expect(bench.phase == noReader(.noReader(name: nil)))
        await lobby.handle(.readerAdded(Self.reader))
        #expect(bench.phase == .idle)
        await lobby.handle(inserted())
        #expect(bench.phase == .card(CardView(try bench.read())))
        await bench.close()
    }

    @Test func `a card taken away during its sale is finished when it comes back`() async throws {
        let bench = try await TestKiosk()
        let lobby = bench.kiosk.lobby
        await lobby.handle(.readerAdded(Self.reader))
        await lobby.handle(inserted())
        let report = try await bench.sellWithoutCommit()
        #expect(report.conclusion.outcome.name == "owed")
        await lobby.handle(.cardRemoved(reader: Self.reader))
        #expect(bench.phase == .idle)
        bench.card.putOn()
        await lobby.handle(inserted())
        guard case .card(let view) = bench.phase else {
            Issue.record("\(bench.phase)")
            return
        }
        #expect(view.snapshot.waiting == Credit(count: 10_000))
        await bench.close()
    }

    @Test func `a sale keeps the screen until it has ended`() async throws {
        let bench = try await TestKiosk()
        let lobby = bench.kiosk.lobby
        await lobby.handle(.readerAdded(Self.reader))
        await lobby.handle(inserted())
        let gate = Gate()
        bench.card.watch { _, command in
            if command[1] == Seen.credit { gate.waitInside() }
        }
        async let report = bench.sell()
        try await waitUntil("the credit is on its way") { gate.isOccupied }
        await lobby.refresh()
        guard case .selling = bench.phase else {
            Issue.record("\(bench.phase)")
            return gate.open()
        }
        gate.open()
        _ = try await report
        await lobby.refresh()
        #expect(bench.phase == .card(CardView(try bench.read())))
        await bench.close()
    }

    @Test func `a sale whose card is gone leaves no sale on the screen`() async throws {
        let bench = try await TestKiosk()
        let lobby = bench.kiosk.lobby
        await lobby.handle(.readerAdded(Self.reader))
        await lobby.handle(inserted())
        // The reader notices the card's leaving before the sale shows itself.
        await lobby.handle(.cardRemoved(reader: Self.reader))
        _ = try await bench.sellWithoutCommit()
        await lobby.refresh()
        #expect(bench.phase == .idle)
        await bench.close()
    }
}

/// The newest phase for whoever watches.
struct StateBoardTests {
    @Test func `the revision grows with every change and only then`() {
        let board = StateBoard()
        #expect(board.entry == StateBoard.Entry(revision: 1, phase: .idle))
        board.show(.reading)
        board.show(.reading)
        #expect(board.entry == StateBoard.Entry(revision: 2, phase: .reading))
        board.show(.idle)
        #expect(board.entry.revision == 3)
    }

    @Test func `out of service stays`() {
        let board = StateBoard()
        board.show(.outOfService(reason: "The disk is full."))
        board.show(.idle)
        board.show(.outOfService(reason: "Another reason."))
        #expect(board.entry.phase == .outOfService(reason: "The disk is full."))
        #expect(board.entry.revision == 2)
    }

    @Test func `every watcher sees every later entry in its order`() async {
        let board = StateBoard()
        board.show(.reading)
        let (first, second) = (Revisions(), Revisions())
        board.watch { first.add($0.revision) }
        board.watch { second.add($0.revision) }
        await withTaskGroup { group in
            for writer in 1...4 {
                group.addTask {
                    for number in 1...100 {
                        board.show(.cardRefused(sentence: "\(writer)", hint: "\(number)"))
                    }
                }
            }
        }
        #expect(first.all == Array(3...402))
        #expect(second.all == first.all)
    }
}

/// Revisions in the order in which they came.
private final class Revisions: Sendable {
    private let seen = Mutex<[UInt64]>([])
    var all: [UInt64] { seen.withLock { $0 } }
    func add(_ revision: UInt64) { seen.withLock { $0.append(revision) } }
}

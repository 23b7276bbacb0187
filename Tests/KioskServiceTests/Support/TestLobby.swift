import Journal
import LobbyScreen
import Prepayment
import SmartCards
import TestSupport
import Testing
import VirtualAcceptors
import VirtualProviders

@testable import KioskService

/// A kiosk with a screen, a note acceptor and a payment service, and its card beside it.
final class TestLobby: Sendable {
    let bench: TestKiosk
    let screen: ScreenService
    let devices: TestPayments

    /// The kiosk starts at a place where it may have been before.
    init(_ devices: TestPayments, at place: KioskPlace? = nil, card: TestCard? = nil) async throws {
        let place = try place ?? KioskPlace()
        try devices.writeKeys()
        let configuration = try place.configuration(sections: devices.sections(place))
        let issued = TestCard()
        if card == nil {
            try issued.issue(configuration.terms(for: .electricity), keys: place.keys)
        }
        bench = try await TestKiosk(place, card ?? issued, configuration)
        self.devices = devices
        screen = try await ScreenService(bench.kiosk, #require(configuration.screen))
        await bench.kiosk.lobby.handle(.readerAdded(TestReaders.first))
    }

    func putOn() async {
        await bench.kiosk.lobby.handle(
            .cardInserted(reader: TestReaders.first, answerToReset: [], eventCount: 1)
        )
    }

    func takeOff() async {
        await bench.kiosk.lobby.handle(.cardRemoved(reader: TestReaders.first))
    }

    var snapshot: ScreenSnapshot { get async { await screen.desk.snapshot } }

    @discardableResult
    func see(_ kind: Screen.Kind) async throws -> ScreenSnapshot {
        try await waitUntil("the screen shows \(kind)", within: .seconds(30)) {
            await self.snapshot.screen == kind
        }
        return await snapshot
    }

    func touch(_ action: ScreenAction) async { await screen.desk.take(.touched(action)) }

    /// A card on the reader, and the quote for an amount before the resident.
    func choose(fen: Int64) async throws {
        try await waitUntil("a way to pay works", within: .seconds(30)) {
            await !self.snapshot.means.isEmpty
        }
        await putOn()
        try await see(.accounts)
        await touch(.topUp(account: 0))
        await touch(.amount(Money(fen: fen)))
        try await see(.quote)
    }

    /// To the screen on which money is put in.
    func payCash(fen: Int64) async throws {
        try await waitUntil("notes can be put in", within: .seconds(30)) {
            await self.snapshot.means.contains("cash")
        }
        try await choose(fen: fen)
        await touch(.pay(.cash))
        try await see(.notice)
        await touch(.agree)
        try await see(.paying)
    }

    /// To the screen with a code; gives the order that it is for.
    func payByCode(fen: Int64) async throws -> String {
        try await waitUntil("codes can be paid", within: .seconds(30)) {
            await self.snapshot.means.contains("code")
        }
        try await choose(fen: fen)
        await touch(.pay(.code))
        try await see(.paying)
        return try #require(devices.provider.orders.last?.number)
    }

    /// Puts a note in and waits until the screen counts it.
    func insert(_ fen: Int64) async throws {
        let before = await snapshot.payment?.takenFen ?? 0
        try await devices.insert(fen)
        try await waitUntil("a note of \(fen) is counted", within: .seconds(30)) {
            await (self.snapshot.payment?.takenFen ?? .max) >= before + fen
        }
    }

    /// The kiosk stops, as it does when it is told to.
    func stop() async {
        await screen.finish()
        await screen.stop()
        await bench.close()
    }

    func kinds() async throws -> [RecordContent.Kind] { try await bench.kinds() }

    func totals() async throws -> DayTotals {
        try await bench.kiosk.journal.perform { file throws(JournalError) in
            try file.openDay().totals
        }
    }
}

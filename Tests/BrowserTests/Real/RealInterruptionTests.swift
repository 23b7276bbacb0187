import KioskService
import LobbyScreen
import Prepayment
import TestSupport
import Testing
import VirtualDevices

extension BrowserTests.RealTests {
    /// At each screen of a visit: the card is pulled, the page is loaded anew, the kiosk loses its power.
    @Suite struct RealInterruptionTests {
        @Test func `a card pulled at any screen loses no money`() async throws {
            try await atEachStop { stop, visit, lobby in
                try await lobby.removeCard()
                try await Self.expectEnd(of: stop, visit)
                if stop == .halfPaid {
                    try await visit.buyForKept("¥20.00")
                    try await visit.leave()
                }
            }
        }

        @Test func `a page loaded anew at any screen shows the same`() async throws {
            try await atEachStop { stop, visit, lobby in
                let before = try await visit.page.text
                try await visit.page.reload()
                try await visit.page.waitFor(stop.screen)
                #expect(try await visit.page.text == before)
                if stop == .halfPaid {
                    try await visit.page.touch(.cancelPayment)
                    try await visit.page.waitFor(.kept)
                    try await visit.page.touch(.buyForTaken)
                    try await visit.page.waitFor(.done)
                }
                try await visit.leave()
            }
        }

        @Test func `a kiosk that loses its power at any screen goes on without a touch`()
            async throws
        {
            try await atEachStop { stop, visit, lobby in
                await lobby.killKiosk()
                try await visit.page.waitForOver(.link)
                try await lobby.startKiosk()
                // The card lies there still.
                let next: Screen.Kind = stop == .halfPaid ? .open : .accounts
                try await visit.page.waitFor(next)
                if stop == .halfPaid {
                    try await visit.page.touch(.finish)
                    try await visit.page.waitFor(.done)
                }
                try await visit.leave()
                try await visit.page.waitForRest()
            }
        }

        @Test func `a code paid while the kiosk has no power is kept for its card`() async throws {
            try await RealScene.visit { visit, lobby in
                try await visit.go(to: .code)
                await lobby.killKiosk()
                try await lobby.payCode(Money(fen: 10_000))
                try await lobby.removeCard()
                try await lobby.startKiosk()
                try await visit.page.waitForRest()
                try await visit.buyForKept("¥100.00")
                #expect(try await lobby.waiting() == 10_000)
                try await visit.leave()
                try await lobby.expectBalance()
            }
        }

        /// When a sale is cut.
        struct Cut: Sendable, CustomTestStringConvertible {
            let name: String
            let moment: CardHold.Moment
            let fault: VirtualDevices.CardFault

            static let all = [
                Cut(name: "between money and sale", moment: .anyCommand, fault: .none),
                Cut(name: "before the write counts", moment: .commit, fault: .dropBeforeExecuting),
                Cut(name: "as the write counts", moment: .commit, fault: .none),
            ]

            var testDescription: String { name }
        }

        @Test(arguments: Cut.all)
        func `a kiosk that loses its power in a sale finishes it once`(cut: Cut) async throws {
            try await RealScene.visit { visit, lobby in
                let before = try await lobby.day()
                try await visit.goToQuote()
                try await visit.startPaying(.cash)
                let gate = lobby.hold(cut.moment, fault: cut.fault)
                for _ in 1...2 { try await lobby.putIn(Money(fen: 5_000)) }
                try await waitUntil("the card is asked", within: .seconds(30)) { gate.isOccupied }
                await lobby.killKiosk()
                gate.open()
                let isCardGone = cut.fault != .none
                if isCardGone { try await lobby.waitForCardToLeave() }
                try await lobby.startKiosk()
                if isCardGone {
                    try await visit.page.waitForRest()
                    try await lobby.insertCard()
                }
                try await visit.page.waitFor(.open)
                try await visit.page.touch(.finish)
                try await visit.page.waitFor(.done)
                #expect(try await lobby.waiting() == 10_000)
                try await visit.leave()
                try await RealVisitTests.expectSale(10_000, since: before, lobby)
            }
        }

        /// Leads to every stop, one after the other, and looks into the books at the end. A card that has
        /// credit must be put into its meter before it is topped up again: another one takes its place.
        private func atEachStop(
            _ body: (VisitStop, LobbyVisit, RealLobby) async throws -> Void
        ) async throws {
            try await RealScene.visit { visit, lobby in
                let before = try await lobby.day()
                for stop in VisitStop.allCases {
                    do {
                        try await visit.go(to: stop)
                        try await body(stop, visit, lobby)
                        try await visit.page.waitForRest()
                        guard stop.takenFen > 0 else { continue }
                        try await lobby.insertCard()
                        try await visit.page.waitFor(.accounts)
                        #expect(try await lobby.waiting() == stop.takenFen)
                        try await visit.leave()
                        try await lobby.issueCard()
                    } catch {
                        Issue.record("\(stop): \(error)")
                        return
                    }
                }
                let day = try await lobby.day()
                let taken = VisitStop.allCases.map(\.takenFen)
                #expect(day.sales.fen - before.sales.fen == taken.reduce(0, +))
                #expect(day.sales.count - before.sales.count == taken.count { $0 > 0 })
                #expect(day.unsoldFen == before.unsoldFen)
                try await lobby.expectBalance()
            }
        }

        private static func expectEnd(of stop: VisitStop, _ visit: LobbyVisit) async throws {
            switch stop {
            case .accounts, .history, .amount, .ownAmount, .quote, .notice, .code, .done:
                try await visit.page.waitFor(.attract)
            case .halfPaid:
                try await visit.page.waitFor(.returned)
                try await visit.page.waitForText("¥20.00")
            }
        }
    }
}

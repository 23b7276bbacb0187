import LobbySamples
import LobbyScreen
import TestSupport
import Testing
import WebDriver

extension BrowserTests {
    /// At each screen: the page is loaded anew, the card is pulled, the program is started again.
    @Suite struct InterruptionTests {
        @Test func `a page that is loaded anew shows the screen that it showed`() async throws {
            try await atEachScreen { page, lobby, visitor in
                let before = try await page.text
                try await page.reload()
                try await page.waitFor(visitor.session.screen.kind, under: visitor.over)
                let after = try await page.text
                if visitor.over == nil { #expect(after == before) }
            }
        }

        @Test func `a card that is pulled at any screen leads where the visit says`() async throws {
            try await atEachScreen { page, lobby, visitor in
                var visitor = visitor
                visitor.give(.cardRemoved)
                await lobby.take(.cardRemoved)
                try await page.waitFor(visitor.session.screen.kind, under: visitor.over)
                let isCardShown = try await page.text.contains("204500118873")
                #expect(!isCardShown, "nothing of a card outlives its removal")
            }
        }

        @Test func `a program that is started again at any screen begins from the beginning`()
            async throws
        {
            // The rest are seen on the kiosk itself: `RealInterruptionTests`.
            let seen = VisitStop.allCases.map(\.screen)
            try await atEachScreen(except: seen) { page, lobby, _ in
                try await lobby.restart()
                await lobby.take(.facilitiesChanged(Visitor.everything))
                try await page.waitFor(.attract)
                try await page.touch(.help)
                try await page.waitFor(.help)
            }
        }

        /// Leads a lobby and its page to every screen, one after the other, in one browser.
        private func atEachScreen(
            except others: [Screen.Kind] = [],
            _ body: (LobbyPage, ScriptedLobby, Visitor) async throws -> Void
        ) async throws {
            try await Browser.with(Panel.upright.size) { browser in
                let page = LobbyPage(browser: browser)
                for (name, visitor) in EveryScreen.all
                where !others.contains(visitor.session.screen.kind) {
                    do {
                        try await ScriptedLobby.with(.silent, .none) { lobby in
                            await lobby.lead(visitor, "zh", isAccessible: false)
                            try await page.open(lobby)
                            try await page.waitFor(
                                visitor.session.screen.kind,
                                under: visitor.over
                            )
                            try await body(page, lobby, visitor)
                            #expect(try await page.complaints(network: false) == [])
                            try await page.leave()
                        }
                    } catch {
                        Issue.record("\(name): \(error)")
                    }
                }
            }
        }
    }
}

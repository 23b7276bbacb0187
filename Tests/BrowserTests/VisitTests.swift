import LobbySamples
import LobbyScreen
import TestSupport
import Testing
import WebDriver

extension BrowserTests {
    /// Whole visits, touch by touch, as a resident makes them.
    @Suite struct VisitTests {
        @Test(arguments: [("zh", "请取走卡片"), ("en", "Take your card")])
        func `a top-up with cash`(language: String, lastWords: String) async throws {
            try await visit { visit, lobby in
                if language != "zh" { try await visit.page.touch(.language(language)) }
                try await visit.goToQuote()
                try await visit.payCash()
                let words = try await visit.page.text
                #expect(words.contains("K0007-1-000042") && words.contains(lastWords))
                try await visit.leave()
                #expect(lobby.ports.asked == ["start 1", "stop 1", "sell 100.00"])
            }
        }

        @Test func `an amount is typed, and paid by a code`() async throws {
            try await visit(.wide) { visit, _ in try await visit.payTypedAmountByCode() }
        }

        @Test func `without paper the resident is told before any money`() async throws {
            try await visit { visit, lobby in
                try await lobby.setPaper(isThere: false)
                try await visit.goToQuote()
                try await visit.page.touch(.pay(.code))
                try await visit.page.waitFor(.notice)
                #expect(lobby.ports.asked == [])
                try await visit.page.touch(.agree)
                try await visit.page.waitFor(.paying)
            }
        }

        @Test func `the large form is chosen and left on any screen`() async throws {
            try await visit { visit, lobby in
                let page = visit.page
                try await page.touch(.accessible)
                try await waitUntil("large") {
                    try await !page.browser.all("html.accessible").isEmpty
                }
                try await lobby.insertCard()
                try await page.waitFor(.accounts)
                try await page.touch(.accessible)
                try await waitUntil("usual") {
                    try await page.browser.all("html.accessible").isEmpty
                }
                #expect(try await page.screen == .accounts)
            }
        }

        @Test func `who needs more time gets it with one touch`() async throws {
            try await visit { visit, lobby in
                try await lobby.insertCard()
                await lobby.wait(seconds: Visitor.configuration.idleSeconds)
                try await visit.page.waitFor(.accounts, under: .time)
                try await visit.page.touch(.moreTime)
                try await visit.page.waitFor(.accounts)
            }
        }

        private func visit(
            _ panel: Panel = .upright,
            _ body: (LobbyVisit, ScriptedLobby) async throws -> Void
        ) async throws {
            try await ScriptedLobby.with { lobby in
                try await LobbyPage.with(lobby, panel) { page in
                    try await body(LobbyVisit(lobby: lobby, page: page), lobby)
                    #expect(try await page.complaints() == [])
                }
            }
        }
    }
}

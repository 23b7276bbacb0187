import LobbySamples
import LobbyScreen
import Prepayment
import TestSupport
import Testing
import WebDriver

extension BrowserTests {
    @Suite struct LinkTests {
        @Test func `a lost link is shown over the screen, and heals by itself`() async throws {
            try await ScriptedLobby.with { lobby in
                try await LobbyPage.with(lobby) { page in
                    try await lobby.insertCard()
                    try await page.waitFor(.accounts)
                    await lobby.disconnect()
                    try await page.waitForOver(.link)
                    #expect(try await page.screen == .accounts)
                    try await lobby.removeCard()
                    try await lobby.connect()
                    try await page.waitFor(.attract)
                }
            }
        }

        @Test func `what is touched while the link is gone is not done later`() async throws {
            try await ScriptedLobby.with { lobby in
                try await LobbyPage.with(lobby) { page in
                    try await lobby.insertCard()
                    try await page.waitFor(.accounts)
                    await lobby.disconnect()
                    try await page.waitForOver(.link)
                    try await page.touch(.topUp(0))
                    try await lobby.connect()
                    try await page.waitFor(.accounts)
                    try await page.touch(.history(0))
                    try await page.waitFor(.history)
                }
            }
        }

        /// The desk took the touch, its answer was lost, and the page sends it again.
        @Test func `a touch whose answer is lost is done once`() async throws {
            try await ScriptedLobby.with(answers: .areLost) { lobby in
                try await LobbyPage.with(lobby) { page in
                    try await leadToQuote(lobby, page)
                    try await page.touch(.pay(.cash))
                    try await waitUntil("the payment is started") {
                        lobby.ports.asked == ["start 1"]
                    }
                    await lobby.disconnect()
                    try await lobby.connect()
                    try await page.waitFor(.paying)
                    try await page.touch(.cancelPayment)
                    try await page.waitFor(.accounts)
                    #expect(lobby.ports.asked == ["start 1", "stop 1"])
                }
            }
        }

        @Test func `a touch on a screen of a program that is gone is not done by the next one`()
            async throws
        {
            try await ScriptedLobby.with(answers: .areLost) { lobby in
                try await LobbyPage.with(lobby) { page in
                    try await leadToQuote(lobby, page)
                    try await page.touch(.pay(.cash))
                    try await waitUntil("the payment is started") {
                        lobby.ports.asked == ["start 1"]
                    }
                    try await lobby.restart()
                    try await page.waitFor(.attract)
                    // Another card is led to the same screen.
                    try await leadToQuote(lobby, page)
                    try await page.touch(.back)
                    try await page.waitFor(.amount)
                    #expect(lobby.ports.asked == ["start 1"])
                }
            }
        }

        /// A card is put on and led to the quote, past the page.
        private func leadToQuote(_ lobby: ScriptedLobby, _ page: LobbyPage) async throws {
            await lobby.insert(Visitor.oneMeter)
            await lobby.take(.touched(.topUp(account: 0)))
            await lobby.take(.touched(.amount(Money(fen: 10_000))))
            try await page.waitFor(.quote)
        }
    }
}

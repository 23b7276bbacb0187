import LobbyScreen
import Prepayment
import Testing
import WebDriver

/// What residents do before a kiosk, touch by touch: the same before a scripted lobby and a real one.
struct LobbyVisit: Sendable {
    let lobby: any LobbyUnderTest
    let page: LobbyPage

    /// From the first screen to the quote of 100 yuan of electricity.
    func goToQuote() async throws {
        try await lobby.insertCard()
        try await page.waitFor(.accounts)
        try await page.touch(.topUp(0))
        try await page.waitFor(.amount)
        try await page.touch(.amount(fen: 10_000))
        try await page.waitFor(.quote)
    }

    /// Pays 100 yuan with two notes, waits for the end, takes the card.
    func payCash() async throws {
        try await page.touch(.pay(.cash))
        try await page.waitFor(.paying)
        try await lobby.putIn(Money(fen: 5_000))
        try await page.waitForText("¥50.00")
        try await lobby.putIn(Money(fen: 5_000))
        try await page.waitFor(.done)
    }

    /// Takes the card and leaves.
    func leave() async throws {
        try await lobby.removeCard()
        try await page.waitFor(.attract)
    }

    /// Types 34.50 yuan for the second account and pays it by the code on the screen.
    func payTypedAmountByCode() async throws {
        try await lobby.insertCard()
        try await page.waitFor(.accounts)
        try await page.touch(.topUp(1))
        try await page.waitFor(.amount)
        try await page.touch(.typeAmount)
        try await page.waitFor(.ownAmount)
        #expect(try await !page.offers(.ok))
        for digit in ["3", "4", ".", "5"] { try await page.touch(.digit(digit)) }
        try await page.waitForText("¥34.5")
        try await page.touch(.ok)
        try await page.waitFor(.quote)
        try await page.waitForText("¥34.50")
        try await page.touch(.pay(.code))
        try await page.waitFor(.paying)
        #expect(try await page.browser.all(".symbol svg").count == 1)
        try await lobby.payCode(Money(fen: 3_450))
        try await page.waitFor(.done)
    }
}

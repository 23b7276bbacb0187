import LobbyScreen
import Prepayment
import TestSupport
import Testing
import WebDriver

/// What residents do before a kiosk, touch by touch: the same before a scripted lobby and a real one.
struct LobbyVisit: Sendable {
    let lobby: any LobbyUnderTest
    let page: LobbyPage

    /// From the first screen to the quote of 100 yuan, of electricity where nothing else is said.
    func goToQuote(account: Int = 0) async throws {
        try await lobby.insertCard()
        try await page.waitFor(.accounts)
        try await page.touch(.topUp(account))
        try await page.waitFor(.amount)
        try await page.touch(.amount(fen: 10_000))
        try await page.waitFor(.quote)
    }

    /// From the quote to where money is taken, past what must be agreed to.
    func startPaying(_ means: PaymentMeans) async throws {
        try await page.touch(.pay(means))
        try await waitUntil("the notice, or the payment") {
            try await [.notice, .paying].contains(page.screen)
        }
        if try await page.screen == .notice { try await page.touch(.agree) }
        try await page.waitFor(.paying)
    }

    /// Pays 100 yuan with two notes and waits for the end.
    func payCash() async throws {
        try await startPaying(.cash)
        try await lobby.putIn(Money(fen: 5_000))
        try await page.waitForText("¥50.00")
        try await lobby.putIn(Money(fen: 5_000))
        try await page.waitFor(.done)
    }

    /// Pays 100 yuan by the code and waits for the end.
    func payCode() async throws {
        try await startPaying(.code)
        try await waitUntil("the code is shown") {
            try await page.browser.all(".symbol svg").count == 1
        }
        try await lobby.payCode(Money(fen: 10_000))
        try await page.waitFor(.done)
    }

    /// Takes the card and leaves.
    func leave() async throws {
        try await lobby.removeCard()
        try await page.waitFor(.attract)
    }

    /// From the first screen to the quote of an amount that is typed, a key a digit.
    func goToQuote(account: Int = 0, typing amount: String) async throws {
        try await lobby.insertCard()
        try await page.waitFor(.accounts)
        try await page.touch(.topUp(account))
        try await page.waitFor(.amount)
        try await page.touch(.typeAmount)
        try await page.waitFor(.ownAmount)
        #expect(try await !page.offers(.ok))
        for digit in amount { try await page.touch(.digit(String(digit))) }
        try await page.waitForText("¥\(amount)")
        try await page.touch(.ok)
        try await page.waitFor(.quote)
    }

    /// Types 34.50 yuan for the second account and pays it by the code on the screen.
    func payTypedAmountByCode() async throws {
        try await goToQuote(account: 1, typing: "34.5")
        try await page.waitForText("¥34.50")
        try await page.touch(.pay(.code))
        try await page.waitFor(.paying)
        #expect(try await page.browser.all(".symbol svg").count == 1)
        try await lobby.payCode(Money(fen: 3_450))
        try await page.waitFor(.done)
    }
}

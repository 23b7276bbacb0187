import LobbyScreen
import Prepayment
import TestSupport

/// Where a visit is when something comes between.
enum VisitStop: String, Sendable, CaseIterable {
    case accounts, history, amount, ownAmount, quote, notice
    /// A note of 20 yuan of 100 is in.
    case halfPaid
    /// A code is shown that nobody has paid.
    case code
    case done

    /// What the devices have taken.
    var takenFen: Int64 {
        switch self {
        case .accounts, .history, .amount, .ownAmount, .quote, .notice, .code: 0
        case .halfPaid: 2_000
        case .done: 10_000
        }
    }

    /// The screen that it is.
    var screen: Screen.Kind {
        switch self {
        case .accounts: .accounts
        case .history: .history
        case .amount: .amount
        case .ownAmount: .ownAmount
        case .quote: .quote
        case .notice: .notice
        case .halfPaid, .code: .paying
        case .done: .done
        }
    }
}

extension LobbyVisit {
    /// From the first screen to a stop.
    func go(to stop: VisitStop) async throws {
        switch stop {
        case .accounts, .history:
            try await lobby.insertCard()
            try await page.waitFor(.accounts)
            if stop == .history { try await page.touch(.history(0)) }
        case .amount, .ownAmount:
            try await go(to: .accounts)
            try await page.touch(.topUp(0))
            try await page.waitFor(.amount)
            if stop == .ownAmount { try await page.touch(.typeAmount) }
        case .quote:
            try await goToQuote()
        case .notice:
            try await goToQuote()
            try await page.touch(.pay(.cash))
        case .halfPaid:
            try await goToQuote()
            try await startPaying(.cash)
            try await lobby.putIn(Money(fen: 2_000))
            try await page.waitForText("¥20.00")
        case .code:
            try await goToQuote()
            try await startPaying(.code)
        case .done:
            try await goToQuote()
            try await payCash()
        }
        try await page.waitFor(stop.screen)
    }

    /// Puts the card on and buys for money that is kept for it.
    func buyForKept(_ words: String) async throws {
        try await lobby.insertCard()
        try await page.waitFor(.open)
        try await page.waitForText(words)
        try await page.touch(.finish)
        try await page.waitFor(.done)
    }
}

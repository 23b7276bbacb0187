import LobbyScreen
import TestSupport
import Testing

@testable import BenchPage

/// Cards on the lobby's reader, and those that no meter takes.
extension DeskErrand {
    static let cards = ReadyCard.all.map(lyingOnReader) + strangers

    private static func lyingOnReader(_ card: ReadyCard) -> DeskErrand {
        DeskErrand("\(card.label) on the lobby reader", [.reader(card.identifier)]) { desk in
            var desk = desk
            desk.card = card.identifier
            try await desk.insertCard()
            switch card.issuer {
            case .estate:
                try await desk.lobbyPage.waitFor(.accounts)
                try await desk.page.waitFor("shows a card", in: .switches)
            case .stranger, .nobody:
                try await desk.lobbyPage.waitFor(.refused)
                try await desk.lobbyPage.waitForText("这不是本小区的卡")
                try await desk.page.waitFor("refuses a card", in: .switches)
            }
            try await desk.page.waitFor("on the lobby reader", in: .cards)
            for other in ReadyCard.all where other != card {
                #expect(try await !desk.page.offers(.reader(other.identifier)))
            }
            try await desk.removeCard()
            try await desk.lobbyPage.waitFor(.attract)
        }
    }

    private static let strangers = ReadyCard.all.filter(\.meters.isEmpty).flatMap { card in
        card.triedMeters.map { meter in
            let key = DeskControl.meter(meter, with: card.identifier)
            return DeskErrand("\(card.label) in a meter", [key]) { desk in
                try await desk.page.press(key)
                try await desk.page.waitFor("32", in: .home)
                try await waitUntil("the card is at hand again") {
                    try await desk.page.offers(key)
                }
            }
        }
    }
}

import LobbyScreen
import Prepayment
import TestSupport
import Testing
import VirtualProviders

@testable import BenchPage

/// Whole top-ups, from the money to the meter at home.
extension DeskErrand {
    static let topUps =
        [
            sale(card: 0, while: .network, is: "cut", notesYuan: [50, 10]),
            sale(card: 1, while: .ledger, is: "stopped", notesYuan: [100, 50, 20, 10, 5, 1]),
            code,
        ] + CardTear.allCases.map(torn)

    /// A sale while the office cannot be reached; when it can, it hears of it.
    private static func sale(
        card number: Int,
        while lever: DeskControl,
        is state: String,
        notesYuan: [Int]
    ) -> DeskErrand {
        let card = ReadyCard.all[number]
        let meter = card.meters[0]
        let keys = notesYuan.map { DeskControl.note(yuan: $0) }
        let amountYuan = notesYuan.reduce(0, +)
        return DeskErrand(
            "a top-up while \(lever) is \(state)",
            [lever, .office] + keys + atHome(meter, of: card)
        ) { desk in
            var desk = desk
            desk.card = card.identifier
            let before = try await askOffice(desk)
            try await desk.page.set(lever, isOn: false)
            try await desk.page.waitFor(state, in: .switches)
            let visit = LobbyVisit(lobby: desk, page: desk.lobbyPage)
            try await visit.goToQuote(typing: "\(amountYuan)")
            try await visit.startPaying(.cash)
            try await desk.page.waitFor("open", in: .notes)
            var takenYuan = 0
            for (key, noteYuan) in zip(keys, notesYuan) {
                try await desk.page.press(key)
                takenYuan += noteYuan
                if takenYuan < amountYuan { try await visit.page.waitForText("¥\(takenYuan).00") }
            }
            try await visit.page.waitFor(.done)
            try await desk.page.waitForReceipt()
            try await visit.leave()
            #expect(try await askOffice(desk) == before)
            try await desk.page.set(lever, isOn: true)
            try await waitUntil("the office has heard of the sale", within: .seconds(20)) {
                try await askOffice(desk) != before
            }
            try await takeAtHome("¥\(amountYuan).00", meter, of: card, desk)
        }
    }

    private static let code: DeskErrand = {
        let card = ReadyCard.all[1]
        let meter = card.meters[1]
        return DeskErrand(
            "a code is paid by telephone",
            [.pay, .behaviour(.honest), .tearOff] + atHome(meter, of: card)
        ) { desk in
            var desk = desk
            desk.card = card.identifier
            try await desk.keepPicture("rest")
            try await desk.page.set(.behaviour(.honest), isOn: true)
            let visit = LobbyVisit(lobby: desk, page: desk.lobbyPage)
            try await visit.payTypedAmountByCode()
            try await desk.page.waitFor("A telephone paid.", in: .news)
            try await desk.page.waitForReceipt()
            try await desk.keepPicture("sale")
            try await visit.leave()
            try await desk.page.press(.tearOff)
            try await desk.page.waitFor("Nothing hangs out of the printer.", in: .printer)
            #expect(try await !desk.page.offers(.tearOff))
            try await takeAtHome("10.000 m³", meter, of: card, desk)
        }
    }()

    private static func torn(_ tear: CardTear) -> DeskErrand {
        let card = ReadyCard.all[2]
        return DeskErrand(
            "a card is pulled out of a write, \(tear)",
            [.tear(tear), .tear(nil)] + atHome(card.meters[0], of: card)
        ) { desk in
            var desk = desk
            desk.card = card.identifier
            try await desk.page.set(.tear(tear), isOn: true)
            try await desk.page.set(.tear(nil), isOn: true)
            try await desk.page.set(.tear(tear), isOn: true)
            let visit = LobbyVisit(lobby: desk, page: desk.lobbyPage)
            try await visit.goToQuote()
            try await visit.startPaying(.cash)
            try await desk.putIn(Money(fen: 10_000))
            try await waitUntil("the card is torn off, once") {
                try await desk.page.isOn(.tear(nil))
            }
            try await desk.page.waitFor("was pulled out in the middle of a write.", in: .news)
            try await visit.page.waitForText("还不能确定是否写好")
            try await waitUntil("the kiosk has seen the card go") {
                try await !visit.page.text.contains("请取走卡片")
            }
            try await desk.insertCard()
            try await visit.page.waitFor(.open)
            try await visit.page.touch(.finish)
            try await visit.page.waitFor(.done)
            try await visit.leave()
            try await takeAtHome("38.023 m³", card.meters[0], of: card, desk)
        }
    }

    private static func atHome(_ meter: HomeMeter, of card: ReadyCard) -> [DeskControl] {
        [.meter(meter, with: card.identifier)] + spans.map { .use(meter, days: $0) }
    }

    private static let spans = [1, 7, 30]

    /// Puts the card into its meter, and lets days pass there.
    private static func takeAtHome(
        _ credit: String,
        _ meter: HomeMeter,
        of card: ReadyCard,
        _ desk: Desk
    ) async throws {
        try await desk.page.press(.meter(meter, with: card.identifier))
        try await desk.page.waitFor("Taken: \(credit)", in: .home)
        for days in spans {
            try await desk.page.press(.use(meter, days: days))
            try await waitUntil("\(days) days pass") {
                let shown = try await desk.page.text(.home)
                return shown.contains("passed: \(meter.dailyUse.text(times: days)) \(meter.unit).")
                    || shown.contains("The supply is cut.")
            }
        }
    }

    /// What the page shows of the day, once it is asked for; the clock beside it has seconds.
    private static func askOffice(_ desk: Desk) async throws -> String {
        func parts() async throws -> (time: String, day: String) {
            let lines = try await desk.page.text(.office).split(separator: "\n")
            return (String(lines[1]), lines.dropFirst(2).joined(separator: "\n"))
        }
        let before = try await parts()
        while try await parts().time == before.time {
            try await desk.page.press(.office)
            try? await waitUntil("the office answers", within: .seconds(1)) {
                try await parts().time != before.time
            }
        }
        return try await parts().day
    }
}

import LobbyScreen
import Prepayment
import TestSupport
import Testing
import VirtualAcceptors

@testable import BenchPage

/// What can go wrong with the acceptor.
extension DeskErrand {
    static let notes = AcceptorBenchFault.allCases.map(broken) + [power]

    private static func broken(_ fault: AcceptorBenchFault) -> DeskErrand {
        let key = DeskControl.acceptor(fault)
        switch fault {
        case .jam, .stackerFull, .stackerOut, .fraud, .silent:
            return DeskErrand("the acceptor is broken: \(fault)", [key]) { desk in
                try await desk.page.set(key, isOn: true)
                try await waitUntil("the screen offers no cash") {
                    try await !desk.lobbyPage.text.contains("现金")
                }
                try await desk.page.set(key, isOn: false)
                try await desk.lobbyPage.waitForRest()
            }
        case .losesEvents, .resets:
            return DeskErrand("the acceptor is broken: \(fault)", [key]) { desk in
                try await desk.page.set(key, isOn: true)
                let visit = LobbyVisit(lobby: desk, page: desk.lobbyPage)
                try await visit.goToQuote()
                try await visit.startPaying(.cash)
                let keptYuan = try await desk.page.keptYuan
                try await desk.putIn(Money(fen: 2_000))
                try await desk.page.waitFor("kept ¥\(keptYuan + 20)", in: .notes)
                // The kiosk cannot know of the note, which is in the box: people find it in the journal.
                switch fault {
                case .resets: try await visit.page.waitFor(.accounts)
                default: try await visit.page.touch(.cancelPayment)
                }
                try await visit.page.waitFor(.accounts)
                try await desk.page.set(key, isOn: false)
                try await visit.leave()
            }
        }
    }

    private static let meter = ReadyCard.all[0].meters[0]
    private static let power = DeskErrand(
        "the acceptor is switched off and on in a payment",
        [.acceptorPower, .note(yuan: 20)]
    ) { desk in
        let visit = LobbyVisit(lobby: desk, page: desk.lobbyPage)
        try await visit.goToQuote()
        try await visit.startPaying(.cash)
        try await desk.page.waitFor("open", in: .notes)
        try await desk.page.press(.acceptorPower)
        try await desk.page.waitFor("closed", in: .notes)
        // The kiosk sets it up anew, and the payment goes on.
        try await desk.page.waitFor("open", in: .notes)
        try await desk.putIn(Money(fen: 2_000))
        try await visit.page.waitForText("¥20.00")
        try await visit.page.touch(.cancelPayment)
        try await visit.page.waitFor(.kept)
        try await visit.page.touch(.buyForTaken)
        try await visit.page.waitFor(.done)
        try await visit.leave()
        try await desk.page.press(.meter(meter, with: desk.card))
        try await desk.page.waitFor("Taken: ¥20.00", in: .home)
    }
}

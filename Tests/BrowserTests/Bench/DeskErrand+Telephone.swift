import LobbyScreen
import TestSupport
import Testing
import VirtualProviders

/// How the payment provider can behave.
extension DeskErrand {
    static let telephone = VirtualPaymentProvider.Behaviour.allCases.compactMap(behaving)

    /// The honest one stands in the errand in which a code is paid.
    private static func behaving(_ behaviour: VirtualPaymentProvider.Behaviour) -> DeskErrand? {
        switch behaviour {
        case .honest: nil
        case .silent, .failing: withoutCode(behaviour, makesOrder: false)
        case .lying, .losesAnswers: withoutCode(behaviour, makesOrder: true)
        case .refusing:
            errand(behaviour) { visit, _ in
                try await visit.page.touch(.pay(.code))
                try await visit.page.waitFor(.accounts)
                try await visit.leave()
            }
        case .paysBeforeClose:
            errand(behaviour) { visit, desk in
                try await visit.startPaying(.code)
                try await visit.page.touch(.cancelPayment)
                try await visit.page.waitFor(.returned)
                try await visit.page.waitForText("已退还 ¥100.00")
                try await desk.page.waitFor("refunded", in: .telephone)
                try await visit.page.touch(.leave)
                try await visit.leave()
            }
        }
    }

    /// No code comes. Who does not wait for it goes back, and nobody else is offered to pay so until
    /// the provider has said what became of the order.
    private static func withoutCode(
        _ behaviour: VirtualPaymentProvider.Behaviour,
        makesOrder: Bool
    ) -> DeskErrand {
        errand(behaviour) { visit, desk in
            let ordersBefore = try await orderCount(desk)
            try await visit.page.touch(.pay(.code))
            try await visit.page.waitFor(.starting)
            if makesOrder {
                try await waitUntil("the telephone has the order") {
                    try await orderCount(desk) > ordersBefore
                }
            }
            try await visit.page.touch(.cancelPayment)
            try await visit.page.waitFor(.accounts)
            try await visit.leave()
            #expect(try await !visit.page.text.contains("微信支付"))
            #expect(try await orderCount(desk) == ordersBefore + (makesOrder ? 1 : 0))
        }
    }

    private static func errand(
        _ behaviour: VirtualPaymentProvider.Behaviour,
        _ body: @escaping @Sendable (LobbyVisit, Desk) async throws -> Void
    ) -> DeskErrand {
        let keys = [DeskControl.behaviour(behaviour), .behaviour(.honest)]
        return DeskErrand("the provider is \(behaviour)", keys) { desk in
            try await desk.page.set(keys[0], isOn: true)
            let visit = LobbyVisit(lobby: desk, page: desk.lobbyPage)
            try await visit.goToQuote()
            try await body(visit, desk)
            try await desk.page.set(keys[1], isOn: true)
            try await visit.page.waitForRest()
        }
    }

    /// The page shows the newest four; so many are not made before these errands are over.
    private static func orderCount(_ desk: Desk) async throws -> Int {
        try await desk.page.count(".order")
    }
}

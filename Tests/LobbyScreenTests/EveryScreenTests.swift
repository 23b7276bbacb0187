import LobbySamples
import LobbyScreen
import Prepayment
import Testing

@Suite(.timeLimit(.minutes(1)))
struct EveryScreenTests {
    @Test func `there is a way to each screen`() {
        let reached = Set(EveryScreen.all.map(\.visitor.session.screen.kind))
        #expect(reached == Set(Screen.Kind.allCases))
    }

    @Test func `every screen takes every event and loses no money by it`() {
        for (name, visitor) in EveryScreen.all {
            let payment = max(1, visitor.number)
            for event in EveryEvent.all(payment: payment) {
                var visitor = visitor
                let before = visitor.session
                visitor.give(event)
                let after = visitor.session
                var came = Money.zero
                if case .moneyTaken(_, let amount) = event { came = amount }
                if before.money.open + came > .zero, after.money == MoneyTally() {
                    Issue.record("\(name) lost \(before.money.open) by \(event)")
                }
                #expect(after.money.open >= .zero, "\(name), \(event)")
                if after.screen.kind != before.screen.kind {
                    #expect(after.step > before.step, "\(name), \(event)")
                    #expect(visitor.effects.contains(.show), "\(name), \(event)")
                }
            }
        }
    }

    @Test func `no time runs out while money is in or a card is written`() {
        for (name, visitor) in EveryScreen.all {
            let session = visitor.session
            let isBusy: Bool =
                switch session.screen.kind {
                case .writing, .finishing, .stopping, .kept, .returning: true
                default: session.money.open > .zero
                }
            guard isBusy else { continue }
            #expect(session.nextWake == nil, "\(name)")
            var patient = visitor
            patient.wait(seconds: 100_000)
            #expect(patient.session.screen == session.screen, "\(name)")
            #expect(patient.effects.isEmpty, "\(name)")
        }
    }

    @Test func `a card pulled on any screen takes what was read of it along`() {
        for (name, visitor) in EveryScreen.all where visitor.session.isCardIn {
            var visitor = visitor
            visitor.give(.cardRemoved)
            let snapshot = visitor.session.snapshot(revision: 1, at: visitor.moment)
            #expect(snapshot.accounts == nil, "\(name)")
            #expect(snapshot.history == nil, "\(name)")
        }
    }

    @Test func `a touch for a screen that is gone does nothing`() {
        for (name, visitor) in EveryScreen.all {
            var session = visitor.session
            let old = ScreenRequest(key: "a", run: "test", step: session.step &- 1, action: "leave")
            let (answer, effects) = session.handle(old, at: visitor.moment)
            #expect(answer == .late, "\(name)")
            #expect(effects.isEmpty, "\(name)")
            #expect(session.screen == visitor.session.screen, "\(name)")
        }
    }

    @Test func `a touch from before a restart does nothing`() {
        var visitor = Visitor()
        visitor.putOn()
        let step = visitor.session.step
        let old = ScreenRequest(key: "a", run: "before", step: step, action: "leave")
        #expect(visitor.session.handle(old, at: visitor.moment).0 == .late)
        #expect(visitor.session.screen == .accounts)
    }

    @Test func `a touch that is posted twice is taken once`() {
        var visitor = Visitor()
        visitor.putOn()
        let request = ScreenRequest(
            key: "a",
            run: "test",
            step: visitor.session.step,
            action: "topUp",
            account: 0
        )
        #expect(visitor.session.handle(request, at: visitor.moment).0 == .taken)
        #expect(visitor.session.handle(request, at: visitor.moment).0 == .repeated)
        #expect(visitor.session.screen.kind == .amount)
    }
}

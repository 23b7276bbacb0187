import LobbySamples
import LobbyScreen
import Prepayment
import Testing

@Suite(.timeLimit(.minutes(1)))
struct VisitTests {
    @Test(arguments: [Visitor.everything, Visitor.exactOnly, Visitor.paperless])
    func `a top-up takes at most four touches`(facilities: Facilities) {
        var visitor = Visitor(facilities)
        visitor.putOn()
        var touches = 0
        for action in [
            ScreenAction.topUp(account: 0), .amount(Money(fen: 10_000)), .pay(.cash), .agree,
        ] where visitor.session.screen.payment == nil {
            visitor.touch(action)
            touches += 1
        }
        visitor.give(.paymentReady(payment: 1, code: nil))
        visitor.pay(10_000)
        visitor.give(.paymentStopped(payment: 1))
        visitor.give(.saleEnded(key: "screen-test-1", .sold(Visitor.completed())))
        #expect(visitor.session.screen.kind == .done)
        visitor.give(.cardRemoved)
        #expect(visitor.session.screen == .attract)
        #expect(touches <= 4)
    }

    @Test func `what is sold is what the quote said`() {
        var visitor = Visitor()
        visitor.startPaying(.code, fen: 12_345)
        visitor.pay(12_345)
        #expect(visitor.effects.contains(.stopPayment(1)))
        visitor.give(.paymentStopped(payment: 1))
        guard case .sell(let order)? = visitor.effects.first else {
            Issue.record("nothing was sold: \(visitor.effects)")
            return
        }
        #expect(order.key == "screen-test-1")
        #expect(order.means == .code)
        #expect(order.amount == Money(fen: 12_345))
    }

    @Test func `what was too much goes back beside the finished sale`() {
        var visitor = Visitor()
        visitor.startPaying()
        visitor.pay(8_000)
        visitor.pay(5_000)
        visitor.give(.paymentStopped(payment: 1))
        visitor.give(.saleEnded(key: "screen-test-1", .sold(Visitor.completed())))
        #expect(visitor.effects.contains(.giveBack(payment: 1, Money(fen: 3_000))))
        #expect(visitor.session.nextWake == nil)
        visitor.give(.moneyGivenBack(Money(fen: 3_000)))
        #expect(visitor.session.money.open == .zero)
    }

    @Test func `money put in as the payment is cancelled comes back too`() {
        var visitor = Visitor()
        visitor.startPaying()
        visitor.touch(.cancelPayment)
        visitor.pay(2_000)
        #expect(visitor.session.screen.kind == .stopping)
        visitor.give(.paymentStopped(payment: 1))
        #expect(visitor.effects.contains(.giveBack(payment: 1, Money(fen: 2_000))))
    }

    @Test func `what cannot come out again is sold if the resident wants it`() {
        var visitor = Visitor(Visitor.exactOnly)
        visitor.startPaying()
        visitor.pay(5_000)
        visitor.touch(.cancelPayment)
        visitor.give(.paymentStopped(payment: 1))
        #expect(visitor.session.screen.kind == .kept)
        visitor.touch(.buyForTaken)
        guard case .sell(let order)? = visitor.effects.first else {
            Issue.record("nothing was sold: \(visitor.effects)")
            return
        }
        #expect(order.amount == Money(fen: 5_000))
    }

    @Test func `a card pulled while money is in gets it back or has it held`() {
        for facilities in [Visitor.everything, Visitor.exactOnly] {
            var visitor = Visitor(facilities)
            visitor.startPaying()
            visitor.pay(5_000)
            visitor.give(.cardRemoved)
            visitor.give(.paymentStopped(payment: 1))
            let amount = Money(fen: 5_000)
            let expected: LobbyEffect =
                facilities.cash == .givesBack
                ? .giveBack(payment: 1, amount) : .hold(payment: 1, amount)
            #expect(visitor.effects.contains(expected))
        }
    }

    @Test func `the countdown can be stopped as often as wanted`() {
        var visitor = Visitor()
        visitor.putOn()
        for _ in 1...12 {
            visitor.wait(seconds: 60)
            #expect(visitor.session.countdownSince != nil)
            visitor.wait(seconds: 29)
            visitor.touch(.moreTime)
            #expect(visitor.session.countdownSince == nil)
        }
        #expect(visitor.session.screen == .accounts)
        visitor.wait(seconds: 60)
        visitor.wait(seconds: 30)
        #expect(visitor.session.screen == .takeCard)
    }

    @Test func `a card that is left makes noise until it is taken, and no attract screen comes`() {
        var visitor = Visitor()
        visitor.putOn()
        visitor.touch(.leave)
        visitor.wait(seconds: 20)
        #expect(visitor.effects.contains(.soundAlarm))
        visitor.wait(seconds: 100_000)
        #expect(visitor.session.screen == .cardLeft)
        visitor.give(.cardRemoved)
        #expect(visitor.effects.contains(.silenceAlarm))
        #expect(visitor.session.screen == .attract)
    }

    @Test func `the next resident finds the first language and the usual form`() {
        var visitor = Visitor()
        visitor.touch(.language("en"), .accessible(true))
        visitor.putOn()
        #expect(visitor.session.language == "en")
        visitor.give(.cardRemoved)
        #expect(visitor.session.language == "zh")
        #expect(!visitor.session.isAccessible)
    }

    @Test func `a slip is told to whom it concerns, and not to the next resident`() {
        var visitor = Visitor(Visitor.exactOnly)
        visitor.cancelWithMoney()
        visitor.touch(.holdTaken)
        visitor.give(.moneyHeld(Money(fen: 5_000)))
        #expect(visitor.session.screen.kind == .returned)
        #expect(visitor.snapshot.returned?.slip == nil, "nothing is claimed before it is known")
        visitor.give(.heldSlipEnded(payment: 1, Visitor.slip(.notPrinted(reason: "no paper"))))
        #expect(visitor.effects == [.show])
        #expect(visitor.snapshot.returned?.slip?.receipt == "not printed")
        #expect(visitor.snapshot.returned?.slip?.symbol != nil)
        visitor.touch(.leave)
        visitor.give(.cardRemoved)
        visitor.cancelWithMoney()
        visitor.touch(.holdTaken)
        visitor.give(.moneyHeld(Money(fen: 5_000)))
        visitor.give(.heldSlipEnded(payment: 1, Visitor.slip(.printed)))
        #expect(visitor.session.screen.kind == .returned)
        #expect(visitor.snapshot.returned?.slip == nil)
    }

    @Test func `money that buys nothing is told while its card lies there`() {
        var visitor = Visitor()
        visitor.putOn(CardReading(accounts: Visitor.oneMeter.accounts, held: Money(fen: 350)))
        #expect(visitor.snapshot.heldFen == 350)
        visitor.give(.cardRemoved)
        #expect(visitor.snapshot.heldFen == nil)
    }

    @Test func `a kiosk that goes out of service in mid-payment gives the money back first`() {
        var visitor = Visitor()
        visitor.startPaying()
        visitor.pay(5_000)
        visitor.give(.wentOutOfService)
        visitor.give(.paymentStopped(payment: 1))
        visitor.give(.moneyGivenBack(Money(fen: 5_000)))
        #expect(visitor.session.screen.kind == .returned)
        visitor.touch(.leave)
        visitor.give(.cardRemoved)
        #expect(visitor.session.screen == .outOfService)
    }

    @Test func `a card with a sale without an end is finished before anything is bought`() {
        var visitor = Visitor()
        visitor.putOn(Visitor.openCard(.unfinished))
        visitor.touch(.topUp(account: 0))
        #expect(visitor.session.screen.kind == .open)
        visitor.touch(.finish)
        #expect(visitor.effects.count == 2)
        visitor.give(.settleEnded(.settled(Visitor.completed())))
        #expect(visitor.session.screen.kind == .done)
    }

    @Test func `an account whose last purchase has not reached its meter buys nothing`() {
        var visitor = Visitor()
        visitor.putOn(Visitor.waiting)
        visitor.touch(.topUp(account: 0))
        #expect(visitor.session.screen == .accounts)
        let snapshot = visitor.session.snapshot(revision: 1, at: visitor.moment)
        #expect(snapshot.accounts?.first?.refusal?.code == "previousPurchaseWaiting")
    }

    @Test(arguments: [(12_345, ["code"]), (12_300, ["cash", "code"])] as [(Int64, [String])])
    func `notes are offered only for what notes can pay`(fen: Int64, means: [String]) {
        var visitor = Visitor(Visitor.exactOnly)
        visitor.putOn()
        visitor.touch(.topUp(account: 0), .typeAmount, .amount(Money(fen: fen)))
        #expect(visitor.session.screen.kind == .quote)
        #expect(visitor.session.snapshot(revision: 1, at: visitor.moment).means == means)
        visitor.touch(.pay(.cash))
        #expect((visitor.session.screen.kind == .notice) == means.contains("cash"))
    }
}

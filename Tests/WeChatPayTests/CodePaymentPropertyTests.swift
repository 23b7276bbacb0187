import TestSupport
import Testing
import WeChatPay

@Suite struct `Payments with a random provider` {
    /// Drives one payment to its end.
    struct Run {
        var payment = CodePayment()
        var provider: RandomProvider
        var dice: SeededGenerator
        var call: CodePayment.Call?
        var isPausing = false
        var paidCount = 0
        var stoppedCount = 0

        init(seed: UInt64) {
            dice = SeededGenerator(seed: seed)
            let lossOfTen = Int.random(in: 0...8, using: &dice)
            provider = RandomProvider(
                lossOfTen: lossOfTen,
                dice: SeededGenerator(seed: dice.next())
            )
        }

        mutating func handle(_ event: CodePayment.Event) {
            for effect in payment.handle(event) {
                #expect(stoppedCount == 0, "nothing comes behind the end")
                switch effect {
                case .call(let next):
                    #expect(call == nil, "one call at a time")
                    (call, isPausing) = (next, false)
                case .pause:
                    #expect(call == nil && !isPausing)
                    isPausing = true
                case .show: provider.seeCode()
                case .tellRefused: break
                case .tellPaid: paidCount += 1
                case .tellStopped: stoppedCount += 1
                }
            }
        }

        mutating func live(stopAt: Int) {
            handle(Bool.random(using: &dice) ? .begun : .resumed)
            for step in 0..<5_000 where !payment.hasEnded {
                provider.live()
                if step == stopAt { handle(.stopAsked) }
                if Int.random(in: 0..<20, using: &dice) == 0 {
                    handle(.pauseOver)
                } else if call != nil {
                    takeAnswer()
                } else if isPausing {
                    isPausing = false
                    handle(.pauseOver)
                }
            }
        }

        private mutating func takeAnswer() {
            guard let asked = call else { return }
            call = nil
            handle(provider.answer(to: asked))
        }
    }

    @Test func `money is told once, and no payment ends before that is certain`() async {
        var (paidCount, unpaidCount) = (0, 0)
        for seed in UInt64(1)...4_000 {
            // Others want the threads too.
            await Task.yield()
            var run = Run(seed: seed)
            run.live(stopAt: Int.random(in: 0..<40, using: &run.dice))
            #expect(run.payment.hasEnded && run.stoppedCount == 1, "seed \(seed)")
            // Whatever the payer does now, and whatever was under way, comes too late.
            for _ in 0..<50 { run.provider.live() }
            run.provider.pay()
            #expect(run.paidCount == (run.provider.isPaid ? 1 : 0), "seed \(seed)")
            paidCount += run.paidCount
            unpaidCount += 1 - run.paidCount
        }
        #expect(paidCount > 100 && unpaidCount > 100, "\(paidCount) paid, \(unpaidCount) not")
    }
}

import Testing
import WeChatPay

@Suite struct `A payment by code` {
    typealias Event = CodePayment.Event
    typealias Effect = CodePayment.Effect

    /// What is handled, and what must come out of it.
    struct Step: Sendable {
        let event: Event
        let effects: [Effect]

        init(_ event: Event, _ effects: Effect...) { (self.event, self.effects) = (event, effects) }
    }

    struct Story: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let steps: [Step]
        var ends = true
    }

    static let refusal = WeChatPayError.refused(status: 403, code: "NO_AUTH", message: "")
    static let used = WeChatPayError.refused(status: 403, code: "OUT_TRADE_NO_USED", message: "")
    static let paid = Trade.paid(transaction: "T1", amountFen: 10_000)
    static let tellPaid = Effect.tellPaid(transaction: "T1", amountFen: 10_000)

    static let shown = [
        Step(.begun, .call(.make)),
        Step(.made(code: "weixin://1"), .show(code: "weixin://1"), .pause(milliseconds: 2_000)),
    ]

    static let stories = [
        Story(
            testDescription: "it is paid",
            steps: shown + [
                Step(.pauseOver, .call(.query)),
                Step(.told(.notPaid), .pause(milliseconds: 2_000)),
                Step(.pauseOver, .call(.query)),
                Step(.told(paid), tellPaid, .tellStopped),
            ]
        ),
        Story(
            testDescription: "it is stopped, and nobody paid",
            steps: shown + [
                Step(.stopAsked, .call(.query)), Step(.told(.notPaid), .call(.close)),
                Step(.closed, .call(.query)), Step(.told(.closed), .tellStopped),
            ]
        ),
        Story(
            testDescription: "it was paid just before the stop",
            steps: shown + [
                Step(.stopAsked, .call(.query)), Step(.told(paid), tellPaid, .tellStopped),
            ]
        ),
        Story(
            testDescription: "it was paid between query and close",
            steps: shown + [
                Step(.stopAsked, .call(.query)), Step(.told(.notPaid), .call(.close)),
                Step(.closingRefused, .call(.query)), Step(.told(paid), tellPaid, .tellStopped),
            ]
        ),
        Story(
            testDescription:
                "a close that is answered as done counts when the order stays open twice",
            steps: shown + [
                Step(.stopAsked, .call(.query)), Step(.told(.notPaid), .call(.close)),
                Step(.closed, .call(.query)), Step(.told(.notPaid), .pause(milliseconds: 1_000)),
                Step(.pauseOver, .call(.close)), Step(.closed, .call(.query)),
                Step(.told(.notPaid), .tellStopped),
            ]
        ),
        Story(
            testDescription: "an order that is open behind a refused close is never “not paid”",
            steps: shown + [
                Step(.stopAsked, .call(.query)), Step(.told(.notPaid), .call(.close)),
                Step(.closingRefused, .call(.query)),
                Step(.told(.notPaid), .pause(milliseconds: 1_000)),
                Step(.pauseOver, .call(.close)), Step(.closingRefused, .call(.query)),
                Step(.told(.notPaid), .pause(milliseconds: 2_000)),
                Step(.pauseOver, .call(.close)), Step(.nothingToClose, .call(.query)),
                Step(.told(.notPaid), .pause(milliseconds: 4_000)),
                Step(.pauseOver, .call(.close)), Step(.closingRefused, .call(.query)),
                Step(.told(.missing), .pause(milliseconds: 8_000)),
            ],
            ends: false
        ),
        Story(
            testDescription:
                "pauses grow while answers are missing, and a stop cuts the first one short",
            steps: shown + [
                Step(.pauseOver, .call(.query)), Step(.unknown, .pause(milliseconds: 1_000)),
                Step(.pauseOver, .call(.query)), Step(.unknown, .pause(milliseconds: 2_000)),
                Step(.pauseOver, .call(.query)), Step(.unknown, .pause(milliseconds: 4_000)),
                Step(.pauseOver, .call(.query)), Step(.unknown, .pause(milliseconds: 8_000)),
                Step(.pauseOver, .call(.query)), Step(.unknown, .pause(milliseconds: 15_000)),
                Step(.stopAsked, .call(.query)), Step(.pauseOver),
                Step(.unknown, .pause(milliseconds: 1_000)), Step(.stopAsked),
                Step(.pauseOver, .call(.query)), Step(.told(.notPaid), .call(.close)),
                Step(.unknown, .pause(milliseconds: 1_000)), Step(.stopAsked),
                Step(.pauseOver, .call(.close)), Step(.closed, .call(.query)),
                Step(.unknown, .pause(milliseconds: 2_000)), Step(.pauseOver, .call(.query)),
                Step(.told(paid), tellPaid, .tellStopped),
            ]
        ),
        Story(
            testDescription: "one answer ends the growing of pauses",
            steps: shown + [
                Step(.pauseOver, .call(.query)), Step(.unknown, .pause(milliseconds: 1_000)),
                Step(.pauseOver, .call(.query)),
                Step(.told(.notPaid), .pause(milliseconds: 2_000)),
                Step(.pauseOver, .call(.query)), Step(.unknown, .pause(milliseconds: 1_000)),
            ],
            ends: false
        ),
        Story(
            testDescription: "an order whose making is unknown is asked for, and made again",
            steps: [
                Step(.begun, .call(.make)), Step(.unknown, .pause(milliseconds: 1_000)),
                Step(.pauseOver, .call(.query)), Step(.unknown, .pause(milliseconds: 2_000)),
                Step(.pauseOver, .call(.query)), Step(.told(.missing), .call(.make)),
                Step(.unknown, .pause(milliseconds: 4_000)),
                Step(.pauseOver, .call(.query)), Step(.told(.notPaid), .call(.make)),
                Step(
                    .made(code: "weixin://1"),
                    .show(code: "weixin://1"),
                    .pause(milliseconds: 2_000)
                ),
            ],
            ends: false
        ),
        Story(
            testDescription: "an order whose making is unknown is closed when it is stopped",
            steps: [
                Step(.begun, .call(.make)), Step(.unknown, .pause(milliseconds: 1_000)),
                Step(.stopAsked, .call(.query)), Step(.told(.missing), .call(.close)),
                Step(.nothingToClose, .call(.query)), Step(.told(.missing), .tellStopped),
            ]
        ),
        Story(
            testDescription: "a stop waits for the answer that is on its way",
            steps: [
                Step(.begun, .call(.make)), Step(.stopAsked),
                Step(.made(code: "weixin://1"), .call(.query)),
                Step(.told(.notPaid), .call(.close)), Step(.closed, .call(.query)),
                Step(.told(.closed), .tellStopped), Step(.stopAsked),
            ]
        ),
        Story(
            testDescription: "a stop during the making that stays unknown",
            steps: [
                Step(.begun, .call(.make)), Step(.stopAsked),
                Step(.unknown, .pause(milliseconds: 1_000)), Step(.pauseOver, .call(.query)),
                Step(.told(.missing), .call(.close)), Step(.closed, .call(.query)),
                Step(.told(.missing), .tellStopped),
            ]
        ),
        Story(
            testDescription: "a stop while a query is on its way",
            steps: shown + [
                Step(.pauseOver, .call(.query)), Step(.stopAsked),
                Step(.told(.notPaid), .call(.close)), Step(.closed, .call(.query)),
                Step(.told(.closed), .tellStopped),
            ]
        ),
        Story(
            testDescription: "a stop while a query stays without answer",
            steps: shown + [
                Step(.pauseOver, .call(.query)), Step(.stopAsked),
                Step(.unknown, .pause(milliseconds: 1_000)), Step(.pauseOver, .call(.query)),
                Step(.told(.notPaid), .call(.close)),
            ],
            ends: false
        ),
        Story(
            testDescription: "a refused order has no money to wait for",
            steps: [
                Step(.begun, .call(.make)),
                Step(.makingRefused(refusal), .tellRefused(refusal), .tellStopped),
            ]
        ),
        Story(
            testDescription: "a number that is used already is closed first",
            steps: [
                Step(.begun, .call(.make)),
                Step(.makingRefused(used), .tellRefused(used), .call(.query)),
                Step(.told(paid), tellPaid, .tellStopped),
            ]
        ),
        Story(
            testDescription: "a refusal behind an unknown making is no certainty",
            steps: [
                Step(.begun, .call(.make)), Step(.unknown, .pause(milliseconds: 1_000)),
                Step(.pauseOver, .call(.query)), Step(.told(.missing), .call(.make)),
                Step(.makingRefused(refusal), .tellRefused(refusal), .call(.query)),
                Step(.told(.missing), .call(.close)), Step(.nothingToClose, .call(.query)),
                Step(.told(.missing), .tellStopped),
            ]
        ),
        Story(
            testDescription: "an order that its provider closed is closed and asked for once more",
            steps: shown + [
                Step(.pauseOver, .call(.query)), Step(.told(.closed), .call(.close)),
                Step(.closed, .call(.query)), Step(.told(.closed), .tellStopped),
            ]
        ),
        Story(
            testDescription: "an order that is not found yet is asked for again",
            steps: shown + [
                Step(.pauseOver, .call(.query)),
                Step(.told(.missing), .pause(milliseconds: 2_000)),
            ],
            ends: false
        ),
        Story(
            testDescription: "money that was given back is no money",
            steps: [
                Step(.resumed, .call(.query)), Step(.told(.refunded), .call(.close)),
                Step(.closingRefused, .call(.query)), Step(.told(.refunded), .tellStopped),
            ]
        ),
        Story(
            testDescription: "a payment of an earlier run was paid",
            steps: [
                Step(.resumed, .call(.query)), Step(.unknown, .pause(milliseconds: 1_000)),
                Step(.pauseOver, .call(.query)), Step(.told(paid), tellPaid, .tellStopped),
            ]
        ),
        Story(
            testDescription: "a payment of an earlier run was not paid",
            steps: [
                Step(.resumed, .call(.query)), Step(.stopAsked),
                Step(.told(.notPaid), .call(.close)), Step(.closed, .call(.query)),
                Step(.told(.closed), .tellStopped),
            ]
        ),
    ]

    @Test(arguments: stories) func `goes on as its rules say`(_ story: Story) {
        var payment = CodePayment()
        for (index, step) in story.steps.enumerated() {
            #expect(payment.handle(step.event) == step.effects, "step \(index), \(step.event)")
        }
        #expect(payment.hasEnded == story.ends)
    }

    @Test(arguments: [(1, 1_000), (2, 2_000), (4, 8_000), (5, 15_000), (100, 15_000)])
    func `pauses double up to the longest`(_ count: Int, _ milliseconds: Int) {
        #expect(CodePaymentPace().pauseMilliseconds(afterFailures: count) == milliseconds)
    }
}

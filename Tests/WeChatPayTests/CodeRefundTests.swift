import Testing

@testable import WeChatPay

@Suite struct `A refund` {
    struct Story: Sendable, CustomTestStringConvertible {
        let testDescription: String
        /// What is answered to which call.
        let answers: [(call: CodeRefund.Call, answer: Result<Refund, WeChatPayError>)]
        /// Nil where it is to be asked again.
        let end: RefundEnd?
    }

    static let lost = Result<Refund, WeChatPayError>.failure(
        .noAnswer(sentence: "Nothing came.", hint: "")
    )
    static let refusal = WeChatPayError.refused(status: 403, code: "NOT_ENOUGH", message: "")
    static let missing = WeChatPayError.refused(
        status: 404,
        code: "RESOURCE_NOT_EXISTS",
        message: ""
    )
    static let busy = WeChatPayError.refused(status: 429, code: "FREQUENCY_LIMITED", message: "")

    static let stories = [
        Story(
            testDescription: "arrives at once",
            answers: [(.order, .success(.succeeded))],
            end: .succeeded
        ),
        Story(
            testDescription: "is on its way and is asked for",
            answers: [
                (.order, .success(.processing)), (.ask, .success(.processing)), (.ask, lost),
                (.ask, .success(.succeeded)),
            ],
            end: .succeeded
        ),
        Story(
            testDescription: "is ordered again under its number while nothing is known",
            answers: [(.order, lost), (.order, lost), (.order, .success(.succeeded))],
            end: .succeeded
        ),
        Story(
            testDescription: "is refused for certain",
            answers: [(.order, .failure(refusal))],
            end: .failed(sentence: refusal.sentence)
        ),
        Story(
            testDescription: "is refused behind a lost answer, and was carried out",
            answers: [
                (.order, lost), (.order, .failure(refusal)), (.ask, .success(.succeeded)),
            ],
            end: .succeeded
        ),
        Story(
            testDescription: "is refused behind a lost answer, and was not carried out",
            answers: [
                (.order, lost), (.order, .failure(refusal)), (.ask, lost),
                (.ask, .failure(missing)),
            ],
            end: .failed(sentence: refusal.sentence)
        ),
        Story(
            testDescription: "waits where too much is asked at a time",
            answers: [(.order, .failure(busy)), (.order, .success(.succeeded))],
            end: .succeeded
        ),
        Story(
            testDescription: "waits for a paid order that is not found yet",
            answers: [(.order, .failure(missing)), (.order, .success(.processing))],
            end: nil
        ),
        Story(
            testDescription: "does not reach its account",
            answers: [(.order, .success(.processing)), (.ask, .success(.abnormal))],
            end: .failed(sentence: "The payer's account did not take the refund.")
        ),
        Story(
            testDescription: "is given up",
            answers: [(.order, .success(.closed))],
            end: .failed(sentence: "The payment provider gave the refund up.")
        ),
    ]

    @Test(arguments: stories) func `goes on as its rules say`(_ story: Story) {
        var refund = CodeRefund()
        var end: RefundEnd?
        for (call, answer) in story.answers {
            #expect(end == nil)
            #expect(refund.call == call)
            end = refund.take(answer)
        }
        #expect(end == story.end)
    }
}

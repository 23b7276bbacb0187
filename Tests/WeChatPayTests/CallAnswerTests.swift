import Testing

@testable import WeChatPay

@Suite struct `What an answer is for a payment` {
    static func refused(_ status: Int, _ code: String) -> WeChatPayError {
        .refused(status: status, code: code, message: "")
    }

    static let doubts: [WeChatPayError] = [
        .noAnswer(sentence: "", hint: ""), .providerFailed(status: 500, code: "SYSTEMERROR"),
        .notGenuine(status: 200, .signatureWrong), .unexpected(""),
        refused(429, "FREQUENCY_LIMITED"),
    ]

    @Test(arguments: doubts) func `what is not known is no answer to any call`(
        _ error: WeChatPayError
    ) {
        for answer in [
            CallAnswer.making(.failure(error)), .query(.failure(error)), .close(.failure(error)),
        ] {
            #expect(answer.event == .unknown)
            #expect(answer.trouble == error)
        }
    }

    @Test(
        arguments: [
            (400, "ORDERPAID", .closingRefused), (400, "ORDER_CLOSED", .closed),
            (404, "ORDER_NOT_EXIST", .nothingToClose), (404, "ORDERNOTEXIST", .nothingToClose),
            (403, "NO_AUTH", .closingRefused), (400, "PARAM_ERROR", .closingRefused),
        ] as [(Int, String, CodePayment.Event)]
    ) func `a refused close is a close only where the order is closed`(
        _ status: Int,
        _ code: String,
        _ event: CodePayment.Event
    ) {
        let answer = CallAnswer.close(.failure(Self.refused(status, code)))
        #expect(answer.event == event)
        #expect(answer.trouble == nil)
    }

    @Test func `a refused order is told, a refused query says nothing`() {
        let error = Self.refused(403, "NO_AUTH")
        #expect(CallAnswer.making(.failure(error)).event == .makingRefused(error))
        #expect(CallAnswer.query(.failure(error)).event == .unknown)
        #expect(CallAnswer.query(.failure(error)).trouble == error)
    }
}

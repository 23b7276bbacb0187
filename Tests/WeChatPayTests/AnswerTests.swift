import Testing
import WeChatPay

/// The provider's signature is good in all of these.
@Suite(.timeLimit(.minutes(2))) struct `Signed answers` {
    static func trade(_ rest: String, order: String = "N1", merchant: String = "1900000001")
        -> String
    {
        #"{"mchid":"\#(merchant)","out_trade_no":"\#(order)",\#(rest)}"#
    }

    static let success = #""trade_state":"SUCCESS","transaction_id":"T1""#
    static let otherThing = WeChatPayError.notGenuine(status: 200, .notWhatWasAsked)

    @Test(
        arguments: [
            (200, trade(#""trade_state":"NOTPAY""#), .success(.notPaid)),
            (200, trade(#""trade_state":"CLOSED""#), .success(.closed)),
            (200, trade(#""trade_state":"REFUND""#), .success(.refunded)),
            (
                200, trade(success + #","amount":{"total":7,"payer_total":5,"currency":"CNY"}"#),
                .success(.paid(transaction: "T1", amountFen: 7))
            ),
            (
                200, trade(success + #","amount":{"total":7,"currency":"USD"}"#),
                .failure(.unexpected("it is paid, without a transaction or an amount in CNY"))
            ),
            (
                200, trade(success),
                .failure(.unexpected("it is paid, without a transaction or an amount in CNY"))
            ),
            (
                200, trade(#""trade_state":"USERPAYING""#),
                .failure(.unexpected("the state of an order is USERPAYING"))
            ),
            (200, trade(#""trade_state":"NOTPAY""#, order: "N2"), .failure(otherThing)),
            (200, trade(#""trade_state":"NOTPAY""#, merchant: "1900000002"), .failure(otherThing)),
            (200, "", .failure(.unexpected("it is no TradeAnswer"))),
            (202, trade(#""trade_state":"NOTPAY""#), .failure(.unexpected("its status is 202"))),
            (404, #"{"code":"ORDER_NOT_EXIST","message":"none"}"#, .success(.missing)),
            (404, #"{"code":"ORDERNOTEXIST"}"#, .success(.missing)),
            (404, "nothing here", .failure(.unexpected("its status is 404"))),
            (
                400, #"{"code":"SYSTEM_ERROR"}"#,
                .failure(.providerFailed(status: 400, code: "SYSTEM_ERROR"))
            ),
            (
                429, #"{"code":"FREQUENCY_LIMITED","message":"slower"}"#,
                .failure(.refused(status: 429, code: "FREQUENCY_LIMITED", message: "slower"))
            ),
            (503, "", .failure(.providerFailed(status: 503, code: ""))),
        ] as [(Int, String, Result<Trade, WeChatPayError>)]
    ) func `say what became of the order that was asked for, and nothing else`(
        _ status: Int,
        _ body: String,
        _ expected: Result<Trade, WeChatPayError>
    ) async throws {
        let provider = try ScriptedProvider(status: status, body: body)
        let told: Result<Trade, WeChatPayError>
        do throws(WeChatPayError) {
            told = .success(try await provider.client.query(order: "N1"))
        } catch { told = .failure(error) }
        #expect(told == expected)
        await provider.stop()
    }

    @Test(
        arguments: [
            ("R1", "SUCCESS", .success(.succeeded)), ("R1", "PROCESSING", .success(.processing)),
            ("R1", "CLOSED", .success(.closed)), ("R1", "ABNORMAL", .success(.abnormal)),
            ("R1", "DONE", .failure(.unexpected("the state of a refund is DONE"))),
            ("R2", "SUCCESS", .failure(otherThing)),
        ] as [(String, String, Result<Refund, WeChatPayError>)]
    ) func `say what became of the refund that was asked for`(
        _ number: String,
        _ status: String,
        _ expected: Result<Refund, WeChatPayError>
    ) async throws {
        let provider = try ScriptedProvider(
            status: 200,
            body: #"{"out_refund_no":"\#(number)","status":"\#(status)"}"#
        )
        let told: Result<Refund, WeChatPayError>
        do throws(WeChatPayError) {
            told = .success(try await provider.client.refundState(refund: "R1"))
        } catch { told = .failure(error) }
        #expect(told == expected)
        await provider.stop()
    }
}

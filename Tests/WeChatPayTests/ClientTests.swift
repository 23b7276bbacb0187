import TestSupport
import Testing
import VirtualProviders
import WeChatPay

@Suite(.timeLimit(.minutes(2))) struct `The client and a provider over a socket` {
    let number = "K007-1-000042"

    @Test func `an order is made, asked for and paid`() async throws {
        let desk = try Desk()
        #expect(try await desk.client.query(order: number) == .missing)
        let code = try await desk.make()
        #expect(code == desk.provider.orders.first?.code)
        #expect(desk.provider.orders.map(\.description) == ["预付费卡充值"])
        #expect(try await desk.client.query(order: number) == .notPaid)
        #expect(desk.provider.pay(number))
        #expect(!desk.provider.pay(number), "it is paid once")
        let transaction = try #require(desk.provider.orders.first?.transaction)
        #expect(
            try await desk.client.query(order: number)
                == .paid(transaction: transaction, amountFen: 10_000)
        )
        #expect(
            try await desk.refusal { try await desk.client.close(order: number) }?.code
                == "ORDERPAID"
        )
        await desk.provider.stop()
    }

    @Test func `a closed order cannot be paid`() async throws {
        let desk = try Desk()
        _ = try await desk.make()
        try await desk.client.close(order: number)
        #expect(!desk.provider.pay(number))
        #expect(try await desk.client.query(order: number) == .closed)
        #expect(
            try await desk.refusal { try await desk.client.close(order: number) }?.code
                == "ORDER_CLOSED"
        )
        #expect(try await desk.refusal { _ = try await desk.make() }?.code == "ORDER_CLOSED")
        #expect(
            try await desk.refusal { try await desk.client.close(order: "K007-1-000099") }?.code
                == "ORDER_NOT_EXIST"
        )
        await desk.provider.stop()
    }

    @Test func `the same order twice is one, and its number stands for nothing else`() async throws
    {
        let desk = try Desk()
        let code = try await desk.make()
        #expect(try await desk.make() == code)
        #expect(desk.provider.orders.count == 1)
        let error = try await desk.refusal { _ = try await desk.make(amountFen: 10_001) }
        #expect(error?.code == "OUT_TRADE_NO_USED")
        #expect(error?.isOutcomeUnknown == false)
        #expect(desk.provider.pay(number))
        #expect(try await desk.refusal { _ = try await desk.make() }?.code == "ORDERPAID")
        await desk.provider.stop()
    }

    @Test func `an order whose time is over is refused, and none is paid after it`() async throws {
        let desk = try Desk()
        let error = try await desk.refusal { _ = try await desk.make(validSeconds: -1) }
        #expect(error?.code == "PARAM_ERROR")
        _ = try await desk.make(validSeconds: 600)
        desk.clock.advance(seconds: 600)
        #expect(!desk.provider.pay(number))
        #expect(try await desk.client.query(order: number) == .notPaid)
        await desk.provider.stop()
    }

    @Test func `money is given back in parts, each once, and never more than there was`()
        async throws
    {
        let desk = try Desk()
        _ = try await desk.make()
        #expect(try await desk.refusal { _ = try await desk.refund() }?.code == "INVALID_REQUEST")
        #expect(desk.provider.pay(number))
        #expect(try await desk.refund() == .processing)
        #expect(try await desk.client.refundState(refund: "K007-1-000043") == .succeeded)
        #expect(try await desk.refund() == .succeeded, "the same number is the same refund")
        #expect(desk.provider.orders.map(\.refundedFen) == [4_000])
        #expect(try await desk.client.query(order: number) == .refunded)
        for (refund, amountFen, totalFen) in [
            ("K007-1-000043", 4_001, 10_000), ("K007-1-000044", 6_001, 10_000),
            ("K007-1-000044", 1, 9_999),
        ] as [(String, Int64, Int64)] {
            let error = try await desk.refusal {
                _ = try await desk.refund(refund, amountFen: amountFen, totalFen: totalFen)
            }
            #expect(error?.code == "INVALID_REQUEST")
        }
        #expect(try await desk.refund("K007-1-000044", amountFen: 6_000) == .processing)
        #expect(desk.provider.orders.map(\.refundedFen) == [10_000])
        let error = try await desk.refusal {
            _ = try await desk.client.refundState(refund: "K007-1-000099")
        }
        #expect(error?.code == "RESOURCE_NOT_EXISTS")
        await desk.provider.stop()
    }

    @Test(
        arguments: [
            (.silent, true, false), (.failing, true, false), (.refusing, false, false),
            (.lying, true, true), (.losesAnswers, true, true),
        ] as [(VirtualPaymentProvider.Behaviour, Bool, Bool)]
    ) func `only a signed refusal is certain`(
        _ behaviour: VirtualPaymentProvider.Behaviour,
        _ isUnknown: Bool,
        _ isDone: Bool
    ) async throws {
        let desk = try Desk()
        let isSilent = behaviour == .silent || behaviour == .losesAnswers
        desk.provider.set(behaviour)
        let client = isSilent ? try desk.impatientClient() : desk.client
        let error = try #require(try await desk.refusal { _ = try await desk.make(with: client) })
        #expect(error.isOutcomeUnknown == isUnknown, "\(error)")
        try await waitUntil("\(isDone)") { desk.provider.orders.count == (isDone ? 1 : 0) }
        for text in [error.sentence, error.hint] { #expect(text.hasSuffix(".")) }
        await desk.provider.stop()
    }

    @Test func `each fault has its own error`() async throws {
        let desk = try Desk()
        let errors: [(VirtualPaymentProvider.Behaviour, WeChatPayError)] = [
            (.failing, .providerFailed(status: 500, code: "SYSTEMERROR")),
            (
                .refusing,
                .refused(status: 403, code: "NO_AUTH", message: "This merchant may not do this.")
            ),
            (.lying, .notGenuine(status: 404, .signatureWrong)),
        ]
        for (behaviour, expected) in errors {
            desk.provider.set(behaviour)
            let error = try await desk.refusal { _ = try await desk.client.query(order: number) }
            #expect(error == expected)
        }
        await desk.provider.stop()
        let error = try await desk.refusal { _ = try await desk.client.query(order: number) }
        guard case .noAnswer = error else {
            Issue.record("\(String(describing: error))")
            return
        }
    }

    @Test func `who signs with another key is refused without a signature`() async throws {
        let desk = try Desk(keys: VirtualPaymentProvider.makeKeys())
        let error = try await desk.refusal { _ = try await desk.make() }
        #expect(error == .notGenuine(status: 401, .notSigned))
        #expect(error?.hint.contains("certificate serial number") == true)
        #expect(desk.provider.orders.isEmpty)
        await desk.provider.stop()
    }

    @Test func `answers under another key's name do not count`() async throws {
        let desk = try Desk(providerKeyID: "PUB_KEY_ID_2")
        let error = try await desk.refusal { _ = try await desk.make() }
        #expect(error == .notGenuine(status: 200, .otherKey("PUB_KEY_ID_1")))
        await desk.provider.stop()
    }

    @Test(arguments: [-3_600, 3_600] as [Int64])
    func `a clock that is wrong is noticed`(_ seconds: Int64) async throws {
        let desk = try Desk(clockAheadSeconds: seconds)
        let error = try await desk.refusal { _ = try await desk.make() }
        #expect(error == .notGenuine(status: 401, .notSigned))
        await desk.provider.stop()
    }
}

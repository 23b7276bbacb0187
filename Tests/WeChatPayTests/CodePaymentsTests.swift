import Synchronization
import TestSupport
import Testing
import VirtualProviders
import WeChatPay

@Suite(.timeLimit(.minutes(2))) struct `Payments by code over a socket` {
    /// Payments at a desk, and what they told.
    final class Counter: Sendable {
        let desk: Desk
        let payments: CodePayments
        private let told = Mutex<[CodePaymentEvent]>([])

        /// The client waits long for answers, unless the provider is to be silent.
        init(
            _ behaviour: VirtualPaymentProvider.Behaviour = .honest,
            refundPatienceMilliseconds: Int = 30_000
        ) throws {
            desk = try Desk()
            let isSilent = behaviour == .silent || behaviour == .losesAnswers
            payments = CodePayments(
                client: isSilent ? try desk.impatientClient() : desk.client,
                pace: CodePaymentPace(
                    pollMilliseconds: 20,
                    firstPauseMilliseconds: 10,
                    longestPauseMilliseconds: 40,
                    refundPatienceMilliseconds: refundPatienceMilliseconds
                )
            )
            Task { for await event in payments.events { told.withLock { $0.append(event) } } }
        }

        var provider: VirtualPaymentProvider { desk.provider }
        var events: [CodePaymentEvent] { told.withLock { $0 } }

        func wait(for event: CodePaymentEvent) async throws {
            try await waitUntil("\(event)", within: .seconds(50)) { events.contains(event) }
        }

        func waitForCode() async throws {
            try await waitUntil("a code", within: .seconds(50)) {
                events.contains { if case .code = $0 { true } else { false } }
            }
        }

        func end() async {
            await payments.end()
            await provider.stop()
        }
    }

    let number = "K007-1-000042"

    func start(_ counter: Counter) async {
        await counter.payments.start(order: number, amountFen: 10_000, description: "Top-up")
    }

    func paid(_ counter: Counter) throws -> CodePaymentEvent {
        let order = try #require(counter.provider.orders.first)
        return .paid(order: number, transaction: order.transaction, amountFen: 10_000)
    }

    /// The events without those of the line.
    func story(_ counter: Counter) -> [CodePaymentEvent] {
        counter.events.filter {
            switch $0 {
            case .unreachable, .reachable: false
            case .code, .refused, .paid, .stopped: true
            }
        }
    }

    @Test func `a code is shown, paid and told`() async throws {
        let counter = try Counter()
        await start(counter)
        try await counter.waitForCode()
        let order = try #require(counter.provider.orders.first)
        #expect(order.expiresAt != nil)
        #expect(counter.provider.pay(number))
        try await counter.wait(for: .stopped(order: number))
        #expect(
            counter.events == [
                .code(order: number, text: order.code), try paid(counter), .stopped(order: number),
            ]
        )
        await counter.payments.stop(order: number)
        await counter.end()
        #expect(counter.events.count == 3)
    }

    @Test func `a payment that is stopped is closed`() async throws {
        let counter = try Counter()
        await start(counter)
        try await counter.waitForCode()
        await counter.payments.stop(order: number)
        try await counter.wait(for: .stopped(order: number))
        #expect(counter.events.count == 2)
        #expect(counter.provider.orders.map(\.state) == [.closed])
        await counter.end()
    }

    @Test func `money that comes with the close is told`() async throws {
        let counter = try Counter()
        await start(counter)
        try await counter.waitForCode()
        counter.provider.set(.paysBeforeClose)
        await counter.payments.stop(order: number)
        try await counter.wait(for: .stopped(order: number))
        #expect(story(counter).suffix(2) == [try paid(counter), .stopped(order: number)])
        await counter.end()
    }

    @Test(
        arguments: [
            VirtualPaymentProvider.Behaviour.silent, .failing, .lying, .losesAnswers, .refusing,
        ]
    ) func `a stop waits until the provider can be believed`(
        _ behaviour: VirtualPaymentProvider.Behaviour
    ) async throws {
        let counter = try Counter(behaviour)
        await start(counter)
        try await counter.waitForCode()
        #expect(counter.provider.pay(number))
        counter.provider.set(behaviour)
        await counter.payments.stop(order: number)
        try await waitUntil("unreachable", within: .seconds(50)) {
            counter.events.contains { if case .unreachable = $0 { true } else { false } }
        }
        #expect(!story(counter).contains(.stopped(order: number)))
        counter.provider.set(.honest)
        try await counter.wait(for: .stopped(order: number))
        #expect(counter.events.contains(.reachable))
        #expect(story(counter).suffix(2) == [try paid(counter), .stopped(order: number)])
        await counter.end()
    }

    @Test(arguments: [VirtualPaymentProvider.Behaviour.failing, .lying, .losesAnswers])
    func `an order whose making is unknown is made again under its number`(
        _ behaviour: VirtualPaymentProvider.Behaviour
    ) async throws {
        let counter = try Counter(behaviour)
        counter.provider.set(behaviour)
        await start(counter)
        try await waitUntil("unreachable", within: .seconds(50)) { !counter.events.isEmpty }
        counter.provider.set(.honest)
        try await counter.waitForCode()
        #expect(counter.provider.orders.count == 1)
        #expect(counter.provider.pay(number))
        try await counter.wait(for: .stopped(order: number))
        #expect(story(counter).count == 3)
        await counter.end()
    }

    @Test func `a refused order is told and over`() async throws {
        let counter = try Counter()
        counter.provider.set(.refusing)
        await start(counter)
        try await counter.wait(for: .stopped(order: number))
        #expect(
            counter.events == [
                .refused(
                    order: number,
                    .refused(
                        status: 403,
                        code: "NO_AUTH",
                        message: "This merchant may not do this."
                    )
                ),
                .stopped(order: number),
            ]
        )
        await counter.end()
    }

    @Test(arguments: [true, false])
    func `an order that an earlier run left open is ended`(_ isPaid: Bool) async throws {
        let counter = try Counter()
        _ = try await counter.desk.make()
        if isPaid { #expect(counter.provider.pay(number)) }
        await counter.payments.resume(order: number, amountFen: 10_000)
        try await counter.wait(for: .stopped(order: number))
        #expect(
            counter.events == (isPaid ? [try paid(counter)] : []) + [.stopped(order: number)]
        )
        #expect(counter.provider.orders.map(\.state) == [isPaid ? .paid : .closed])
        await counter.end()
    }

    @Test func `an order that never reached the provider is ended`() async throws {
        let counter = try Counter()
        await counter.payments.resume(order: number, amountFen: 10_000)
        try await counter.wait(for: .stopped(order: number))
        #expect(counter.events == [.stopped(order: number)])
        await counter.end()
    }

    @Test func `what is open at the end stays open, and its call is cut off`() async throws {
        let counter = try Counter()
        await start(counter)
        try await counter.waitForCode()
        counter.provider.set(.silent)
        // Whatever the payment was at, it has a call on its way from here on.
        await counter.payments.stop(order: number)
        let start = ContinuousClock.now
        await counter.payments.end()
        #expect(ContinuousClock.now - start < .seconds(15), "the client would wait for 30")
        await counter.provider.stop()
        #expect(!counter.events.contains(.stopped(order: number)))
        #expect(counter.provider.orders.map(\.state) == [.notPaid])
    }

    func refund(_ counter: Counter) async -> RefundEnd {
        await counter.payments.refund(
            order: number,
            refund: "K007-1-000043",
            amountFen: 10_000,
            totalFen: 10_000,
            reason: "returned"
        )
    }

    @Test func `a refund is followed to its end`() async throws {
        let counter = try Counter()
        _ = try await counter.desk.make()
        guard case .failed = await refund(counter) else {
            Issue.record("an order that was not paid was given back")
            return
        }
        #expect(counter.provider.pay(number))
        #expect(await refund(counter) == .succeeded)
        #expect(await refund(counter) == .succeeded)
        #expect(counter.provider.orders.map(\.refundedFen) == [10_000])
        await counter.end()
    }

    @Test(arguments: [VirtualPaymentProvider.Behaviour.failing, .lying, .losesAnswers, .silent])
    func `a refund without an answer is unknown, and goes through later once`(
        _ behaviour: VirtualPaymentProvider.Behaviour
    ) async throws {
        let counter = try Counter(behaviour, refundPatienceMilliseconds: 500)
        _ = try await counter.desk.make()
        #expect(counter.provider.pay(number))
        counter.provider.set(behaviour)
        guard case .unknown = await refund(counter) else {
            Issue.record("the end of a refund without an answer is known")
            return
        }
        counter.provider.set(.honest)
        try await waitUntil("given back") { await refund(counter) == .succeeded }
        #expect(counter.provider.orders.map(\.refundedFen) == [10_000])
        await counter.end()
    }
}

/// What became of payments by code.
public enum CodePaymentEvent: Hashable, Sendable {
    /// The code of an order: show this text as a QR code.
    case code(order: String, text: String)
    /// The provider refuses the order; `stopped` follows.
    case refused(order: String, WeChatPayError)
    /// The order is paid. The amount is the provider's: compare it with the order's.
    case paid(order: String, transaction: String, amountFen: Int64)
    /// No money can come for the order any more; what came was told before.
    case stopped(order: String)
    /// The provider's answers do not come, or do not count.
    case unreachable(WeChatPayError)
    /// They do again.
    case reachable
}

/// Carries out payments by code, and tells what becomes of them.
///
/// Each order that was started or resumed ends in one `stopped`, after one `paid` at most. Only `end`
/// leaves orders open: they are to be resumed at the next start.
public actor CodePayments {
    private struct Order {
        let number: String
        let amountFen: Int64
        let description: String
        let expiresAt: Int64
        var payment: CodePayment
        var call: Task<Void, Never>?
        var pause: Task<Void, Never>?
        var expiry: Task<Void, Never>?
    }

    /// What happens, in order; for one reader.
    public nonisolated let events: AsyncStream<CodePaymentEvent>
    private let told: AsyncStream<CodePaymentEvent>.Continuation
    private let client: WeChatPayClient
    private let pace: CodePaymentPace
    private let now: @Sendable () -> Int64
    private var orders: [String: Order] = [:]
    private var isReachable = true
    private var hasEnded = false

    /// `now` gives seconds since 1970.
    public init(
        client: WeChatPayClient,
        pace: CodePaymentPace = CodePaymentPace(),
        now: @escaping @Sendable () -> Int64 = WeChatPayClient.systemTime
    ) {
        (self.client, self.pace, self.now) = (client, pace, now)
        (events, told) = AsyncStream.makeStream()
    }

    /// Makes an order and watches for its money, until it is paid, stopped or its time is over.
    ///
    /// A number is started once; while it is open a second call does nothing.
    public func start(order number: String, amountFen: Int64, description: String) {
        open(number, amountFen: amountFen, description: description, event: .begun)
        orders[number]?.expiry = Task { [seconds = pace.validSeconds] in
            do { try await Task.sleep(for: .seconds(seconds)) } catch { return }
            stop(order: number)
        }
    }

    /// Wants no more money for an order: it is closed. An order that has ended stays as it is.
    public func stop(order number: String) { take(.stopAsked, of: number) }

    /// Ends an order that an earlier run of the program left open.
    public func resume(order number: String, amountFen: Int64) {
        open(number, amountFen: amountFen, description: "", event: .resumed)
    }

    /// Gives money of an order back; asks again while the outcome is unknown, until patience ends.
    ///
    /// The same number with the same amounts is one refund, however often it is asked for.
    public func refund(
        order: String,
        refund: String,
        amountFen: Int64,
        totalFen: Int64,
        reason: String = ""
    ) async -> RefundEnd {
        var errand = CodeRefund()
        let deadline = ContinuousClock.now + .milliseconds(pace.refundPatienceMilliseconds)
        var count = 0
        while true {
            let answer: Result<Refund, WeChatPayError>
            do throws(WeChatPayError) {
                switch errand.call {
                case .order:
                    let state = try await client.refund(
                        order: order,
                        refund: refund,
                        amountFen: amountFen,
                        totalFen: totalFen,
                        reason: reason
                    )
                    answer = .success(state)
                case .ask: answer = .success(try await client.refundState(refund: refund))
                }
            } catch { answer = .failure(error) }
            note(answer.trouble)
            if let end = errand.take(answer) { return end }
            count += 1
            let pause = pace.pauseMilliseconds(afterFailures: count)
            guard ContinuousClock.now + .milliseconds(pause) < deadline,
                (try? await Task.sleep(for: .milliseconds(pause))) != nil
            else { return .unknown(sentence: errand.openSentence) }
        }
    }

    /// Ends: calls are cut off, nothing more is told, and what is open stays so.
    public func end() async {
        hasEnded = true
        let calls = orders.values.compactMap(\.call)
        for order in orders.values {
            order.pause?.cancel()
            order.expiry?.cancel()
            order.call?.cancel()
        }
        for call in calls { await call.value }
        orders = [:]
        told.finish()
    }

    private func open(
        _ number: String,
        amountFen: Int64,
        description: String,
        event: CodePayment.Event
    ) {
        guard !hasEnded, orders[number] == nil else { return }
        orders[number] = Order(
            number: number,
            amountFen: amountFen,
            description: description,
            expiresAt: now() + pace.validSeconds,
            payment: CodePayment(pace: pace)
        )
        take(event, of: number)
    }

    private func take(_ event: CodePayment.Event, of number: String) {
        guard !hasEnded, let effects = orders[number]?.payment.handle(event) else { return }
        for effect in effects { carryOut(effect, of: number) }
    }

    private func carryOut(_ effect: CodePayment.Effect, of number: String) {
        switch effect {
        case .call(let call): begin(call, of: number)
        case .pause(let milliseconds):
            orders[number]?.pause = Task {
                do { try await Task.sleep(for: .milliseconds(milliseconds)) } catch { return }
                take(.pauseOver, of: number)
            }
        case .show(let code): told.yield(.code(order: number, text: code))
        case .tellRefused(let error): told.yield(.refused(order: number, error))
        case .tellPaid(let transaction, let amountFen):
            told.yield(.paid(order: number, transaction: transaction, amountFen: amountFen))
        case .tellStopped:
            orders.removeValue(forKey: number)?.expiry?.cancel()
            told.yield(.stopped(order: number))
        }
    }

    private func begin(_ call: CodePayment.Call, of number: String) {
        guard let order = orders[number] else { return }
        order.pause?.cancel()
        orders[number]?.call = Task { [client] in
            let answer = await client.answer(
                to: call,
                order: number,
                amountFen: order.amountFen,
                description: order.description,
                expiresAt: order.expiresAt
            )
            note(answer.trouble)
            take(answer.event, of: number)
        }
    }

    /// Tells when answers begin to be missing, and when they come again.
    private func note(_ trouble: WeChatPayError?) {
        guard !hasEnded, (trouble == nil) != isReachable else { return }
        isReachable = trouble == nil
        told.yield(trouble.map { .unreachable($0) } ?? .reachable)
    }
}

internal import FoundationEssentials
internal import Synchronization
internal import WebServer

/// Answers the calls of the interface from the provider's book.
final class ProviderCounter: Sendable {
    struct State {
        var book = ProviderBook()
        var behaviour = VirtualPaymentProvider.Behaviour.honest
    }

    /// What is answered: a status, and a body that is JSON already.
    fileprivate struct Answer {
        let status: Int
        var body: [UInt8] = []
    }

    let state = Mutex(State())
    let silence = Silence()
    /// Seconds since 1970.
    let now: @Sendable () -> Int64
    private let seal: ProviderSeal

    init(seal: ProviderSeal, now: @escaping @Sendable () -> Int64) {
        (self.seal, self.now) = (seal, now)
    }

    func router() -> Router {
        let orders = "/v3/pay/transactions"
        var router = Router()
        router.on(.post, "\(orders)/native") { try await self.serve($0, self.make) }
        router.on(.get, "\(orders)/out-trade-no/{number}") { try await self.serve($0, self.query) }
        router.on(.post, "\(orders)/out-trade-no/{number}/close") {
            try await self.serve($0, self.close)
        }
        router.on(.post, "/v3/refund/domestic/refunds") { try await self.serve($0, self.refund) }
        router.on(.get, "/v3/refund/domestic/refunds/{number}") {
            try await self.serve($0, self.refundState)
        }
        return router
    }

    private func serve(
        _ request: Request,
        _ work: (Request, inout State) throws -> Answer
    ) async throws -> Response {
        let now = now()
        guard seal.accepts(request, now: now) else {
            return response(Answer(401, "SIGN_ERROR", "The signature is wrong."))
        }
        let behaviour = state.withLock { $0.behaviour }
        let answer: Answer
        switch behaviour {
        case .silent:
            await silence.wait()
            answer = Answer(503, "SYSTEMERROR", "Nothing was done.")
        case .failing: answer = Answer(500, "SYSTEMERROR", "Nothing was done.")
        case .refusing: answer = Answer(403, "NO_AUTH", "This merchant may not do this.")
        case .honest, .lying, .paysBeforeClose: answer = try perform(request, work)
        case .losesAnswers:
            answer = try perform(request, work)
            await silence.wait()
        }
        return seal.sign(
            response(answer),
            body: answer.body,
            now: now,
            isLie: behaviour == .lying
        )
    }

    private func perform(
        _ request: Request,
        _ work: (Request, inout State) throws -> Answer
    ) throws -> Answer {
        do { return try state.withLock { try work(request, &$0) } } catch let refusal
            as ProviderBook.Refusal
        {
            return Answer(refusal.status, refusal.code, refusal.message)
        } catch let problem as Problem {
            return Answer(400, "PARAM_ERROR", problem.detail ?? problem.title)
        }
    }

    private func response(_ answer: Answer) -> Response {
        Response(
            status: answer.status,
            headers: answer.body.isEmpty ? [:] : ["Content-Type": "application/json"],
            body: answer.body
        )
    }

    private func make(_ request: Request, _ state: inout State) throws -> Answer {
        let wish = try request.json(OrderWish.self)
        try checkMerchant(wish.mchid)
        return .json(CodeView(code_url: try state.book.make(wish, at: now())))
    }

    private func query(_ request: Request, _ state: inout State) throws -> Answer {
        try checkMerchant(request.query("mchid") ?? "")
        let order = try state.book.order(request.parameter("number"))
        let isPaid = order.state == .paid || order.state == .refunded
        return .json(
            OrderView(
                mchid: seal.merchantID,
                out_trade_no: order.number,
                trade_state: order.state.tradeState,
                trade_state_desc: order.state.rawValue,
                transaction_id: isPaid ? order.transaction : nil,
                amount: isPaid
                    ? .init(total: order.amountFen, payer_total: order.amountFen) : nil
            )
        )
    }

    private func close(_ request: Request, _ state: inout State) throws -> Answer {
        try checkMerchant(try request.json(CloseWish.self).mchid)
        let number = request.parameter("number")
        if state.behaviour == .paysBeforeClose { _ = state.book.pay(number, at: now()) }
        try state.book.close(number)
        return Answer(status: 204)
    }

    private func refund(_ request: Request, _ state: inout State) throws -> Answer {
        let wish = try request.json(RefundWish.self)
        return view(wish.out_refund_no, try state.book.refund(wish))
    }

    private func refundState(_ request: Request, _ state: inout State) throws -> Answer {
        let number = request.parameter("number")
        return view(number, try state.book.refundEntry(number))
    }

    private func view(_ number: String, _ entry: ProviderBook.RefundEntry) -> Answer {
        .json(
            RefundView(
                refund_id: "5030VIRTUAL\(number)",
                out_refund_no: number,
                out_trade_no: entry.order,
                status: entry.hasArrived ? "SUCCESS" : "PROCESSING",
                amount: .init(refund: entry.amountFen)
            )
        )
    }

    private func checkMerchant(_ merchantID: String) throws(ProviderBook.Refusal) {
        guard merchantID == seal.merchantID else {
            throw .init(status: 400, code: "MCH_NOT_EXISTS", message: "There is no such merchant.")
        }
    }
}

extension ProviderCounter.Answer {
    fileprivate init(_ status: Int, _ code: String, _ message: String) {
        self = .json(RefusalView(code: code, message: message), status: status)
    }

    fileprivate static func json(_ value: some Encodable, status: Int = 200) -> Self {
        let encoder = JSONEncoder()
        encoder.outputFormatting = .withoutEscapingSlashes
        guard let body = try? encoder.encode(value) else {
            preconditionFailure("JSON has no place for \(type(of: value))")
        }
        return Self(status: status, body: [UInt8](body))
    }
}

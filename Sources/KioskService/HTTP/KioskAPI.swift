internal import Cryptography
internal import Prepayment
internal import SmartCards
public import WebServer

/// The kiosk's door on this machine.
///
///     GET  /health        how the kiosk is
///     GET  /api/state     what a screen shows now
///     GET  /api/events    the same as server-sent events: the newest state first, then each change
///     POST /api/sales     sells to the card that lies here           needs the operator's token
///     POST /api/settlements  settles the open sales of the card that lies here   the same
///     POST /api/refunds   records that the money of a sale is given back         the same
///     GET  /api/held-money   the money that is kept for cards                    the same
///     POST /api/pay-outs  records that the office gives back money that is kept  the same
///     POST /api/cards     issues the card that lies here             needs the operator's token
///     POST /api/copies    prints a receipt once more                 the same
///     POST /api/day-reports  shows, prints or closes the day         the same
///
/// Rules:
/// 1. It listens on 127.0.0.1 and answers to that name only: a page on the network that points its
///    own name here (DNS rebinding) is refused.
/// 2. What gives credit without taking money needs the token that the service leaves for the
///    operator in a file of mode 0600; a lobby screen does not have it.
/// 3. A request is named by its asker. Asked again under the same name, it is the same sale.
public struct KioskAPI: Sendable {
    private let kiosk: Kiosk
    private let operatorToken: [UInt8]
    private let broadcaster = EventBroadcaster()

    /// Takes the kiosk and the secret that a clerk's commands bring.
    public init(_ kiosk: Kiosk, operatorToken: [UInt8]) {
        self.kiosk = kiosk
        self.operatorToken = operatorToken
        let broadcaster = broadcaster
        kiosk.board.watch { entry in broadcaster.publish(Self.event(entry)) }
    }

    /// The routes.
    public var router: Router {
        var router = Router()
        router.on(.get, "/health") { try await local($0, health) }
        router.on(.get, "/api/state") { request in
            try await local(request) { _ in .json(StateJSON(kiosk.board.entry)) }
        }
        router.on(.get, "/api/events") { try await local($0, events) }
        router.on(.post, "/api/sales") { try await asOperator($0, sell) }
        router.on(.post, "/api/settlements") { try await asOperator($0, settle) }
        router.on(.post, "/api/refunds") { try await asOperator($0, refund) }
        router.on(.get, "/api/held-money") { try await asOperator($0, heldMoney) }
        router.on(.post, "/api/pay-outs") { try await asOperator($0, payOut) }
        router.on(.post, "/api/cards") { try await asOperator($0, issue) }
        router.on(.post, "/api/copies") { try await asOperator($0, copy) }
        router.on(.post, "/api/day-reports") { try await asOperator($0, day) }
        return router
    }

    /// Ends the event streams, so that a server can stop.
    public func finish() { broadcaster.finish() }

    private static func event(_ entry: StateBoard.Entry) -> ServerEvent {
        ServerEvent(
            name: "state",
            identifier: String(entry.revision),
            json: StateJSON(entry)
        )
    }
}

extension KioskAPI {
    private func local(
        _ request: Request,
        _ handler: (Request) async throws -> Response
    ) async throws -> Response {
        try request.requireLoopbackHost()
        return try await handler(request)
    }

    private func asOperator(
        _ request: Request,
        _ handler: (Request) async throws -> Response
    ) async throws -> Response {
        try await local(request) { request in
            let given = request.headers["Authorization"] ?? ""
            let expected = Array("Bearer ".utf8) + operatorToken
            guard equalInConstantTime(Array(given.utf8), expected) else {
                throw Problem(
                    status: 401,
                    title: "This needs the operator's token",
                    hint: "Use the kiosk command as the user that runs the service."
                )
            }
            return try await handler(request)
        }
    }

    private func health(_ request: Request) async throws -> Response {
        let standing: KioskStanding
        do {
            standing = try await kiosk.standing()
        } catch {
            throw Problem(error, status: 503)
        }
        return .json(
            HealthJSON(standing, of: kiosk.configuration.kiosk),
            status: standing.outOfServiceReason == nil ? 200 : 503
        )
    }

    private func events(_ request: Request) async throws -> Response {
        let stream = EventStream()
        // Added before the state is read, so that no change falls between the two; a state that
        // comes twice carries the same revision.
        broadcaster.add(stream)
        _ = stream.send(Self.event(kiosk.board.entry))
        return Response(stream)
    }

    private func sell(_ request: Request) async throws -> Response {
        let body = try request.json(SaleRequestJSON.self)
        let sale = try body.request()
        let report: SaleReport
        do {
            report = try await kiosk.sales.sell(
                sale,
                reader: try await kiosk.lobby.readerWithCard()
            )
        } catch {
            await afterwards()
            throw Problem(KioskError(error))
        }
        await afterwards()
        return .json(SaleJSON(report), status: 201)
    }

    private func settle(_ request: Request) async throws -> Response {
        let settlement: Settlement
        do {
            settlement = try await kiosk.sales.settle(try await kiosk.lobby.readerWithCard())
        } catch {
            await afterwards()
            throw Problem(KioskError(error))
        }
        await afterwards()
        return .json(SettlementJSON(settlement), status: 201)
    }

    private func refund(_ request: Request) async throws -> Response {
        let refund = try request.json(RefundRequestJSON.self).refund()
        let reader: Result<String, CardError>
        do { reader = .success(try await kiosk.lobby.readerWithCard()) } catch {
            reader = .failure(error)
        }
        let report: RefundReport
        do {
            report = try await kiosk.sales.refund(refund, reader: reader)
        } catch {
            await afterwards()
            throw Problem(KioskError(error))
        }
        await afterwards()
        return .json(RefundJSON(report), status: 201)
    }

    private func heldMoney(_ request: Request) async throws -> Response {
        do { return .json(try await kiosk.sales.heldMoney().map(HeldMoneyJSON.init)) } catch {
            throw Problem(KioskError(error))
        }
    }

    private func payOut(_ request: Request) async throws -> Response {
        let payOut = try request.json(PayOutRequestJSON.self).payOut()
        let report: PayOutReport
        do { report = try await kiosk.sales.payOut(payOut) } catch {
            throw Problem(KioskError(error))
        }
        await afterwards()
        return .json(PayOutJSON(report), status: 201)
    }

    private func issue(_ request: Request) async throws -> Response {
        let issue = try request.json(IssueRequestJSON.self).request()
        let report: IssueReport
        do {
            report = try await kiosk.issue(issue, reader: try await kiosk.lobby.readerWithCard())
        } catch {
            throw Problem(KioskError(error))
        }
        await afterwards()
        return .json(IssuedJSON(report), status: 201)
    }

    private func copy(_ request: Request) async throws -> Response {
        let number = try request.json(CopyRequestJSON.self).identifier()
        let outcome: ReceiptOutcome
        do { outcome = try await kiosk.sales.reprint(number) } catch {
            throw Problem(KioskError(error))
        }
        kiosk.sync?.nudge()
        return .json(SlipJSON(number: number.description, outcome), status: 201)
    }

    private func day(_ request: Request) async throws -> Response {
        let body = try request.json(DayRequestJSON.self)
        let report: DayReport
        do {
            report = try await kiosk.sales.report(body)
        } catch {
            throw Problem(KioskError(error))
        }
        kiosk.sync?.nudge()
        return .json(DayReportJSON(report), status: 201)
    }

    private func afterwards() async {
        kiosk.sync?.nudge()
        await kiosk.lobby.refresh()
    }
}

extension Problem {
    /// The refusal that a kiosk's error is told as.
    init(_ error: KioskError, status: Int? = nil) {
        self.init(
            status: status ?? error.httpStatus,
            title: error.sentence,
            hint: error.hint
        )
    }
}

extension KioskError {
    /// 409: ask again when something has changed; 422: not like this; 503: the kiosk itself.
    fileprivate var httpStatus: Int {
        switch self {
        case .sale(.refused), .refusal, .sale(.keyReused), .sale(.notSoldHere), .sale(.noSlip),
            .sale(.nothingHeld):
            422
        case .sale(.outOfService), .sale(.notRecorded), .sale(.inDoubt), .sale(.refundInDoubt),
            .sale(.payOutInDoubt), .sale(.ledgerNotAsked), .journal, .keys, .receipt,
            .server, .token, .payments:
            503
        case .sale, .reader, .card: 409
        }
    }
}

public import Cryptography
internal import FoundationEssentials
public import Ledger
internal import MessageSignatures
public import Prepayment
public import RateLimits
internal import RecordChain
public import WebServer

/// The ledger over HTTP:
///
///     POST /v1/records              a signed batch (application/octet-stream) → SyncAnswer
///     POST /v1/heartbeats           a signed heartbeat (application/octet-stream) → HeartbeatAnswer
///     POST /v1/enrolments           a kiosk's key and its code → EnrolmentConfirmation
///     GET  /v1/cursor?kiosk=&epoch= how far a kiosk's chain is held    → SyncAnswer
///     GET  /v1/days/{date}          a business day, 2026-11-22         → DayReport
///
/// What is posted is signed twice: the request (RFC 9421), so that it comes from its kiosk, unchanged
/// and once, and the batch in it, which stays evidence when the request is long gone.
///
/// Refusals are problem details (RFC 9457). Those that a kiosk acts on carry `answer`; a gap, a fork
/// and a quarantine, status 409, carry all members of a `SyncAnswer`.
public struct LedgerRoutes: Sendable {
    private let store: any LedgerStore
    private let key: Ed25519.PrivateKey
    private let gate: RequestGate
    private let report: ServiceReport
    private let desk: RecordDesk
    private let heartbeats: HeartbeatDesk?
    private let now: @Sendable () -> WallTime
    private let onFailure: @Sendable (LedgerError) -> Void

    /// What one key may ask where nothing else is said.
    public static let standardKeyRate = LedgerLimits().rate
    /// Wishes and heartbeats have some hundred bytes.
    private static let smallBodyLimitBytes = 4_096

    /// `key` signs receipts. Without a `watch` no heartbeat is taken. `keyRate` is what one kiosk may
    /// ask. `onFailure` hears of each failure of the store: the peer is told little of it.
    public init(
        store: any LedgerStore,
        key: Ed25519.PrivateKey,
        watch: LedgerWatch? = nil,
        keyRate: Rate = standardKeyRate,
        report: ServiceReport = ServiceReport(),
        now: @escaping @Sendable () -> WallTime = { .now },
        monotonicTime: @escaping @Sendable () -> Int64 = monotonicNanoseconds,
        onFailure: @escaping @Sendable (LedgerError) -> Void
    ) {
        (self.store, self.key, self.now, self.onFailure) = (store, key, now, onFailure)
        self.report = report
        gate = RequestGate(keyRate, nanoseconds: monotonicTime)
        desk = RecordDesk(
            reception: Reception(store: store, key: key, now: now)
        )
        heartbeats = watch.map { [gate] watch in
            HeartbeatDesk(store: store, watch: watch, gate: gate, now: now)
        }
    }

    /// The routes for a server.
    public var router: Router {
        var router = Router()
        router.on(.post, "/v1/records") { request in
            try await answered {
                try await report.refusals(of: request) { try await takeRecords(request) }
            }
        }
        if let heartbeats {
            router.on(
                .post,
                "/v1/heartbeats",
                bodyLimitBytes: Self.smallBodyLimitBytes
            ) { request in
                try await answered {
                    try await report.refusals(of: request) { try await heartbeats.take(request) }
                }
            }
        }
        router.on(
            .post,
            "/v1/enrolments",
            bodyLimitBytes: Self.smallBodyLimitBytes
        ) { request in
            try await answered { try await enrol(request) }
        }
        router.on(.get, "/v1/cursor") { request in
            try await answered { try await tellCursor(request) }
        }
        router.on(.get, "/v1/days/{date}") { request in
            try await answered { try await tellDay(request) }
        }
        return router
    }

    private func takeRecords(_ request: Request) async throws -> Response {
        try request.requireOctets(of: "a batch of records")
        let sender = try await gate.sender(of: request, in: store, at: now())
        let batch = try desk.read(request.body)
        guard batch.signedHead.head.key == KeyIdentifier(sender.key) else {
            throw SyncProblem(AdmissionRefusal.foreignKey(batch.batch.kiosk))
        }
        let answer = try await desk.take(batch)
        report.batchTaken(answer, recordCount: batch.batch.records.count)
        return .json(answer)
    }

    private func enrol(_ request: Request) async throws -> Response {
        let body = try request.json(EnrolmentRequest.self)
        let publicKey = [UInt8](hexadecimal: body.publicKey).flatMap {
            Ed25519.PublicKey(bytes: $0)
        }
        guard let publicKey, let code = EnrolmentCode(body.code), body.kiosk > 0 else {
            throw Problem(
                status: 400,
                title: "The body is not a wish to be enrolled",
                hint: "Check the code: five groups of four letters and digits."
            )
        }
        let signed = try gate.read(request)
        guard signed.keyIdentifier == KeyIdentifier(publicKey).description else {
            throw Problem(
                status: 401,
                title: "The request is not signed with the key that it brings",
                hint: "Enrol with `kiosk enrol`."
            )
        }
        let moment = now()
        try gate.verify(signed, with: publicKey, at: moment.secondsSince1970)
        let kiosk = KioskIdentifier(body.kiosk)
        switch try await store.enrol(kiosk, key: publicKey, code: code, at: moment) {
        case .enrolled:
            return .json(
                EnrolmentConfirmation(kiosk: body.kiosk, ledgerKey: key.publicKey.description),
                status: 201
            )
        case .refused(let refusal):
            throw Problem(
                status: 403,
                title: "The kiosk is not enrolled",
                detail: refusal.sentence,
                hint: refusal.hint
            )
        }
    }

    private func tellCursor(_ request: Request) async throws -> Response {
        guard let kiosk = request.query("kiosk").flatMap({ UInt32($0) }),
            let epoch = request.query("epoch").flatMap({ UInt16($0) })
        else {
            throw Problem(
                status: 400,
                title: "Which kiosk and epoch is not clear",
                hint: "Ask as in /v1/cursor?kiosk=7&epoch=1."
            )
        }
        let head = try await store.head(of: KioskIdentifier(kiosk), epoch: epoch)
        return .json(SyncAnswer(.cursor, head: head))
    }

    private func tellDay(_ request: Request) async throws -> Response {
        let text = request.parameter("date")
        guard let day = BusinessDay(text) else {
            throw Problem(
                status: 400,
                title: "The path does not end in a day",
                detail: "“\(text)” is not in the calendar.",
                hint: "Ask as in /v1/days/2026-11-22."
            )
        }
        return .json(try await store.day(day))
    }

    private func answered(_ body: () async throws -> Response) async throws -> Response {
        do { return try await LedgerService.answered(reportingTo: onFailure, body) } catch let
            excess as KeyRateExceeded
        {
            report.keyRefused(excess.key)
            throw excess.problem
        }
    }
}

/// Turns what a handler threw into what its peer may know. A failure of the store is told to the
/// operator; the peer learns that it may try again.
func answered(
    reportingTo onFailure: @Sendable (LedgerError) -> Void,
    _ body: () async throws -> Response
) async throws -> Response {
    do { return try await body() } catch let problem as SyncProblem {
        return problem.response
    } catch let failure as LedgerError {
        onFailure(failure)
        throw Problem(
            status: 503,
            title: "The ledger's store failed",
            hint: "Send it again later: no record is taken twice."
        )
    }
}

extension WallTime {
    /// What this machine's clock says.
    public static var now: WallTime {
        WallTime(secondsSince1970: Int64(Date().timeIntervalSince1970))
    }
}

internal import FoundationEssentials
public import Ledger
internal import Prepayment
internal import RecordChain
public import WebServer

/// The ledger over HTTP:
///
///     POST /v1/records              a batch (application/octet-stream) → SyncAnswer
///     GET  /v1/cursor?kiosk=&epoch= how far a kiosk's chain is held    → SyncAnswer
///     GET  /v1/days/{date}          a business day, 2026-11-22         → DayReport
///     GET  /health                  whether the store answers
///
/// Refusals are problem details (RFC 9457). Those of a gap or a fork, status 409, also carry the
/// members of a `SyncAnswer`.
public struct LedgerRoutes: Sendable {
    private let store: any LedgerStore
    private let onFailure: @Sendable (LedgerError) -> Void

    /// `onFailure` hears of each failure of the store: the peer is told little of it.
    public init(store: any LedgerStore, onFailure: @escaping @Sendable (LedgerError) -> Void) {
        (self.store, self.onFailure) = (store, onFailure)
    }

    /// The routes for a server.
    public var router: Router {
        var router = Router()
        router.on(.post, "/v1/records") { try await takeRecords($0) }
        router.on(.get, "/v1/cursor") { try await tellCursor($0) }
        router.on(.get, "/v1/days/{date}") { try await tellDay($0) }
        router.on(.get, "/health") { _ in try await tellHealth() }
        return router
    }

    private func takeRecords(_ request: Request) async throws -> Response {
        guard request.headers["Content-Type"]?.lowercased() == "application/octet-stream" else {
            throw Problem(
                status: 415,
                title: "The body is not declared as a batch of records",
                hint: "Send it with Content-Type: application/octet-stream."
            )
        }
        let batch: RecordBatch
        do throws(BatchError) { batch = try RecordBatch(bytes: request.body) } catch {
            throw Problem(
                status: 400,
                title: "The body is not a batch of records",
                detail: error.sentence,
                hint: "Nothing was taken; check that kiosk and ledger are of matching versions."
            )
        }
        let now = WallTime(secondsSince1970: Int64(Date().timeIntervalSince1970))
        let answer = try await answered { () throws(LedgerError) in
            try await store.ingest(batch, receivedAt: now)
        }
        return response(to: answer)
    }

    private func response(to answer: IngestAnswer) -> Response {
        switch answer {
        case .accepted, .alreadyHave: .json(answer.syncAnswer)
        case .gap(let head):
            SyncProblem(
                answer: answer.syncAnswer,
                title: "Records are missing",
                detail: "The ledger wants record \(head.sequence + 1) next.",
                hint: "Send the records from that number on."
            ).response
        case .fork(let fork, _):
            SyncProblem(
                answer: answer.syncAnswer,
                title: "The journal contradicts the ledger",
                detail: fork.sentence,
                hint: fork.hint
            ).response
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
        let head = try await answered { () throws(LedgerError) in
            try await store.head(of: KioskIdentifier(kiosk), epoch: epoch)
        }
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
        return .json(
            try await answered { () throws(LedgerError) in try await store.day(day) }
        )
    }

    /// Reads from the store: a server whose store does not answer is not well.
    private func tellHealth() async throws -> Response {
        _ = try await answered { () throws(LedgerError) in
            try await store.head(of: KioskIdentifier(0), epoch: 0)
        }
        return .json(["status": "ok"])
    }

    /// A failure of the store is told to the operator; the peer learns that it may try again.
    private func answered<Answer>(
        _ body: () async throws(LedgerError) -> Answer
    ) async throws -> Answer {
        do throws(LedgerError) { return try await body() } catch {
            onFailure(error)
            throw Problem(
                status: 503,
                title: "The ledger's store failed",
                hint: "Send it again later: no record is taken twice."
            )
        }
    }
}

/// A refusal that says where the ledger stands: problem details, and beside them the members of a
/// `SyncAnswer`.
private struct SyncProblem: Encodable {
    let answer: SyncAnswer
    let title: String
    let detail: String
    let hint: String

    private enum Key: String, CodingKey {
        case title, status, detail, hint
    }

    static let status = 409

    func encode(to encoder: any Encoder) throws {
        try answer.encode(to: encoder)
        var container = encoder.container(keyedBy: Key.self)
        try container.encode(title, forKey: .title)
        try container.encode(Self.status, forKey: .status)
        try container.encode(detail, forKey: .detail)
        try container.encode(hint, forKey: .hint)
    }

    var response: Response {
        var response = Response.json(self, status: Self.status)
        response.headers = [
            "Content-Type": "application/problem+json", "Cache-Control": "no-store",
        ]
        return response
    }
}

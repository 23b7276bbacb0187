internal import Cryptography
internal import Ledger
internal import Prepayment
internal import RecordChain
internal import WebServer

/// The operator's door, on this machine alone: what `ledger` commands ask of a ledger that runs, for
/// nobody else may write to its store.
///
///     POST /operator/enrolment-codes  {"kiosk": 7, "hours": 24} → IssuedCode
///     POST /operator/releases         {"kiosk": 7}              → Released
///     POST /operator/closings         {"kiosk": 7, "number": 1, "reason": "…"} → Released
///     POST /operator/batches          a signed batch            → SyncAnswer
///
/// Each request brings the token that the service leaves in a file of mode 0600.
struct OperatorRoutes: Sendable {
    let store: any LedgerStore
    let key: Ed25519.PrivateKey
    let token: [UInt8]
    let onFailure: @Sendable (LedgerError) -> Void

    var router: Router {
        var router = Router()
        router.on(.post, "/operator/enrolment-codes") { request in
            try await asOperator(request) { office in
                let wish = try request.json(CodeWish.self)
                return .json(try await office.makeCode(wish), status: 201)
            }
        }
        router.on(.post, "/operator/releases") { request in
            try await asOperator(request) { office in
                .json(try await office.release(try request.json(ReleaseWish.self)))
            }
        }
        router.on(.post, "/operator/closings") { request in
            try await asOperator(request) { office in
                .json(try await office.close(try request.json(ClosingWish.self)))
            }
        }
        router.on(.post, "/operator/batches") { request in
            try await asOperator(request) { office in
                .json(try await office.take(request.body))
            }
        }
        return router
    }

    private func asOperator(
        _ request: Request,
        _ handler: (OfficeDesk) async throws -> Response
    ) async throws -> Response {
        let given = Array((request.headers["Authorization"] ?? "").utf8)
        guard equalInConstantTime(given, Array("Bearer ".utf8) + token) else {
            throw Problem(
                status: 401,
                title: "This needs the operator's token",
                hint: "Use the ledger command as the user that runs the service."
            )
        }
        return try await answered(reportingTo: onFailure) {
            try await handler(OfficeDesk(store: store, key: key))
        }
    }
}

/// What the office does with a store that is open: in the service, or in a command while none runs.
struct OfficeDesk: Sendable {
    let store: any LedgerStore
    let key: Ed25519.PrivateKey

    func makeCode(_ wish: CodeWish) async throws -> IssuedCode {
        let expiresAt = WallTime(
            secondsSince1970: WallTime.now.secondsSince1970 + Int64(wish.hours) * 3_600
        )
        let code = try await store.makeEnrolmentCode(
            for: KioskIdentifier(wish.kiosk),
            expiresAt: expiresAt
        )
        return IssuedCode(code: code.description, expiresAt: expiresAt.secondsSince1970)
    }

    func release(_ wish: ReleaseWish) async throws -> Released {
        Released(cases: try await store.release(KioskIdentifier(wish.kiosk), at: .now))
    }

    func close(_ wish: ClosingWish) async throws -> Released {
        let closing = try await store.closeCase(
            wish.number,
            of: KioskIdentifier(wish.kiosk),
            reason: wish.reason,
            at: .now
        )
        switch closing {
        case .closed: return Released(cases: 1)
        case .closedBefore:
            throw Problem(
                status: 409,
                title: "The case was closed before",
                hint: "See `ledger case`."
            )
        case .unknown:
            throw Problem(status: 404, title: "There is no such case", hint: "See `ledger case`.")
        case .fork:
            throw Problem(
                status: 409,
                title: "The case is a fork",
                hint: "When it is clear which journal is true: `ledger release`."
            )
        }
    }

    func take(_ bytes: [UInt8]) async throws -> SyncAnswer {
        let reception = Reception(store: store, key: key) { .now }
        let desk = RecordDesk(reception: reception)
        return try await desk.take(try desk.read(bytes))
    }
}

struct CodeWish: Codable, Sendable {
    let kiosk: UInt32
    let hours: UInt16
}

struct ClosingWish: Codable, Sendable {
    let kiosk: UInt32
    let number: UInt32
    let reason: String
}

struct ReleaseWish: Codable, Sendable {
    let kiosk: UInt32
}

/// A code for one kiosk.
public struct IssuedCode: Codable, Hashable, Sendable {
    /// As it is told.
    public let code: String
    /// Seconds since 1970.
    public let expiresAt: Int64
}

/// What a release ended.
public struct Released: Codable, Hashable, Sendable {
    /// How many cases it closed.
    public let cases: Int
}

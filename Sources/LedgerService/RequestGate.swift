internal import Cryptography
internal import Ledger
internal import MessageSignatures
internal import Prepayment
internal import RateLimits
internal import RecordChain
internal import Synchronization
internal import WebServer

/// Lets requests in that a known key signed (RFC 9421), each once, and of a key no more than its rate.
///
/// The rate is asked for after the signature: otherwise whoever names a key could use up what it may.
final class RequestGate: Sendable {
    private let verifier = RequestVerifier()
    private let rates: Mutex<RateLimiter<String>>
    private let nanoseconds: @Sendable () -> Int64

    init(_ rate: Rate, nanoseconds: @escaping @Sendable () -> Int64) {
        rates = Mutex(RateLimiter(rate))
        self.nanoseconds = nanoseconds
    }

    /// Reads the signature's claim; nothing is believed yet.
    func read(_ request: Request) throws(SyncProblem) -> SignedRequest {
        let signable = SignableRequest(
            method: request.method.rawValue,
            host: request.headers["Host"] ?? "",
            path: request.path,
            fields: request.headers.fields,
            body: request.body
        )
        do { return try SignedRequest(signable) } catch { throw SyncProblem(error) }
    }

    /// The kiosk that sent the request: one whose key is enrolled and not retired, and signed it.
    func sender(
        of request: Request,
        in store: any LedgerStore,
        at now: WallTime
    ) async throws -> EnrolledKey {
        let signed = try read(request)
        guard let key = KeyIdentifier(signed.keyIdentifier),
            let enrolled = try await store.enrolledKey(key), !enrolled.isRetired
        else {
            throw SyncProblem(
                answer: "unknownKiosk",
                status: 401,
                title: "The request is not signed by an enrolled kiosk",
                detail: "No kiosk signs with the key \(signed.keyIdentifier).",
                hint: "Enrol the kiosk: `ledger enrol`, then `kiosk enrol`."
            )
        }
        try verify(signed, with: enrolled.key, at: now.secondsSince1970)
        return enrolled
    }

    /// Returns when this key signed the request, a short time ago and for the first time. Throws
    /// `SyncProblem`, or `KeyRateExceeded`.
    func verify(
        _ request: SignedRequest,
        with key: Ed25519.PublicKey,
        at now: Int64
    ) throws {
        do throws(MessageSignatureError) {
            try verifier.verify(request, with: key, at: now)
        } catch {
            throw SyncProblem(error, at: now)
        }
        let identifier = request.keyIdentifier
        let verdict = rates.withLock { $0.take(identifier, at: nanoseconds()) }
        guard case .refused(let wait) = verdict else { return }
        throw KeyRateExceeded(key: identifier, waitNanoseconds: wait)
    }
}

extension Request {
    /// Refuses a body that is not declared as bytes, before anything is done about it.
    func requireOctets(of what: String) throws(Problem) {
        guard headers["Content-Type"]?.lowercased() == "application/octet-stream" else {
            throw Problem(
                status: 415,
                title: "The body is not declared as \(what)",
                hint: "Send it with Content-Type: application/octet-stream."
            )
        }
    }
}

/// A key sent more requests than it may.
struct KeyRateExceeded: Error {
    let key: String
    let waitNanoseconds: Int64

    var problem: Problem {
        .tooManyRequests(retryAfterSeconds: (waitNanoseconds + 999_999_999) / 1_000_000_000)
    }
}

extension SyncProblem {
    fileprivate init(_ error: MessageSignatureError) {
        self.init(
            answer: error == .tooManyRequests ? nil : "badSignature",
            status: error == .tooManyRequests ? 503 : 401,
            title: "The request's signature is not believed",
            detail: error.sentence,
            hint: error.hint
        )
    }

    /// Tells the ledger's clock where the kiosk's may be the reason: without it a kiosk whose clock is
    /// far off could sign no request that is believed.
    fileprivate init(_ error: MessageSignatureError, at now: Int64) {
        self.init(error)
        switch error {
        case .fromTheFuture, .expired: ledgerTime = now
        default: break
        }
    }
}

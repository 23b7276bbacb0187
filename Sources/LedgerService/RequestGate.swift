internal import Cryptography
internal import Ledger
internal import MessageSignatures
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

    /// Returns when this key signed the request, a short time ago and for the first time. Throws
    /// `SyncProblem`, or `KeyRateExceeded`.
    func verify(
        _ request: SignedRequest,
        with key: Ed25519.PublicKey,
        at now: Int64
    ) throws {
        do { try verifier.verify(request, with: key, at: now) } catch { throw SyncProblem(error) }
        let identifier = request.keyIdentifier
        let verdict = rates.withLock { $0.take(identifier, at: nanoseconds()) }
        guard case .refused(let wait) = verdict else { return }
        throw KeyRateExceeded(key: identifier, waitNanoseconds: wait)
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
}

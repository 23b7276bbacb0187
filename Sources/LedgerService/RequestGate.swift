internal import Cryptography
internal import Ledger
internal import MessageSignatures
internal import RecordChain
internal import WebServer

/// Lets requests in that a known key signed (RFC 9421), each once.
struct RequestGate: Sendable {
    private let verifier = RequestVerifier()

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

    /// Returns when this key signed the request, a short time ago and for the first time.
    func verify(
        _ request: SignedRequest,
        with key: Ed25519.PublicKey,
        at now: Int64
    ) throws(SyncProblem) {
        do { try verifier.verify(request, with: key, at: now) } catch { throw SyncProblem(error) }
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

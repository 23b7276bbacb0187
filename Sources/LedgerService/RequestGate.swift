internal import Cryptography
internal import Ledger
internal import MessageSignatures
internal import Prepayment
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

    /// Returns when this key signed the request, a short time ago and for the first time.
    func verify(
        _ request: SignedRequest,
        with key: Ed25519.PublicKey,
        at now: Int64
    ) throws(SyncProblem) {
        do throws(MessageSignatureError) {
            try verifier.verify(request, with: key, at: now)
        } catch {
            throw SyncProblem(error, at: now)
        }
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

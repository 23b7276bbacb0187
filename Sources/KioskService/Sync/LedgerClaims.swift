internal import Cryptography
public import Prepayment
public import RecordChain
internal import WebClient

/// The way to ask a ledger which sales a kiosk may settle or refund.
public protocol ClaimPort: Sendable {
    /// Asks, naming the end of the kiosk's journal; gives what the ledger said and signed.
    func rulings(
        on purpose: ClaimQuestion.Purpose,
        epoch: UInt16,
        after sequence: UInt32
    ) async throws(LedgerLinkError) -> [SaleRuling]
}

/// A ledger behind HTTP: `POST /v1/sale-claims`, the request signed with the kiosk's key, and the answer
/// believed only where the ledger at which the kiosk was enrolled signed it for this very question.
public struct HTTPClaims: ClaimPort {
    private let post: SignedPost
    private let kiosk: KioskIdentifier
    private let identityPath: String

    /// `identityPath` is the file that `kiosk enrol` writes.
    public init(
        _ configuration: LedgerLinkConfiguration,
        kiosk: KioskIdentifier,
        identityPath: String
    ) {
        post = SignedPost(
            configuration,
            timeoutMilliseconds: configuration.claimTimeoutMilliseconds
        )
        (self.kiosk, self.identityPath) = (kiosk, identityPath)
    }

    /// Asks under a new nonce.
    public func rulings(
        on purpose: ClaimQuestion.Purpose,
        epoch: UInt16,
        after sequence: UInt32
    ) async throws(LedgerLinkError) -> [SaleRuling] {
        let identity = try SignedPost.identity(identityPath, of: kiosk)
        let question = ClaimQuestion(
            kiosk: kiosk,
            epoch: epoch,
            sequence: sequence,
            nonce: SecureRandom.bytes(ClaimQuestion.nonceByteCount),
            purpose: purpose
        )
        let response = try await post.send(
            "/v1/sale-claims",
            contentType: "application/octet-stream",
            body: question.bytes,
            key: identity.key
        )
        guard response.status == 200 else {
            throw .refused(status: response.status, detail: SignedPost.detail(of: response))
        }
        let answer: SignedClaimStatement
        do { answer = try SignedClaimStatement(bytes: response.body) } catch {
            throw .nonsense("Its answer cannot be read.")
        }
        guard answer.answers(question, signedBy: identity.ledgerKey) else {
            throw .answerNotSigned
        }
        return answer.statement.rulings
    }
}

/// When a ledger that did not answer is asked again: a card on the reader does not wait for it each time.
struct ClaimPause {
    private static let nanoseconds: UInt64 = 30_000_000_000
    private var failure: (reason: String, at: UInt64)?

    /// Why the ledger is not asked at this moment; nil where it is.
    func reason(at now: UInt64) -> String? {
        guard let failure, now >= failure.at, now - failure.at < Self.nanoseconds else {
            return nil
        }
        return failure.reason
    }

    mutating func noteFailure(_ reason: String, at now: UInt64) { failure = (reason, now) }
    mutating func noteAnswer() { failure = nil }
}

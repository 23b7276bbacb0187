internal import Cryptography
public import Prepayment
public import RecordChain
internal import WebClient

/// A ledger behind HTTP: `POST /v1/records`, batch and request signed with the kiosk's key, and the
/// ledger's receipt verified.
///
/// The identity is read for each batch: a kiosk that is enrolled while it runs sends from then on.
public struct HTTPLedger: LedgerPort {
    private let post: SignedPost
    private let kiosk: KioskIdentifier
    private let identityPath: String

    /// `identityPath` is the file that `kiosk enrol` writes.
    public init(
        _ configuration: LedgerLinkConfiguration,
        kiosk: KioskIdentifier,
        identityPath: String
    ) {
        post = SignedPost(configuration)
        (self.kiosk, self.identityPath) = (kiosk, identityPath)
    }

    /// Sends consecutive records; gives the ledger's word on them.
    public func send(_ batch: RecordBatch) async throws(LedgerLinkError) -> SyncAnswer {
        let identity = try SignedPost.identity(identityPath, of: kiosk)
        let response = try await post.send(
            "/v1/records",
            contentType: "application/octet-stream",
            body: SignedBatch(batch, signedBy: identity.key).bytes,
            key: identity.key
        )
        // 409 carries the ledger's own head too: a gap, a fork, a quarantine.
        guard response.status == 200 || response.status == 409 else {
            throw .refused(status: response.status, detail: SignedPost.detail(of: response))
        }
        guard let answer = try? response.json(SyncAnswer.self) else {
            throw .nonsense("Its answer cannot be read.")
        }
        try Self.checkReceipt(of: answer, for: batch, key: identity.ledgerKey)
        return answer
    }

    /// “Accepted” from somebody else than the ledger must not let a record count as delivered.
    private static func checkReceipt(
        of answer: SyncAnswer,
        for batch: RecordBatch,
        key: Ed25519.PublicKey
    ) throws(LedgerLinkError) {
        switch answer.verdict {
        case .gap, .fork, .quarantined, .cursor: return
        case .accepted, .alreadyHave: break
        }
        guard let receipt = answer.receipt, receipt.kiosk == batch.kiosk,
            receipt.epoch == batch.epoch, receipt.head == answer.head, receipt.isSigned(by: key)
        else { throw .receiptNotSigned }
    }
}

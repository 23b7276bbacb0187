public import Cryptography
public import Prepayment
public import RecordChain

/// The one door for records, be they from the wire or from a stick: takes a batch if an enrolled kiosk
/// signed it, and gives the ledger's receipt.
public struct Reception: Sendable {
    private let store: any LedgerStore
    private let key: Ed25519.PrivateKey
    private let now: @Sendable () -> WallTime

    /// `key` signs receipts.
    public init(
        store: any LedgerStore,
        key: Ed25519.PrivateKey,
        now: @escaping @Sendable () -> WallTime
    ) {
        (self.store, self.key, self.now) = (store, key, now)
    }

    /// Takes a batch and answers with a receipt for what is held.
    public func take(
        _ batch: SignedBatch
    ) async throws(LedgerError) -> Result<ReceivedAnswer, AdmissionRefusal> {
        let head = batch.signedHead.head
        guard let enrolled = try await store.enrolledKey(head.key) else {
            return .failure(.unknownKey(head.key))
        }
        guard enrolled.kiosk == head.kiosk, !enrolled.isRetired else {
            return .failure(.foreignKey(head.kiosk))
        }
        guard batch.isSigned(by: enrolled.key) else { return .failure(.badSignature) }
        let receivedAt = now()
        let receipt = self.receipt(for: batch.batch.end, of: head, at: receivedAt)
        let answer = try await store.ingest(Submission(batch, receipt: receipt))
        switch answer {
        case .accepted: return .success(ReceivedAnswer(answer: answer, receipt: receipt))
        case .alreadyHave(let held):
            let receipt = self.receipt(for: held, of: head, at: receivedAt)
            return .success(ReceivedAnswer(answer: answer, receipt: receipt))
        case .gap, .fork, .quarantined:
            return .success(ReceivedAnswer(answer: answer, receipt: nil))
        }
    }

    private func receipt(
        for end: ChainHead,
        of head: BatchHead,
        at receivedAt: WallTime
    ) -> LedgerReceipt {
        LedgerReceipt(
            kiosk: head.kiosk,
            epoch: head.epoch,
            head: end,
            receivedAt: receivedAt,
            signedBy: key
        )
    }
}

/// What became of a batch, and the ledger's word for it.
public struct ReceivedAnswer: Hashable, Sendable {
    /// What became of it.
    public let answer: IngestAnswer
    /// For the head that is held; nil where the batch was not taken and not held.
    public let receipt: LedgerReceipt?

    /// The answer as it travels.
    public var syncAnswer: SyncAnswer {
        let answer = answer.syncAnswer
        return SyncAnswer(answer.verdict, head: answer.head, receipt: receipt)
    }
}

internal import FoundationEssentials
internal import Ledger
internal import Prepayment
internal import RecordChain
internal import WebServer

/// Takes signed batches for the ledger, whichever way they came, and puts its answers into words.
struct RecordDesk: Sendable {
    let reception: Reception

    /// Reads a batch; what is none is refused.
    func read(_ bytes: [UInt8]) throws(SyncProblem) -> SignedBatch {
        do throws(BatchError) { return try SignedBatch(bytes: bytes) } catch .newerSchema {
            throw SyncProblem(
                answer: "newerSchema",
                status: 422,
                title: "The records are of a later version",
                detail: BatchError.newerSchema.sentence,
                hint: "Bring the ledger to the version of its kiosks; nothing was taken."
            )
        } catch {
            throw SyncProblem(
                status: 400,
                title: "The body is not a batch of records",
                detail: error.sentence,
                hint: "Nothing was taken; check that kiosk and ledger are of matching versions."
            )
        }
    }

    /// Takes a batch that an enrolled kiosk signed. Throws `SyncProblem` or `LedgerError`.
    func take(_ batch: SignedBatch) async throws -> SyncAnswer {
        switch try await reception.take(batch) {
        case .success(let received):
            if let problem = SyncProblem(received.answer) { throw problem }
            return received.syncAnswer
        case .failure(let refusal): throw SyncProblem(refusal)
        }
    }
}

/// A refusal that kiosks understand: problem details (RFC 9457), and beside them the word of the
/// refusal, and where the ledger stands if that helps.
struct SyncProblem: Error, Encodable {
    /// The members of a `SyncAnswer`.
    let standing: SyncAnswer?
    /// The word alone, where the ledger cannot say where it stands.
    let answer: String?
    /// The ledger's clock, seconds since 1970, where the request's may be why it is refused.
    var ledgerTime: Int64?
    let status: Int
    let title: String
    let detail: String
    let hint: String

    init(answer: String? = nil, status: Int, title: String, detail: String, hint: String) {
        standing = nil
        (self.answer, self.status, self.title) = (answer, status, title)
        (self.detail, self.hint) = (detail, hint)
    }

    /// Nil for the two good answers.
    init?(_ ingested: IngestAnswer) {
        switch ingested {
        case .accepted, .alreadyHave: return nil
        case .gap(let head):
            title = "Records are missing"
            detail = "The ledger wants record \(head.sequence + 1) next."
            hint = "Send the records from that number on."
        case .fork(let fork, _):
            title = "The journal contradicts the ledger"
            detail = fork.sentence
            hint = fork.hint
        case .quarantined:
            title = "The kiosk is in quarantine"
            detail = "Its journal contradicted the ledger, and nobody has decided yet."
            hint = "See `ledger case`; when it is clear which journal is true: `ledger release`."
        }
        (standing, answer, status) = (ingested.syncAnswer, nil, 409)
    }

    init(_ refusal: AdmissionRefusal) {
        let answer: String
        let status: Int
        switch refusal {
        case .unknownKey: (answer, status) = ("unknownKiosk", 401)
        case .foreignKey, .badSignature: (answer, status) = ("badSignature", 422)
        }
        self.init(
            answer: answer,
            status: status,
            title: "The batch is not signed by an enrolled kiosk",
            detail: refusal.sentence,
            hint: refusal.hint
        )
    }

    private enum Key: String, CodingKey {
        case answer, time, type, title, status, detail, hint
    }

    func encode(to encoder: any Encoder) throws {
        try standing?.encode(to: encoder)
        var container = encoder.container(keyedBy: Key.self)
        if let answer { try container.encode(answer, forKey: .answer) }
        try container.encodeIfPresent(ledgerTime, forKey: .time)
        try container.encode("about:blank", forKey: .type)
        try container.encode(title, forKey: .title)
        try container.encode(status, forKey: .status)
        try container.encode(detail, forKey: .detail)
        try container.encode(hint, forKey: .hint)
    }

    var response: Response {
        var response = Response.json(self, status: status)
        response.headers = [
            "Content-Type": "application/problem+json", "Cache-Control": "no-store",
        ]
        return response
    }
}

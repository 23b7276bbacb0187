internal import Cryptography
internal import Ledger
internal import Prepayment
internal import RecordChain
internal import WebServer

/// Tells kiosks which sales they may settle or refund: `POST /v1/sale-claims`. The answer is signed, for
/// the kiosk writes credit and pays out money by it.
struct ClaimDesk: Sendable {
    let store: any LedgerStore
    let key: Ed25519.PrivateKey
    let gate: RequestGate
    let now: @Sendable () -> WallTime

    /// Throws `SyncProblem`, `Problem` or `LedgerError`.
    func answer(_ request: Request) async throws -> Response {
        try request.requireOctets(of: "a question about sales")
        let moment = now()
        let sender = try await gate.sender(of: request, in: store, at: moment)
        let question = try read(request.body)
        guard question.kiosk == sender.kiosk else {
            throw SyncProblem(
                answer: "badSignature",
                status: 422,
                title: "The question is not signed by the kiosk that it names",
                detail: "\(sender.kiosk) sent it.",
                hint: "Nothing was given; look for what changes requests on their way."
            )
        }
        switch try await store.rule(on: question, at: moment) {
        case .refused(let refusal): throw SyncProblem(refusal)
        case .ruled(let rulings):
            let statement = ClaimStatement(
                question,
                rulings: rulings,
                answeredAt: moment,
                key: KeyIdentifier(key.publicKey)
            )
            return Response(
                headers: [
                    "Content-Type": "application/octet-stream", "Cache-Control": "no-store",
                ],
                body: SignedClaimStatement(statement, signedBy: key).bytes
            )
        }
    }

    private func read(_ bytes: [UInt8]) throws(SyncProblem) -> ClaimQuestion {
        do throws(LayoutError) { return try ClaimQuestion(bytes: bytes) } catch {
            throw SyncProblem(
                status: 400,
                title: "The body is not a question about sales",
                detail: error.sentence,
                hint: "Check that kiosk and ledger are of matching versions."
            )
        }
    }
}

extension SyncProblem {
    fileprivate init(_ refusal: ClaimRefusal) {
        self.init(
            status: refusal == .foreignSale ? 422 : 409,
            title: "The kiosk may not settle or refund",
            detail: refusal.sentence,
            hint: refusal.hint
        )
    }
}

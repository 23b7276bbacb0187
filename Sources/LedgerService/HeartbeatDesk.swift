internal import Ledger
internal import Prepayment
internal import RecordChain
internal import WebServer

/// Takes heartbeats: `POST /v1/heartbeats`. As with batches the request is signed, so that it is fresh
/// and comes once, and what it brings is signed too, so that it is evidence.
struct HeartbeatDesk: Sendable {
    let store: any LedgerStore
    let watch: LedgerWatch
    let gate: RequestGate
    let now: @Sendable () -> WallTime

    /// Throws `SyncProblem`, `Problem` or `LedgerError`.
    func take(_ request: Request) async throws -> Response {
        try request.requireOctets(of: "a heartbeat")
        let moment = now()
        let sender = try await gate.sender(of: request, in: store, at: moment)
        let signed = try read(request.body)
        guard signed.heartbeat.kiosk == sender.kiosk,
            signed.heartbeat.key == KeyIdentifier(sender.key), signed.isSigned(by: sender.key)
        else {
            throw SyncProblem(
                answer: "badSignature",
                status: 422,
                title: "The heartbeat is not signed by the kiosk that sent it",
                detail: "\(sender.kiosk) sent it.",
                hint: "Nothing was taken; look for what changes heartbeats on their way."
            )
        }
        return .json(try await watch.hear(signed, at: moment))
    }

    private func read(_ bytes: [UInt8]) throws(SyncProblem) -> SignedHeartbeat {
        do throws(HeartbeatError) { return try SignedHeartbeat(bytes: bytes) } catch {
            let isLater = error == .newerSchema
            throw SyncProblem(
                answer: isLater ? "newerSchema" : nil,
                status: isLater ? 422 : 400,
                title: isLater
                    ? "The heartbeat is of a later version" : "The body is not a heartbeat",
                detail: error.sentence,
                hint: error.hint
            )
        }
    }
}

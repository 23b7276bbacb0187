internal import Ledger
public import Logging
internal import RecordChain
internal import WebServer

/// What a ledger that runs tells of its work: each event is counted, and those that people look into
/// stand in the log. One place, so that no refusal is counted and not told, or the other way about.
public struct ServiceReport: Sendable {
    let metrics: LedgerMetrics
    let log: EventLog

    /// `log` bounds itself: a flood of refusals is a few lines.
    public init(metrics: LedgerMetrics = LedgerMetrics(), log: EventLog = .silent) {
        (self.metrics, self.log) = (metrics, log)
    }

    /// A request failed because the store did; its peer was told little.
    func storeFailed(_ failure: LedgerError) {
        metrics.countStoreFailure()
        log.error("store_failed", ["sentence": failure.sentence, "hint": failure.hint])
    }

    /// A handler threw what it should not; its peer was told nothing.
    func handlerFailed(_ error: any Error, _ request: Request) {
        log.error(
            "defect",
            [
                "sentence": "\(request.path) failed: \(error).",
                "hint": "This is a defect: report it.",
            ]
        )
    }

    /// A batch was taken, or was there before.
    func batchTaken(_ answer: SyncAnswer, recordCount: Int) {
        metrics.count(
            answer: answer.verdict.rawValue,
            records: answer.verdict == .accepted ? recordCount : 0
        )
    }

    /// Counts and tells what `body` refuses.
    func refusals<Result: Sendable>(
        of request: Request,
        _ body: () async throws -> Result
    ) async throws -> Result {
        do { return try await body() } catch let problem as SyncProblem {
            let answer = problem.standing?.verdict.rawValue ?? problem.answer ?? "malformed"
            metrics.count(answer: answer)
            log.warning(
                "batch_refused",
                [
                    "answer": answer, "client": request.remoteAddress,
                    "status": String(problem.status), "detail": problem.detail,
                ]
            )
            throw problem
        }
    }

    /// A key sent more requests than it may.
    func keyRefused(_ key: String) {
        metrics.countKeyRefused()
        log.warning("request_refused", ["limit": "requestRatePerKey", "key": key])
    }

    /// What a server let be seen.
    func note(_ observation: ServerObservation) {
        metrics.note(observation)
        switch observation {
        case .refused(let limit, let address):
            log.warning("request_refused", ["limit": limit.rawValue, "client": address])
        case .cutOff(let phase): log.warning("client_cut_off", ["phase": phase.rawValue])
        case .answered, .brokenOff: break
        }
    }
}

import Ledger
import Prepayment
import RecordChain
import Synchronization
import TestSupport

/// A store in memory for what the watch keeps: one kiosk, whose facts a test sets.
final class MemoryWatch: WatchKeeping {
    struct State {
        var facts: [WatchFacts] = []
        var heard: [SignedHeartbeat] = []
        var applied: [WatchDecision] = []
        var heads: [(receivedAt: WallTime, head: SignedHead)] = []
        var closed: [ClosedDay] = []
        var failure: LedgerError?
    }

    private let state = Mutex(State())
    let answer: HeartbeatAnswer.Verdict

    init(answer: HeartbeatAnswer.Verdict = .heard) { self.answer = answer }

    func with<Result: Sendable>(_ body: (inout State) -> Result) -> Result {
        state.withLock { body(&$0) }
    }

    var heard: [SignedHeartbeat] { with { $0.heard } }
    var applied: [WatchDecision] { with { $0.applied } }
    var closed: [ClosedDay] { with { $0.closed } }

    private func working<Result: Sendable>(
        _ body: (inout State) -> Result
    ) throws(LedgerError) -> Result {
        if let failure = with({ $0.failure }) { throw failure }
        return with(body)
    }

    func keep(
        _ heartbeat: SignedHeartbeat,
        receivedAt: WallTime
    ) async throws(LedgerError) -> HeartbeatAnswer {
        try working { $0.heard.append(heartbeat) }
        return HeartbeatAnswer(answer, ledgerTime: receivedAt, head: .origin)
    }

    func watchFacts(of kiosk: KioskIdentifier?) async throws(LedgerError) -> [WatchFacts] {
        try working { state in state.facts.filter { kiosk == nil || $0.kiosk == kiosk } }
    }

    func apply(
        _ decisions: [WatchDecision],
        to kiosk: KioskIdentifier,
        at now: WallTime
    ) async throws(LedgerError) {
        try working { $0.applied += decisions }
    }

    func lastClosedDay() async throws(LedgerError) -> ClosedDay? {
        try working { $0.closed.last }
    }

    func firstReceipt() async throws(LedgerError) -> WallTime? {
        try working { $0.heads.map(\.receivedAt).min() }
    }

    func headTree(
        from start: WallTime,
        before end: WallTime
    ) async throws(LedgerError) -> MerkleFrontier {
        try working { state in
            MerkleFrontier(
                leafHashes: state.heads.filter { start <= $0.receivedAt && $0.receivedAt < end }
                    .map { DayCheckpoint.leafHash(of: $0.head) }
            )
        }
    }

    func close(_ day: ClosedDay) async throws(LedgerError) {
        try working { $0.closed.append(day) }
    }
}

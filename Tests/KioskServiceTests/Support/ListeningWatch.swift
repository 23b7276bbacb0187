import Ledger
import Prepayment
import RecordChain
import Synchronization

/// A ledger's memory for heartbeats, as far as a kiosk sees it.
final class ListeningWatch: WatchKeeping {
    private let kept = Mutex<[SignedHeartbeat]>([])
    private let answer: @Sendable (SignedHeartbeat, WallTime) -> HeartbeatAnswer

    /// `answer` is what the kiosk is told.
    init(answer: @escaping @Sendable (SignedHeartbeat, WallTime) -> HeartbeatAnswer) {
        self.answer = answer
    }

    var heard: [Heartbeat] { kept.withLock { $0.map(\.heartbeat) } }

    func keep(
        _ heartbeat: SignedHeartbeat,
        receivedAt: WallTime
    ) async throws(LedgerError) -> HeartbeatAnswer {
        kept.withLock { $0.append(heartbeat) }
        return answer(heartbeat, receivedAt)
    }

    func watchFacts(of kiosk: KioskIdentifier?) async throws(LedgerError) -> [WatchFacts] { [] }

    func apply(
        _ decisions: [WatchDecision],
        to kiosk: KioskIdentifier,
        at now: WallTime
    ) async throws(LedgerError) {}

    func lastClosedDay() async throws(LedgerError) -> ClosedDay? { nil }
    func firstReceipt() async throws(LedgerError) -> WallTime? { nil }

    func headTree(
        from start: WallTime,
        before end: WallTime
    ) async throws(LedgerError) -> MerkleFrontier { MerkleFrontier() }

    func close(_ day: ClosedDay) async throws(LedgerError) {}
}

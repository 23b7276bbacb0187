import KioskService
import Prepayment
import RecordChain
import Synchronization

/// A ledger in memory: it takes records exactly once, and fails as a test wants.
final class MemoryLedger: LedgerPort {
    enum Mood: Sendable {
        case well
        /// Nothing reaches it.
        case away
        /// It takes records, and its answer does not come.
        case losingAnswers
        /// It answers something of its own.
        case saying(SyncAnswer)
    }

    private struct State {
        var mood = Mood.well
        var heads = [ChainHead.origin]
        var batches: [RecordBatch] = []
        var moments: [ContinuousClock.Instant] = []
    }

    static let away = LedgerLinkError.unreachable(sentence: "The ledger is away.", hint: "Wait.")
    private let state = Mutex(State())

    var mood: Mood {
        get { state.withLock { $0.mood } }
        set { state.withLock { $0.mood = newValue } }
    }

    /// How many records it has.
    var count: Int { state.withLock { $0.heads.count - 1 } }
    /// What was sent to it.
    var batches: [RecordBatch] { state.withLock { $0.batches } }
    /// When.
    var moments: [ContinuousClock.Instant] { state.withLock { $0.moments } }

    /// Goes back to a copy that had so many records.
    func restore(_ count: Int) { state.withLock { $0.heads = Array($0.heads.prefix(count + 1)) } }

    func send(_ batch: RecordBatch) async throws(LedgerLinkError) -> SyncAnswer {
        let answer = state.withLock { state -> SyncAnswer? in
            state.batches.append(batch)
            state.moments.append(.now)
            switch state.mood {
            case .well: return Self.take(batch, &state.heads)
            case .away: return nil
            case .losingAnswers:
                _ = Self.take(batch, &state.heads)
                return nil
            case .saying(let answer): return answer
            }
        }
        guard let answer else { throw Self.away }
        return answer
    }

    private static func take(_ batch: RecordBatch, _ heads: inout [ChainHead]) -> SyncAnswer {
        let held = heads[heads.count - 1]
        if batch.start.sequence > held.sequence { return SyncAnswer(.gap, head: held) }
        if batch.end.sequence <= held.sequence { return SyncAnswer(.alreadyHave, head: held) }
        for record in batch.records where record.record.header.sequence > held.sequence {
            heads.append(
                ChainHead(sequence: record.record.header.sequence, hash: record.hash)
            )
        }
        return SyncAnswer(.accepted, head: heads[heads.count - 1])
    }
}

public import RecordChain

/// What a heartbeat is to a ledger that knows what the kiosk said before.
///
/// Rules:
/// 1. Within one start of the machine time runs forward: a heartbeat that is not later than the
///    newest one changes nothing. Its request was signed and fresh all the same.
/// 2. A record has one hash. A head that gives another to a record that the ledger holds, or that the
///    kiosk named before, contradicts it: two journals carry one name. It is kept as evidence beside
///    what it contradicts, as the heads of a fork are.
/// 3. A head beyond what the ledger holds is a claim: the kiosk's own word that there are records.
public enum HeartbeatPlacement: Hashable, Sendable {
    /// It is kept, and a claim where its head is beyond what is held.
    case news
    /// Nothing changes.
    case stale
    /// Evidence of a second journal, from that record on.
    case fork(sequence: UInt32)

    /// Places a heartbeat.
    ///
    /// `newest` is the newest one kept of the kiosk. `knownHash` is the hash that the ledger holds, or
    /// was told of in a claim, for record `heartbeat.head.sequence` of `heartbeat.epoch`; nil for a
    /// record that it does not know.
    public static func place(
        _ heartbeat: Heartbeat,
        after newest: Heartbeat?,
        knownHash: [UInt8]?
    ) -> HeartbeatPlacement {
        if let knownHash, knownHash != heartbeat.head.hash {
            return .fork(sequence: heartbeat.head.sequence)
        }
        guard let newest, newest.isOfSameBoot(as: heartbeat) else { return .news }
        return heartbeat.monotonicNanoseconds > newest.monotonicNanoseconds ? .news : .stale
    }
}

extension Heartbeat {
    /// Whether both were made in one start of one machine. A machine that cannot tell its starts apart
    /// gives zeros.
    func isOfSameBoot(as other: Heartbeat) -> Bool {
        bootIdentifier == other.bootIdentifier && bootIdentifier.contains { $0 != 0 }
    }
}

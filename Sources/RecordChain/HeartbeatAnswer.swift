public import Prepayment

/// What the ledger says to a heartbeat, as JSON on the wire:
///
///     {"answer": "heard", "time": 1795348800, "nextSequence": 42, "head": "9F86…"}
///
/// `time` is the ledger's clock in seconds since 1970. `nextSequence` and `head` are what the ledger
/// holds of the kiosk's epoch, as in a `SyncAnswer`: a ledger that was set back to an older copy
/// shows here also to a kiosk that has nothing new to send. The answer is not signed: a kiosk may
/// send again because of it, and may never take a record for delivered.
public struct HeartbeatAnswer: Hashable, Sendable {
    /// What became of a heartbeat.
    public enum Verdict: String, Codable, Sendable, CaseIterable {
        /// It is news.
        case heard
        /// A later one of the same start of the machine came before it; nothing changed.
        case stale
        /// Its head contradicts what the ledger holds: two journals carry one name.
        case fork
    }

    /// What became of it.
    public let verdict: Verdict
    /// The ledger's clock.
    public let ledgerTime: WallTime
    /// The end of the chain that the ledger holds.
    public let head: ChainHead

    /// Takes the parts.
    public init(_ verdict: Verdict, ledgerTime: WallTime, head: ChainHead) {
        (self.verdict, self.ledgerTime, self.head) = (verdict, ledgerTime, head)
    }
}

extension HeartbeatAnswer: Codable {
    private enum Key: String, CodingKey { case answer, time }

    /// Writes the fields.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: Key.self)
        try container.encode(verdict, forKey: .answer)
        try container.encode(ledgerTime.secondsSince1970, forKey: .time)
        try head.encode(to: encoder)
    }

    /// Reads the fields and refuses what no ledger can mean.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: Key.self)
        verdict = try container.decode(Verdict.self, forKey: .answer)
        let seconds = try container.decode(Int64.self, forKey: .time)
        ledgerTime = WallTime(secondsSince1970: seconds)
        head = try ChainHead(from: decoder)
    }
}

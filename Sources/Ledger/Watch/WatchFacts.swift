public import Prepayment
public import RecordChain

/// What a ledger knows of one kiosk that may have fallen silent: what `WatchRules` decide upon.
public struct WatchFacts: Hashable, Sendable {
    /// Which kiosk. It has a key that is not retired.
    public let kiosk: KioskIdentifier
    /// When that key was enrolled.
    public let enrolledAt: WallTime
    /// When the newest batch or heartbeat of the kiosk came; nil before the first.
    public let lastHeard: WallTime?
    /// The newest heartbeat.
    public let newest: HeardHeartbeat?
    /// The one kept before it.
    public let previous: HeardHeartbeat?
    /// The claims that are not settled, of every epoch.
    public let claims: [HeadClaim]
    /// The kinds of which a case is open.
    public let openCases: Set<WatchFinding.Kind>
    /// A fork waits for people: nothing of the kiosk is taken until they have decided.
    public let isInQuarantine: Bool

    /// Takes the facts.
    public init(
        kiosk: KioskIdentifier,
        enrolledAt: WallTime,
        lastHeard: WallTime?,
        newest: HeardHeartbeat?,
        previous: HeardHeartbeat?,
        claims: [HeadClaim],
        openCases: Set<WatchFinding.Kind>,
        isInQuarantine: Bool
    ) {
        (self.kiosk, self.enrolledAt, self.lastHeard) = (kiosk, enrolledAt, lastHeard)
        (self.newest, self.previous, self.claims) = (newest, previous, claims)
        (self.openCases, self.isInQuarantine) = (openCases, isInQuarantine)
    }
}

/// A heartbeat and when it came.
public struct HeardHeartbeat: Hashable, Sendable {
    /// What the kiosk said.
    public let heartbeat: Heartbeat
    /// By the ledger's clock.
    public let receivedAt: WallTime

    /// Takes both.
    public init(_ heartbeat: Heartbeat, receivedAt: WallTime) {
        (self.heartbeat, self.receivedAt) = (heartbeat, receivedAt)
    }
}

/// A kiosk's signed word that its journal reached a record: one for each epoch and business day, the
/// highest. The word may be a heartbeat, or the head of a batch that was answered with a gap.
public struct HeadClaim: Hashable, Sendable {
    /// Of which journal.
    public let epoch: UInt16
    /// The open business day at that record.
    public let day: BusinessDay
    /// The record, and its hash.
    public let head: ChainHead
    /// When the ledger was first told of this record.
    public let receivedAt: WallTime
    /// How far the ledger holds the epoch.
    public let heldSequence: UInt32
    /// The hash of the record at the ledger; nil while it does not hold it.
    public let heldHash: [UInt8]?

    /// Takes the parts.
    public init(
        epoch: UInt16,
        day: BusinessDay,
        head: ChainHead,
        receivedAt: WallTime,
        heldSequence: UInt32,
        heldHash: [UInt8]?
    ) {
        (self.epoch, self.day, self.head, self.receivedAt) = (epoch, day, head, receivedAt)
        (self.heldSequence, self.heldHash) = (heldSequence, heldHash)
    }
}

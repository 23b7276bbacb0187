public import Prepayment
public import RecordChain

/// Where heartbeats, and what follows from them, are kept.
public protocol WatchKeeping: Sendable {
    /// Keeps a heartbeat whose signature was verified, in one transaction: places it
    /// (`HeartbeatPlacement`), makes it the newest one and, where its head is beyond what is held, the
    /// claim of its epoch and business day. A fork opens a case and puts the kiosk into quarantine, as
    /// one in a batch does; a stale one changes nothing.
    func keep(
        _ heartbeat: SignedHeartbeat,
        receivedAt: WallTime
    ) async throws(LedgerError) -> HeartbeatAnswer

    /// What is known of a kiosk, or of every kiosk that has a key that is not retired.
    func watchFacts(of kiosk: KioskIdentifier?) async throws(LedgerError) -> [WatchFacts]

    /// Does what was decided for a kiosk, in one transaction. What is done already is passed over: two
    /// may have decided upon the same facts.
    func apply(
        _ decisions: [WatchDecision],
        to kiosk: KioskIdentifier,
        at now: WallTime
    ) async throws(LedgerError)

    /// The last day whose root was closed; nil before the first.
    func lastClosedDay() async throws(LedgerError) -> ClosedDay?

    /// When the first head of all was accepted; nil before it.
    func firstReceipt() async throws(LedgerError) -> WallTime?

    /// The tree of the heads that were accepted from one moment on and before another, in the order of
    /// kiosk, epoch and last sequence. See `DayCheckpoint`.
    func headTree(
        from start: WallTime,
        before end: WallTime
    ) async throws(LedgerError) -> MerkleFrontier

    /// Keeps a day's signed root; one that is kept already stays as it is. From then on no head is
    /// accepted under an earlier time of receipt than the day's end, whatever the clock says.
    func close(_ day: ClosedDay) async throws(LedgerError)
}

/// A day whose root is signed: nothing is added to it any more.
public struct ClosedDay: Hashable, Sendable {
    /// The root.
    public let checkpoint: DayCheckpoint
    /// The first moment after the day, as it was when the day was closed: the next day begins there,
    /// also when the machine's time zone was changed since.
    public let end: WallTime

    /// Takes both.
    public init(_ checkpoint: DayCheckpoint, end: WallTime) {
        (self.checkpoint, self.end) = (checkpoint, end)
    }
}

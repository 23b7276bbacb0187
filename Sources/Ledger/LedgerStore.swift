public import Cryptography
public import Prepayment
public import RecordChain

/// What can be asked of a ledger without changing it.
public protocol LedgerReading: Sendable {
    /// The end of the chain held of a kiosk's epoch; the origin where nothing is held.
    func head(of kiosk: KioskIdentifier, epoch: UInt16) async throws(LedgerError) -> ChainHead

    /// The sales of a business day, as far as they are known now.
    func day(_ day: BusinessDay) async throws(LedgerError) -> DayReport

    /// What stands on the accounts at the end of a business day, or now; of all kiosks or of one.
    func trialBalance(
        through day: BusinessDay?,
        of kiosk: KioskIdentifier?
    ) async throws(LedgerError) -> TrialBalance

    /// The book with all its transfers, up to the end of a business day or to now.
    func extract(through day: BusinessDay?) async throws(LedgerError) -> BookExtract

    /// Reads every record again, checks all chains, posts everything anew in memory and compares the
    /// book with it.
    func verify() async throws(LedgerError) -> Verification

    /// What a meter last said of itself, at whichever kiosk; nil where it never did.
    func latestReading(of meter: MeterNumber) async throws(LedgerError) -> MeterReading?

    /// Writes a file from which a store of either kind can be restored, also while a ledger runs. A
    /// file that is there is left alone.
    func backUp(to path: String) async throws(LedgerError) -> BackupReport

    /// The signed root of a day that is closed; nil for any other.
    func closedDay(_ day: BusinessDay) async throws(LedgerError) -> ClosedDay?

    /// How many cases nobody has closed.
    func openCaseCount() async throws(LedgerError) -> Int

    /// What people must look into, or have, the newest first.
    func cases() async throws(LedgerError) -> [LedgerCase]
}

/// Where the ledger keeps what the kiosks recorded. Behind this port stand a file of SQLite's
/// and a database behind PostgreSQL's protocol.
///
/// Rules for every store:
/// 1. One transaction holds the whole of an ingest: the cursor's compare-and-set on number and hash,
///    the batch as it was signed, the transfers and balances that are posted from it.
/// 2. A record is never refused for what it says: it happened. What does not fit is kept, and
///    counted in the day's report.
/// 3. Sales and balances follow from the records, and from the cases that say which of them the office
///    objected to, in whatever order the kiosks were heard: they can be made anew. Only the transfers
///    also tell in which order that was.
/// 4. Transfers are added and never changed.
public protocol LedgerStore: LedgerReading, WatchKeeping {
    /// Takes the records of a batch that are new, all or none, and keeps its signed head. A fork opens
    /// a case with both heads and puts the kiosk into quarantine; while it is there, nothing of it is
    /// taken. Throws only where the store failed. Then nothing changed, unless the disk failed in the
    /// commit itself: the cursor tells.
    ///
    /// Whether the signature is good is for the caller to know: `admit` asks first.
    func ingest(_ submission: Submission) async throws(LedgerError) -> IngestAnswer

    /// Keeps the public half of the key that signs receipts from now on, to verify them by.
    func keepLedgerKey(
        _ key: Ed25519.PublicKey,
        since now: WallTime
    ) async throws(LedgerError)

    /// Makes the code with which a kiosk can be enrolled once; an earlier one of the kiosk is void.
    func makeEnrolmentCode(
        for kiosk: KioskIdentifier,
        expiresAt: WallTime
    ) async throws(LedgerError) -> EnrolmentCode

    /// Enrols a kiosk's key. The same code and key again are answered as the first time.
    func enrol(
        _ kiosk: KioskIdentifier,
        key: Ed25519.PublicKey,
        code: EnrolmentCode,
        at now: WallTime
    ) async throws(LedgerError) -> EnrolmentAnswer

    /// A key that was enrolled; nil for any other.
    func enrolledKey(_ identifier: KeyIdentifier) async throws(LedgerError) -> EnrolledKey?

    /// Lets a kiosk out of quarantine and closes its forks; gives how many there were.
    func release(_ kiosk: KioskIdentifier, at now: WallTime) async throws(LedgerError) -> Int

    /// Closes a case for a reason that people give.
    func closeCase(
        _ number: UInt32,
        of kiosk: KioskIdentifier,
        reason: String,
        at now: WallTime
    ) async throws(LedgerError) -> CaseClosing

    /// Closes the store, after the calls before it; those that come later throw `closed`.
    func close() async
}

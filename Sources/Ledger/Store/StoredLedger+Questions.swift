import Book
import Cryptography
import Prepayment
import RecordChain
import Synchronization

// What is asked of the store; each is one transaction.
extension StoredLedger {
    func head(of kiosk: KioskIdentifier, epoch: UInt16) throws(LedgerError) -> ChainHead {
        try read { try $0.head(of: kiosk, epoch: epoch) }
    }

    func day(_ day: BusinessDay) throws(LedgerError) -> DayReport {
        try read { try $0.dayReport(day) }
    }

    func trialBalance(
        through day: BusinessDay?,
        of kiosk: KioskIdentifier?
    ) throws(LedgerError) -> TrialBalance {
        try read { try $0.trialBalance(through: day, of: kiosk) }
    }

    func extract(through day: BusinessDay?) throws(LedgerError) -> BookExtract {
        try read { try $0.extract(through: day) }
    }

    func verify() throws(LedgerError) -> Verification { try read { try $0.verification() } }

    func backUp(to path: String) throws(LedgerError) -> BackupReport {
        try read { try $0.backUp(to: path) }
    }

    func latestReading(of meter: MeterNumber) throws(LedgerError) -> MeterReading? {
        try read { try $0.latestReading(of: meter) }
    }

    func openCaseCount() throws(LedgerError) -> Int {
        try read { try $0.openKinds(of: nil).count }
    }

    func cases() throws(LedgerError) -> [LedgerCase] { try read { try $0.cases() } }

    /// Asked with every request: known keys are kept in memory. Enrolments go through this store
    /// alone, so that a key cannot be retired behind its back.
    nonisolated func enrolledKey(
        _ identifier: KeyIdentifier
    ) async throws(LedgerError) -> EnrolledKey? {
        if let key = knownKeys.withLock({ $0[identifier] }) { return key }
        return try await learnKey(identifier)
    }

    private func learnKey(_ identifier: KeyIdentifier) throws(LedgerError) -> EnrolledKey? {
        let key = try read { try $0.enrolledKey(identifier) }
        if let key { knownKeys.withLock { $0[identifier] = key } }
        return key
    }

    func makeEnrolmentCode(
        for kiosk: KioskIdentifier,
        expiresAt: WallTime
    ) throws(LedgerError) -> EnrolmentCode {
        let code = EnrolmentCode()
        try write { try $0.keepCode(code, for: kiosk, expiresAt: expiresAt) }
        return code
    }

    func enrol(
        _ kiosk: KioskIdentifier,
        key: Ed25519.PublicKey,
        code: EnrolmentCode,
        at now: WallTime
    ) throws(LedgerError) -> EnrolmentAnswer {
        defer { knownKeys.withLock { $0 = [:] } }
        return try write { try $0.enrol(kiosk, key: key, code: code, at: now) }
    }

    func keepLedgerKey(_ key: Ed25519.PublicKey, since now: WallTime) throws(LedgerError) {
        try write { try $0.keepLedgerKey(key, since: now) }
    }

    func release(_ kiosk: KioskIdentifier, at now: WallTime) throws(LedgerError) -> Int {
        try write { try $0.closeCases(of: kiosk, kind: .fork, at: now) }
    }

    func closeCase(
        _ number: UInt32,
        of kiosk: KioskIdentifier,
        reason: String,
        at now: WallTime
    ) throws(LedgerError) -> CaseClosing {
        try write { try $0.closeCase(number, of: kiosk, reason: reason, at: now) }
    }
}

// The watch.
extension StoredLedger {
    func keep(
        _ heartbeat: SignedHeartbeat,
        receivedAt: WallTime
    ) throws(LedgerError) -> HeartbeatAnswer {
        try write { try $0.hear(heartbeat, receivedAt: receivedAt) }
    }

    func watchFacts(of kiosk: KioskIdentifier?) throws(LedgerError) -> [WatchFacts] {
        try read { try $0.watchFacts(of: kiosk) }
    }

    func apply(
        _ decisions: [WatchDecision],
        to kiosk: KioskIdentifier,
        at now: WallTime
    ) throws(LedgerError) {
        try write { try $0.apply(decisions, to: kiosk, at: now) }
    }

    func lastClosedDay() throws(LedgerError) -> ClosedDay? { try read { try $0.lastClosedDay() } }

    func closedDay(_ day: BusinessDay) throws(LedgerError) -> ClosedDay? {
        try read { try $0.closedDay(day) }
    }

    func firstReceipt() throws(LedgerError) -> WallTime? { try read { try $0.firstReceipt() } }

    func headTree(
        from start: WallTime,
        before end: WallTime
    ) throws(LedgerError) -> MerkleFrontier {
        try read { try $0.headTree(from: start, before: end) }
    }

    func close(_ day: ClosedDay) throws(LedgerError) {
        guard try write({ try $0.close(day) }) else { throw .contended(path: name) }
    }
}

/// What goes wrong in a day. Each must happen in a run, or the run proves nothing about it.
enum Fault: String, CaseIterable, Sendable {
    case cardPulledBeforeCommand
    case cardPulledAfterCommand
    case commitNotHeard
    case commitAnswerLost
    case powerCutInDiskCall
    case powerCutAtCard
    case programKilledAtCard
    case powerCutWhileIdle
    case diskFull
    case syncFailed
    case printerDead
    case clockSet
    case cardPulledFromMeter
    case meterCommitAnswerLost
    case otherKioskTapped
    case journalDamaged
    case requestLost
    case answerLost
    case batchDuplicated
    case batchReordered
    case partition
    case ledgerKilled
    case ledgerPowerCutInIngest
    case ledgerRestored
    case kioskRestored
    case cardCloned
    case stolenCardUsed
    case saleOverLimit
}

/// How often each fault fired.
struct FaultCounts: Sendable, Equatable {
    private(set) var counts: [Fault: Int] = [:]
    subscript(fault: Fault) -> Int { counts[fault, default: 0] }
    mutating func note(_ fault: Fault, count: Int = 1) { counts[fault, default: 0] += count }
    mutating func add(_ other: FaultCounts) {
        for (fault, count) in other.counts { note(fault, count: count) }
    }
}

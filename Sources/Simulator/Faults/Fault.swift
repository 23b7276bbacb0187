/// What goes wrong in a day. Each must happen in a run, or the run proves nothing about it.
enum Fault: String, CaseIterable, Sendable {
    // Commands that are torn, and answers that are lost.
    case cardPulledBeforeCommand
    case cardPulledAfterCommand
    case commitNotHeard
    case commitAnswerLost
    case cardPulledFromMeter
    case meterCommitAnswerLost
    // The worst moment: in the midst of a command, and before what is unfinished was finished.
    case secondRequestInCommand
    case batchSentInCommand
    case otherKioskTapped
    // The end of a program or of the power, at any effect.
    case powerCutInDiskCall
    case powerCutAtCard
    case programKilledAtCard
    case powerCutAtPrinter
    case powerCutWhileIdle
    case ledgerKilled
    case ledgerPowerCutInIngest
    // Disks.
    case unsyncedWriteLost
    case unsyncedWriteTorn
    case diskFull
    case syncFailed
    case journalDamaged
    // The printer.
    case printerDead
    case paperOut
    case paperEndsInReceipt
    // The wire.
    case requestLost
    case answerLost
    case batchDuplicated
    case batchReordered
    case partition
    case claimLost
    case claimAnswerLost
    case claimDuplicated
    case claimLate
    // Clocks.
    case clockSet
    // What was is there again.
    case ledgerRestored
    case kioskRestored
    case cardCloned
    // People.
    case stolenCardUsed
    case saleOverLimit
    case wrongCardAtWindow
    case refundAskedAgain
    case refundAskedOfDelivered
    // Sales that another kiosk settles, and what stands in their way.
    case saleSettledElsewhere
    case landingToldElsewhere
    case takenUpInVain
    case saleRefusedWhileHeldElsewhere
    case refundRefusedForWantOfLeave
    case refundAskedElsewhere
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

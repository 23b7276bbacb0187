/// A broken variant of the estate, to show that the invariants can fail. Each is made in this program,
/// around the real code: no product code knows of it.
enum Mutant: String, CaseIterable, Sendable {
    /// The kiosks' disks answer a sync without doing it.
    case intentNotSynced
    /// The clerk gives the money back where the outcome is unknown.
    case unknownTreatedAsFailed
    /// The clerk gives the money back at once where the journal failed.
    case moneyBackBeforeTheJournalIsRead
    /// After a dark screen the clerk asks under a new key, which nobody knows, and gives the money back.
    case requestKeyForgotten
    /// Whether a sale landed is told by what waits on the card.
    case decisionByBalance
    /// What is owed is loaded as a new purchase, and nobody notes it.
    case owedCreditOfferedTwice
    /// A load without answer is sent again at once.
    case retryWithoutReading
    /// The clerk refunds what is open and looks at no card.
    case refundWithoutLooking
    /// The clerk pays a refund again that was paid.
    case refundedTwice
    /// The clerk pays a refund at once where the journal failed, and again when it is known.
    case refundInDoubtPaid
    /// What was refunded is loaded all the same when its card comes back.
    case refundedSaleDelivered
    /// A damaged journal is thrown away, and a new one begun.
    case damagedJournalBegunAnew
    /// The kiosk counts records as delivered before it sends them.
    case cursorAdvancedBeforeSending
    /// After a lost answer the kiosk goes on with the next records.
    case batchSkippedAfterLostAnswer
    /// The ledger's disk answers a sync without doing it.
    case ledgerCommitNotSynced
    /// The ledger answers a contradiction with its receipt.
    case forkKeptSilently
    /// The ledger's receipt is given before it has the records.
    case receiptBeforeProof
    /// A kiosk does not go back to where a restored ledger stands.
    case gapNotFollowed
    /// The ledger gives a sale to a second kiosk while the first one has it.
    case claimedSaleGivenAgain
    /// A ledger that was restored gives sales away before it heard who has them.
    case restoredLedgerGivesAtOnce
    /// A kiosk gives money back and does not ask the ledger.
    case refundWithoutLeave
    /// What another kiosk sold is written before this kiosk's journal knows of it.
    case takenUpNotRecorded
    /// The meter takes whatever waits on its card.
    case purchaseNumberNotChecked
    /// The meter debits the card before it remembers.
    case cardDebitedBeforeMemory
}

/// What must hold, whatever happens.
enum Invariant: String, CaseIterable, Sendable {
    /// Every load that stands on a card is of a sale whose intent is in the journal of the kiosk that
    /// wrote it: its own sale, or one that it took up.
    case loadHasDurableIntent
    /// No sale stands on cards twice.
    case saleLandsOnce
    /// Purchases of a card are numbered 1, 2, 3 ….
    case purchaseNumbersAreOneMore
    /// A meter takes each purchase once, and as much as it was loaded with.
    case meterTakesEachPurchaseOnce
    /// What was loaded is in the meter or waits on the card, to the fen.
    case loadedIsTakenOrWaiting
    /// What a report or a record calls written stands on the card.
    case writtenIsOnTheCard
    /// What is called owed, or was refunded, stands on no card.
    case owedOrRefundedIsOnNoCard
    /// A refund is paid once, whoever asks how often.
    case refundedOnce
    /// Money in = credit landed + owed + refunded, to the fen.
    case moneyInIsLandedOwedOrRefunded
    /// A printer that cannot print is told of before money is taken.
    case paperIsAskedBeforeMoney
    /// A kiosk does one thing at a time with cards.
    case oneThingAtATime
    /// Money in the drawers is that of the sales in the journals less their refunds, to the fen.
    case drawerEqualsJournal
    /// A paid sale is finished when its card comes back, unless another sale wrote since.
    case paidIsDeliveredAtTheCardsReturn
    /// A kiosk takes no record for delivered that the ledger did not hold.
    case acknowledgedIsHeld
    /// The ledger holds every record of every journal, once and in order.
    case ledgerHoldsEveryRecordOnce
    /// The book's balances sum to zero, and say of money what the journals say.
    case bookEqualsJournals
    /// The ledger verifies.
    case ledgerVerifies
    /// Every injected loss ends in one case of its kind, and nothing else makes a case.
    case everyLossIsOneCase
    /// The ledger gives a sale to one kiosk at a time, and after a restoration to nobody too early.
    case saleIsGivenToOneKiosk
    /// What a kiosk takes up or refunds the ledger gave it, for that very record.
    case nothingWithoutLeave
    /// Whoever took a sale up says in the end what became of it, and the sale is free again.
    case claimEnds
    /// A damaged journal is not used.
    case damagedJournalIsRefused
    /// A kiosk that should run starts.
    case kioskStarts
    /// Nothing ends in an error that no rule expects.
    case nothingUnexpected
}

/// An invariant that did not hold.
struct Violation: Error, Sendable, Equatable {
    let invariant: Invariant
    let detail: String
    init(_ invariant: Invariant, _ detail: String) {
        (self.invariant, self.detail) = (invariant, detail)
    }
}

public import Prepayment

/// What the resident sees. One decision each.
public enum Screen: Hashable, Sendable {
    /// Nobody is here: put your card on the reader.
    case attract
    /// The kiosk does not sell.
    case outOfService
    /// No card can be read.
    case readerMissing
    /// A card is being read.
    case reading
    /// The card cannot be used.
    case refused(CardObstacle)
    /// A paid sale of this card is finished first.
    case open(OpenSale)
    /// It is being finished: leave the card.
    case finishing(OpenSale)
    /// The card's meters; choose one to top up.
    case accounts
    /// Check my card: last loads, use by month.
    case history(account: Int)
    /// What each code of a meter means.
    case help
    /// For how much? With why the amount chosen last cannot be sold.
    case amount(account: Int, refusal: SaleRefusal?)
    /// The same, typed.
    case ownAmount(account: Int, refusal: SaleRefusal?)
    /// All that is charged, line by line; choose how to pay.
    case quote(Offer)
    /// What must be agreed to before money: no receipt, exact money only.
    case notice(Offer, PaymentMeans, [PaymentNotice])
    /// The acceptor or the provider is being made ready.
    case starting(Payment)
    /// Money comes in.
    case paying(Payment)
    /// No more money is taken; the acceptor or the provider has the last word on what came.
    case stopping(Payment, StopReason)
    /// Money is in that cannot go back: buy for it, pay the rest, or have it held.
    case kept(Payment)
    /// Leave the card.
    case writing(Payment)
    /// Money goes back, or is recorded as held.
    case returning
    /// It did.
    case returned(givenBack: Money, held: Money)
    /// The sale has its end: receipt, take your card.
    case done(CompletedSale, isCopyPrinting: Bool)
    /// Nothing more to do: take your card.
    case takeCard
    /// The card was left behind: alarm.
    case cardLeft
}

/// What is said, and agreed to, before money.
public enum PaymentNotice: String, Hashable, Sendable, CaseIterable {
    /// The printer prints nothing: the receipt comes on the screen.
    case noReceipt
    /// Put in no more than is asked for: nothing comes out.
    case exactMoney
}

/// Why a payment is being stopped, and what is wanted afterwards.
public enum StopReason: Hashable, Sendable {
    /// All money is there.
    case paid
    /// The resident wants to choose again.
    case cancelled
    /// The resident is gone, or the kiosk cannot go on.
    case left
}

public import Prepayment

/// Why nothing was sold, settled or refunded. No money is due and the card is as it was, except where
/// the case says more.
public enum SaleError: Error, Sendable, Equatable {
    /// The kiosk stopped selling.
    case outOfService(reason: String)
    /// Another sale is running.
    case busy
    /// The rules of the trade.
    case refused(SaleRefusal)
    /// The card or its reader.
    case card(CardDeskError)
    /// Another card lies here than the one that was paid for.
    case otherCard(expected: CardIdentifier)
    /// No receipt can be printed.
    case noReceipt(reason: String)
    /// The journal did not keep the intent.
    case notRecorded(reason: String)
    /// The disk failed over the intent: whether the journal kept it shows at the next start.
    case inDoubt(key: String, reason: String)
    /// The disk failed over a refund: whether the journal kept it shows at the next start.
    case refundInDoubt(SaleRefund, reason: String)
    /// The key named another purchase before.
    case keyReused(SaleIdentifier)
    /// A sale on this card was unfinished; it was taken up now, and this is how it stands.
    case finishedEarlierSale(SaleIdentifier, SaleOutcome)
    /// A sale on this card is unfinished, and the card cannot tell what became of it.
    case undecided(SaleIdentifier, Doubt)
    /// A sale of this card's account is unfinished, and it was sold to another chip.
    case openOnAnotherCard(SaleIdentifier, CardIdentifier)
    /// This kiosk's journal has no such sale.
    case notSoldHere(SaleIdentifier)
    /// The credit of the sale is on its card, or was.
    case delivered(SaleIdentifier)
    /// The money of the sale was given back before.
    case alreadyRefunded(SaleIdentifier)
    /// Nothing proves that the credit is not on the card.
    case notProved(SaleIdentifier, CardIdentifier)
    /// The ledger gave the sale to another kiosk, which did not say yet what became of it.
    case settledElsewhere(SaleIdentifier, by: KioskIdentifier)
    /// The ledger was restored from a copy and cannot know yet what that kiosk did since, or that kiosk
    /// is in quarantine.
    case notHeardYet(SaleIdentifier, KioskIdentifier)
    /// The ledger could not be asked whether another kiosk is writing the sale.
    case ledgerNotAsked(SaleIdentifier, reason: String)
    /// This kiosk's journal has nothing of this number that is printed.
    case noSlip(SaleIdentifier)
    /// This kiosk keeps no money of such a payment.
    case nothingHeld(SaleIdentifier)
    /// Money may still come of the payment.
    case moneyComing(SaleIdentifier)
    /// The disk failed over a pay-out: whether the journal kept it shows at the next start.
    case payOutInDoubt(PayOut, reason: String)

    /// What happened.
    public var sentence: String {
        switch self {
        case .outOfService(let reason): "This kiosk is out of service. \(reason)"
        case .busy: "Another sale is running at this kiosk."
        case .refused(let refusal): refusal.sentence
        case .card(let error): error.sentence
        case .otherCard(let card): "This is not card \(card), which was paid for."
        case .noReceipt(let reason): "No receipt can be printed. \(reason)"
        case .notRecorded(let reason): "The sale could not be recorded. \(reason)"
        case .inDoubt(_, let reason):
            "It is not known whether the sale was recorded; the card is as it was. \(reason)"
        case .refundInDoubt(let refund, let reason):
            "It is not known whether the refund of sale \(refund.sale) was recorded. \(reason)"
        case .keyReused(let sale): "This request's key belongs to another purchase, sale \(sale)."
        case .finishedEarlierSale(let sale, .written):
            "Sale \(sale) was unfinished on this card; its credit is on the card now."
        case .finishedEarlierSale(let sale, .owed(let fault)):
            "Sale \(sale) was paid and is not on this card. \(fault.sentence)"
        case .finishedEarlierSale(let sale, .unknown):
            "Sale \(sale) is unfinished on this card and could not be finished."
        case .undecided(let sale, let doubt):
            "Sale \(sale) is unfinished, and this card cannot tell what became of it: \(doubt.detail)."
        case .openOnAnotherCard(let sale, let card):
            "Sale \(sale) of this customer and meter is unfinished, and was sold to card \(card)."
        case .notSoldHere(let sale): "This kiosk has not sold \(sale)."
        case .delivered(let sale): "The credit of sale \(sale) is on its card."
        case .alreadyRefunded(let sale): "The money of sale \(sale) was given back before."
        case .notProved(let sale, _):
            "It is not proved that the credit of sale \(sale) is not on its card."
        case .settledElsewhere(let sale, let kiosk):
            "Sale \(sale) is being settled at kiosk \(kiosk)."
        case .notHeardYet(let sale, let kiosk):
            "The ledger cannot know what became of sale \(sale): it has not heard kiosk \(kiosk) since it was restored, or holds it in quarantine."
        case .ledgerNotAsked(let sale, let reason):
            "The ledger could not be asked whether another kiosk is writing sale \(sale). \(reason)"
        case .noSlip(let number): "This kiosk has no receipt with the number \(number)."
        case .nothingHeld(let payment): "This kiosk keeps no money of payment \(payment)."
        case .moneyComing(let payment): "Money may still come of payment \(payment)."
        case .payOutInDoubt(let payOut, let reason):
            "It is not known whether paying out payment \(payOut.payment) was recorded. \(reason)"
        }
    }

    /// What to do.
    public var hint: String {
        switch self {
        case .outOfService: "Call the office: nothing is sold here before it was started again."
        case .busy: "Wait until it has ended, and ask again."
        case .refused(let refusal): refusal.hint
        case .card(let error): error.hint
        case .otherCard: "Put that card on the reader."
        case .noReceipt: "See to the printer, or sell without a receipt (--without-receipt)."
        case .notRecorded: "Nothing was written to the card; give the money back."
        case .inDoubt(let key, _):
            "Keep the money. See to the disk, start the kiosk again and ask again with --key \(key): it is the same sale then."
        case .refundInDoubt(let refund, _):
            "Give nothing back yet. See to the disk, start the kiosk again and ask again with --key \(refund.requestKey): it is the same refund then."
        case .keyReused: "Use a new key for a new purchase."
        case .finishedEarlierSale(_, .written):
            "Nothing more was sold. Check the card (kiosk card show)."
        case .finishedEarlierSale(let sale, .owed):
            "Give the money back (kiosk refund \(sale)), or put the card on again: what can still be written is written for free."
        case .finishedEarlierSale(_, .unknown): "Put the card on again: its next tap decides."
        case .undecided: "Take the card and its receipt to the office; nothing was sold."
        case .openOnAnotherCard:
            "Put that card on the reader. If it is lost, the office decides with the meter's reading."
        case .notSoldHere: "Check the number on the receipt; only the kiosk that sold gives back."
        case .delivered: "Give no money back for it."
        case .alreadyRefunded: "Give no money back a second time."
        case .notProved(_, let card): "Put card \(card) on the reader and ask again."
        case .settledElsewhere(_, let kiosk):
            "Put the card on kiosk \(kiosk), or ask again when the ledger has heard of it."
        case .notHeardYet: "Ask again in some minutes; if that does not help, call the office."
        case .ledgerNotAsked:
            "Give nothing back. Ask again when the ledger can be reached; the card's next tap still writes the credit."
        case .noSlip:
            "Check the number: it stands on the receipt, and begins with this kiosk's own."
        case .nothingHeld:
            "See what is kept (kiosk held list): it may have bought something, or was paid out before."
        case .moneyComing: "Ask again when the payment at the screen has ended."
        case .payOutInDoubt(let payOut, _):
            "Give nothing back yet. See to the disk, start the kiosk again and ask again with --key \(payOut.requestKey): it is the same pay-out then."
        }
    }
}

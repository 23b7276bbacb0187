public import Prepayment
public import RecordChain

/// Whether the ledger was asked for what other kiosks sold to a card.
public enum LedgerInquiry: Hashable, Sendable {
    /// The kiosk works without one.
    case noLedger
    /// It answered.
    case asked
    /// It did not, now or a moment ago.
    case notAsked(reason: String)
}

/// A sale of another kiosk that this one can do nothing about.
public struct OpenElsewhere: Hashable, Sendable {
    /// The sale; its name says who sold it.
    public let sale: SaleIdentifier
    /// What was sold.
    public let intent: SaleIntent
    /// What the card says of it; never that it landed.
    public let resolution: Resolution
    /// What the ledger says of it.
    public let verdict: SaleRuling.Verdict

    /// The word that is told at the office window.
    public var result: SettledSale.Result {
        if case .undecided = resolution { .unknown } else { .notLanded }
    }

    /// What stands in the way, in a sentence.
    public var sentence: String {
        switch (resolution, verdict) {
        case (.overtaken(let other), _):
            "Sale \(sale) is not on the card: its purchase number went to sale \(other)."
        case (.undecided(let doubt), _):
            "This card cannot tell what became of sale \(sale): \(doubt.detail)."
        case (_, .held(let kiosk)):
            "Sale \(sale) is being settled at kiosk \(kiosk)."
        case (_, .unheard(let kiosk)):
            "The ledger has not heard kiosk \(kiosk) since it was restored from a copy, or holds it in quarantine."
        case (_, .beingRefunded), (_, .refunded):
            "The money of sale \(sale) is given back at kiosk \(sale.kiosk)."
        case (_, .given), (_, .written):
            "Sale \(sale) is not on the card."
        }
    }

    /// Why the account buys nothing here until that sale has its end: it can still be written, and its
    /// purchase number is taken. What was overtaken can never be written, nor what the card cannot
    /// tell: that is the business of the kiosk that sold it, and stands in nobody's way elsewhere.
    var obstacle: SaleError? {
        guard resolution == .notLanded else { return nil }
        switch verdict {
        case .held(let kiosk): return .settledElsewhere(sale, by: kiosk)
        case .unheard(let kiosk): return .notHeardYet(sale, kiosk)
        case .given, .beingRefunded, .written, .refunded: return nil
        }
    }
}

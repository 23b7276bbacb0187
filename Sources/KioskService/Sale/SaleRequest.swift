public import Prepayment

/// What somebody asks to buy.
public struct SaleRequest: Hashable, Sendable {
    /// The asker's own name for it, 1 to 64 bytes: asked again under the same name, it is the same
    /// sale and not a second one.
    public let key: String
    /// What is paid.
    public let amount: Money
    /// How it was paid.
    public let tender: Tender
    /// The payment, where the kiosk took the money itself; nil for any other tender.
    public let payment: SaleIdentifier?
    /// The only card that it may be written to; nil takes the one that lies here.
    public let card: CardIdentifier?
    /// Which account of the card; nil takes the only or first one.
    public let utility: Utility?
    /// Sell although no receipt can be printed.
    public let acceptsNoReceipt: Bool

    /// Takes the parts. A payment beside a tender that the kiosk does not take, or none beside one that it
    /// does, traps.
    public init(
        key: String,
        amount: Money,
        tender: Tender,
        payment: SaleIdentifier? = nil,
        card: CardIdentifier? = nil,
        utility: Utility? = nil,
        acceptsNoReceipt: Bool = false
    ) {
        precondition(
            tender.isTakenByKiosk == (payment != nil),
            "what the kiosk takes has a payment"
        )
        self.key = key
        self.amount = amount
        self.tender = tender
        (self.payment, self.card) = (payment, card)
        self.utility = utility
        self.acceptsNoReceipt = acceptsNoReceipt
    }

    /// Whether a text can be a request's key: 1 to 64 bytes.
    public static func isKey(_ text: String) -> Bool { (1...64).contains(text.utf8.count) }
}

/// A paid sale, as it is told to whoever asked.
public struct SaleReport: Hashable, Sendable {
    /// What was intended.
    public let intent: SaleIntent
    /// What became of it.
    public let conclusion: SaleConclusion
    /// What became of the receipt; nil while that is not known.
    public let receipt: ReceiptOutcome?
    /// How the money was given back, if it was.
    public var refund: SaleRefund?
}

/// A card that was issued.
public struct IssueReport: Hashable, Sendable {
    /// The chip.
    public let card: CardIdentifier
    /// What became of the paper that goes with it.
    public let slip: ReceiptOutcome
}

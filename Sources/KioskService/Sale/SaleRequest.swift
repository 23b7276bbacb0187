internal import Journal
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
    /// Which account of the card; nil takes the only or first one.
    public let utility: Utility?
    /// Sell although no receipt can be printed.
    public let acceptsNoReceipt: Bool

    /// Takes the parts.
    public init(
        key: String,
        amount: Money,
        tender: Tender,
        utility: Utility? = nil,
        acceptsNoReceipt: Bool = false
    ) {
        self.key = key
        self.amount = amount
        self.tender = tender
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
}

/// Why nothing was sold. No money is due and the card is as it was, except where the case says more.
public enum SaleError: Error, Sendable, Equatable {
    /// The kiosk stopped selling.
    case outOfService(reason: String)
    /// Another sale is running.
    case busy
    /// The rules of the trade.
    case refused(SaleRefusal)
    /// The card or its reader.
    case card(CardDeskError)
    /// No receipt can be printed.
    case noReceipt(reason: String)
    /// The journal did not say that it kept the intent. After a failed sync it may have it all the
    /// same, and the next tap would deliver it: whoever gives money back asks by the key before.
    case notRecorded(reason: String)
    /// The key named another purchase before.
    case keyReused(SaleIdentifier)
    /// A sale on this card was unfinished; it has been finished now.
    case finishedEarlierSale(SaleIdentifier, SaleOutcome)
    /// A sale on this card is unfinished, and the card cannot tell what became of it.
    case undecided(SaleIdentifier)

    /// What happened.
    public var sentence: String {
        switch self {
        case .outOfService(let reason): "This kiosk is out of service. \(reason)"
        case .busy: "Another sale is running at this kiosk."
        case .refused(let refusal): refusal.sentence
        case .card(let error): error.sentence
        case .noReceipt(let reason): "No receipt can be printed. \(reason)"
        case .notRecorded(let reason): "The sale could not be recorded. \(reason)"
        case .keyReused(let sale): "This request's key belongs to another purchase, sale \(sale)."
        case .finishedEarlierSale(let sale, .written):
            "Sale \(sale) was unfinished on this card; its credit is on the card now."
        case .finishedEarlierSale(let sale, _):
            "Sale \(sale) is unfinished on this card and could not be finished."
        case .undecided(let sale):
            "Sale \(sale) is unfinished, and this card cannot tell what became of it."
        }
    }

    /// What to do.
    public var hint: String {
        switch self {
        case .outOfService: "Call the office: nothing is sold here before it was started again."
        case .busy: "Wait until it has ended, and ask again."
        case .refused(let refusal): refusal.hint
        case .card(let error): error.hint
        case .noReceipt: "See to the printer, or sell without a receipt (--without-receipt)."
        case .notRecorded:
            """
            Nothing was written to the card. Start the kiosk again and ask with the same key before \
            money goes back: a disk that failed may hold the sale all the same.
            """
        case .keyReused: "Use a new key for a new purchase."
        case .finishedEarlierSale: "Nothing more was sold. Check the card (kiosk card show)."
        case .undecided: "Take the card and its receipt to the office; nothing was sold."
        }
    }
}

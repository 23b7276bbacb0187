public import Prepayment

/// What a tap told, of all accounts of the card.
public struct CardReading: Hashable, Sendable {
    /// At least one.
    public let accounts: [CardAccount]
    /// A sale of this card that was paid and has no certain end; it is finished before all else.
    public let open: OpenSale?
    /// Money that is held for this card and buys nothing now: too little, or not sold any more.
    public let held: Money

    /// Takes what was read.
    public init(accounts: [CardAccount], open: OpenSale? = nil, held: Money = .zero) {
        precondition(!accounts.isEmpty, "a card without an account is refused, not read")
        (self.accounts, self.open, self.held) = (accounts, open, held)
    }
}

/// One meter's account on the card.
public struct CardAccount: Hashable, Sendable {
    /// What every tap reads.
    public let snapshot: CardSnapshot
    /// Loads and takes, oldest first; empty where they were not read.
    public let history: [HistoryRecord]
    /// Use in the meter's smallest unit, of the month of the last reading and those before it, newest
    /// first.
    public let monthlyUse: [Int64]

    /// Takes the parts.
    public init(
        snapshot: CardSnapshot,
        history: [HistoryRecord] = [],
        monthlyUse: [Int64] = []
    ) {
        (self.snapshot, self.history, self.monthlyUse) = (snapshot, history, monthlyUse)
    }
}

/// A sale that was paid and is not known to be on its card.
public struct OpenSale: Hashable, Sendable {
    /// What is known of it.
    public enum Kind: Hashable, Sendable, CaseIterable {
        /// It broke off: the card has it or not.
        case unfinished
        /// It is not on the card.
        case owed
        /// Nothing was sold for it yet: the money is kept for this card, and `sale` names its payment.
        case held
    }

    /// What is known of it.
    public let kind: Kind
    /// The receipt's number.
    public let sale: SaleIdentifier
    /// What was paid.
    public let paid: Money
    /// What goes onto the card.
    public let credit: AccountCredit

    /// Takes the parts.
    public init(kind: Kind, sale: SaleIdentifier, paid: Money, credit: AccountCredit) {
        (self.kind, self.sale, self.paid, self.credit) = (kind, sale, paid, credit)
    }
}

/// Credit with what it counts.
public struct AccountCredit: Hashable, Sendable {
    /// How much.
    public let credit: Credit
    /// Fen or smallest units.
    public let mode: CreditMode
    /// Of what.
    public let utility: Utility

    /// Takes the three.
    public init(_ credit: Credit, mode: CreditMode, utility: Utility) {
        (self.credit, self.mode, self.utility) = (credit, mode, utility)
    }
}

/// Why a card cannot be used here, or nothing can be done with it now.
public enum CardObstacle: String, Hashable, Sendable, CaseIterable {
    /// It is no card of this estate.
    case foreign
    /// It was read only in part, or not at all.
    case unreadable
    /// More than one card lies here.
    case several
    /// Its files contradict each other, or it was not issued to its end.
    case damaged
    /// People must find out what became of an earlier sale.
    case undecided
    /// An earlier sale can never reach this card: its money is given back at the office.
    case refundAtOffice
    /// Another kiosk is busy with a sale of this card, or the ledger must be asked first.
    case later
}

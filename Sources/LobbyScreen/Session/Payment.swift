public import Prepayment

/// How money comes in.
public enum PaymentMeans: String, Hashable, Sendable, CaseIterable {
    /// Notes and coins, into the acceptor.
    case cash
    /// A code on the screen, scanned with a telephone.
    case code
}

/// A quote for one of the card's accounts.
public struct Offer: Hashable, Sendable {
    /// The account's place in `CardReading.accounts`.
    public let account: Int
    /// What it costs and brings.
    public let quote: Quote
}

/// An attempt to pay for an offer.
public struct Payment: Hashable, Sendable {
    /// 1, 2, 3 … within a session. The shell gives it an order number of the journal.
    public let number: UInt32
    /// How.
    public let means: PaymentMeans
    /// The card that lay there.
    public let card: CardIdentifier
    /// What for.
    public let offer: Offer
    /// What came in.
    public internal(set) var taken: Money = .zero
    /// What the code on the screen says.
    public internal(set) var code: String?

    /// What is to come yet.
    public var missing: Money { max(.zero, offer.quote.amount - taken) }
}

/// Where the money of this screen is. What came in is sold, given back or held; until then it is open,
/// and nobody is sent away.
public struct MoneyTally: Hashable, Sendable {
    /// All that came in.
    public internal(set) var taken: Money = .zero
    /// Is a sale in the journal: written, owed or unknown.
    public internal(set) var sold: Money = .zero
    /// Left the machine again.
    public internal(set) var givenBack: Money = .zero
    /// Stands in the journal as held for somebody.
    public internal(set) var held: Money = .zero

    /// Nothing moved.
    public init() {}

    /// Came in and has no end yet.
    public var open: Money { taken - sold - givenBack - held }
}

/// What the sale desk is asked to sell, after the money came in.
///
/// The resident was told before the money whether a receipt will be printed. A printer that fails
/// afterwards does not undo the sale: the receipt is then shown on the screen.
public struct SaleOrder: Hashable, Sendable {
    /// The name of the request, the same however often it is made.
    public let key: String
    /// The payment that it is sold for.
    public let payment: UInt32
    /// How it was paid.
    public let means: PaymentMeans
    /// Which account.
    public let utility: Utility
    /// For how much.
    public let amount: Money
}

/// What became of an order.
public enum SaleVerdict: Hashable, Sendable {
    /// It is a sale in the journal, and has a number.
    case sold(CompletedSale)
    /// Nothing was recorded and the card is as it was: the money goes back.
    case notSold
    /// The disk failed over the intent: the money is kept until the next start has read the journal.
    case inDoubt
}

/// A sale with its end, as it is told to the resident.
public struct CompletedSale: Hashable, Sendable {
    /// The receipt's number.
    public let sale: SaleIdentifier
    /// Written, owed or unknown.
    public let outcome: SaleOutcome
    /// What was paid for it.
    public let paid: Money
    /// What it brought.
    public let credit: AccountCredit
    /// What waits on the card now, where it was read.
    public let waiting: Credit?
    /// What became of the paper.
    public internal(set) var receipt: ReceiptOutcome
    /// The receipt as a text, for a code on the screen where no paper came out.
    public let receiptText: String

    /// Takes the parts.
    public init(
        sale: SaleIdentifier,
        outcome: SaleOutcome,
        paid: Money,
        credit: AccountCredit,
        waiting: Credit?,
        receipt: ReceiptOutcome,
        receiptText: String
    ) {
        self.sale = sale
        self.outcome = outcome
        self.paid = paid
        self.credit = credit
        self.waiting = waiting
        self.receipt = receipt
        self.receiptText = receiptText
    }
}

/// The slip that tells its holder of money that is held.
public struct HeldSlip: Hashable, Sendable {
    /// Its number: the payment's order number, by which the money is found again.
    public let number: SaleIdentifier
    /// What became of the paper.
    public let receipt: ReceiptOutcome
    /// The slip as a text, for a code on the screen where no paper came out.
    public let receiptText: String

    /// Takes the parts.
    public init(number: SaleIdentifier, receipt: ReceiptOutcome, receiptText: String) {
        (self.number, self.receipt, self.receiptText) = (number, receipt, receiptText)
    }
}

/// What became of an open sale that was taken up.
public enum SettleVerdict: Hashable, Sendable {
    /// It has its end.
    case settled(CompletedSale)
    /// It is open still.
    case open(CardObstacle)
}

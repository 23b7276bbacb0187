/// What the provider says of an order.
public enum Trade: Hashable, Sendable {
    /// It can be paid.
    case notPaid
    /// It was paid; the amount is the order's, as the provider has it.
    case paid(transaction: String, amountFen: Int64)
    /// It cannot be paid any more, and was not.
    case closed
    /// It was paid, and money of it was given back.
    case refunded
    /// The provider has no such order.
    case missing
}

/// What the provider says of a refund.
public enum Refund: Hashable, Sendable {
    /// The money is back.
    case succeeded
    /// It is on its way.
    case processing
    /// It was given up.
    case closed
    /// The payer's account or bank did not take it: somebody must decide in the provider's pages.
    case abnormal
}

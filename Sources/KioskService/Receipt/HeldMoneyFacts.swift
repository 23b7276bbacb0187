public import Prepayment

/// What is printed when money is kept for a card.
public struct HeldMoneyFacts: Hashable, Sendable {
    /// The order number of the payment that brought it, which is the slip's number.
    public let payment: SaleIdentifier
    /// What was to be bought, and how it was paid.
    public let order: PaymentOrder
    /// When the payment began.
    public let openedAt: WallTime
    /// All that is kept of the payment.
    public let amount: Money

    /// Takes the parts.
    public init(
        payment: SaleIdentifier,
        order: PaymentOrder,
        openedAt: WallTime,
        amount: Money
    ) {
        (self.payment, self.order) = (payment, order)
        (self.openedAt, self.amount) = (openedAt, amount)
    }

    /// The slip as a short text, for a QR code: as `SaleReport.receiptCode`.
    public var receiptCode: String {
        [payment.description, localTime(openedAt), "CNY \(amount)", "held"]
            .joined(separator: " | ")
    }
}

/// What is printed when the office pays out money that was kept.
public struct PayOutFacts: Hashable, Sendable {
    /// The name of its record.
    public let number: SaleIdentifier
    /// When.
    public let time: WallTime
    /// Of which payment, why, and by whom.
    public let payOut: PayOut
    /// What was to be bought, and how it was paid.
    public let order: PaymentOrder
    /// When the payment began.
    public let openedAt: WallTime
    /// How much.
    public let amount: Money

    /// Takes the parts.
    public init(
        number: SaleIdentifier,
        time: WallTime,
        payOut: PayOut,
        order: PaymentOrder,
        openedAt: WallTime,
        amount: Money
    ) {
        (self.number, self.time, self.payOut) = (number, time, payOut)
        (self.order, self.openedAt, self.amount) = (order, openedAt, amount)
    }
}

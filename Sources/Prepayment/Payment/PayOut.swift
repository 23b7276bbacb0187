/// A clerk gives back what a payment brought and bought nothing: all that is kept of it.
public struct PayOut: Hashable, Sendable {
    /// The payment's order number.
    public let payment: SaleIdentifier
    /// Why, in the words of whoever gave it back; see `SaleRefund.isReason`.
    public let reason: String
    /// Who gave it back, by the name that the office knows; see `SaleRefund.isClerk`.
    public let clerk: String
    /// The caller's key, by which a repeated request is known; see `SaleRefund.requestKey`.
    public let requestKey: String

    /// Takes the parts.
    public init(payment: SaleIdentifier, reason: String, clerk: String, requestKey: String) {
        (self.payment, self.reason) = (payment, reason)
        (self.clerk, self.requestKey) = (clerk, requestKey)
    }

    /// The pay-out that a movement records; nil of any other movement.
    public init?(_ movement: MoneyMovement) {
        guard movement.kind == .paidOut,
            case .window(let clerk, let reason, let requestKey) = movement.evidence
        else { return nil }
        self.init(
            payment: movement.payment,
            reason: reason,
            clerk: clerk,
            requestKey: requestKey
        )
    }

    /// The movement that records it.
    public func movement(of amount: Money, paidBy tender: Tender) -> MoneyMovement {
        MoneyMovement(
            payment: payment,
            kind: .paidOut,
            tender: tender,
            amount: amount,
            evidence: .window(clerk: clerk, reason: reason, requestKey: requestKey)
        )
    }
}

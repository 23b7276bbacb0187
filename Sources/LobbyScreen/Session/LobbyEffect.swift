public import Prepayment

/// What the shell must do next, in this order.
public enum LobbyEffect: Hashable, Sendable {
    /// The snapshot changed.
    case show
    /// Make acceptor or provider ready. Answer: `paymentReady`, then `moneyTaken` for all that comes,
    /// or `paymentStopped`.
    case startPayment(Payment)
    /// Take no more. Answer: `paymentStopped`, always, after the last `moneyTaken`.
    case stopPayment(UInt32)
    /// Give money of this payment back. Answer: `moneyGivenBack` or `moneyNotGivenBack`, for all of it,
    /// in parts or at once.
    case giveBack(payment: UInt32, Money)
    /// Record money of this payment as held, for the card that lies here if one does. Answer:
    /// `moneyHeld`, and then `heldSlipEnded` where a slip was printed or should have been.
    case hold(payment: UInt32, Money)
    /// Sell. Answer: `saleEnded`.
    case sell(SaleOrder)
    /// Finish a sale that is open. Answer: `settleEnded`.
    case settle(OpenSale)
    /// Print a receipt once more. Answer: `copyEnded`.
    case printCopy(SaleIdentifier)
    /// Make noise until told otherwise: a card was left behind.
    case soundAlarm
    /// Be quiet again.
    case silenceAlarm
}

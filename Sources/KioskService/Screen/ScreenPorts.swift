public import LobbyScreen
public import Prepayment

/// The way to acceptor and payment provider, as the screen needs it.
///
/// Rules:
/// 1. Before anything that may take money the port has the intent durable, with an order number of the
///    journal. Money is told (`moneyTaken`) when it is durable, not before.
/// 2. `stop` is always answered with `paymentStopped`, after the last `moneyTaken`: for a code that is
///    query, close, query again; for cash the acceptor closed and its event buffer read to the end.
/// 3. `giveBack` is answered for the whole amount, in parts or at once: `moneyGivenBack`, or
///    `moneyNotGivenBack`. `hold` is answered with `moneyHeld` once it is durable, and with
///    `heldSlipEnded` once it is known what became of the slip about it.
/// 4. Payments that a restart left open are the port's: it ends them, and has what came held, before
///    it says by `facilitiesChanged` that it works.
public protocol PaymentPort: Sendable {
    /// Makes ready to take what is missing of a payment. A number that was stopped may be started again.
    func start(_ payment: Payment) async
    /// Takes no more.
    func stop(_ payment: UInt32) async
    /// Gives money of a payment back.
    func giveBack(_ amount: Money, of payment: UInt32) async
    /// Records money of a payment as held for a card.
    func hold(_ amount: Money, of payment: UInt32) async
}

/// The way to the sale desk, as the screen needs it.
public protocol LobbySalePort: Sendable {
    /// Sells to the card that lies here; the same key twice is one sale.
    func sell(_ order: SaleOrder) async -> SaleVerdict
    /// Finishes an open sale of the card that lies here.
    func settle(_ open: OpenSale) async -> SettleVerdict
    /// Prints a receipt once more.
    func printCopy(_ sale: SaleIdentifier) async -> ReceiptOutcome
}

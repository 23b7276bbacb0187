/// An attempt to take money at the kiosk, durable before anything that may take some. Its place in the
/// journal is the order number that acceptor and payment service know it by: a restart finds it again.
public struct PaymentOrder: Hashable, Sendable {
    /// The card that lay there.
    public let card: CardIdentifier
    /// The account that is to be topped up.
    public let utility: Utility
    /// What takes the money: one that the kiosk takes itself.
    public let tender: Tender
    /// What is to be paid.
    public let due: Money

    /// Takes the parts. A tender that the kiosk does not take traps.
    public init(card: CardIdentifier, utility: Utility, tender: Tender, due: Money) {
        precondition(tender.isTakenByKiosk, "\(tender.name) is not taken by a kiosk")
        (self.card, self.utility, self.tender, self.due) = (card, utility, tender, due)
    }
}

/// Money of a payment that came, or went another way than into a sale.
public struct MoneyMovement: Hashable, Sendable {
    /// Which way it went. The numbers stand in records.
    public enum Kind: UInt8, Sendable, Hashable, CaseIterable {
        /// It came in.
        case taken = 1
        /// It is about to be given back: from here on it can buy nothing.
        case givingBack = 2
        /// It left the kiosk.
        case givenBack = 3
        /// It certainly did not: it can buy something again.
        case notGivenBack = 4
        /// The resident was told that it is kept for their card. It can buy something at a later tap.
        case held = 5
        /// A clerk gave it back at the office window.
        case paidOut = 6
    }

    /// The payment.
    public let payment: SaleIdentifier
    /// Which way.
    public let kind: Kind
    /// How the payment is made.
    public let tender: Tender
    /// How much, above zero.
    public let amount: Money
    /// What the device said.
    public let evidence: MovementEvidence

    /// Takes the parts.
    public init(
        payment: SaleIdentifier,
        kind: Kind,
        tender: Tender,
        amount: Money,
        evidence: MovementEvidence = .none
    ) {
        (self.payment, self.kind, self.tender) = (payment, kind, tender)
        (self.amount, self.evidence) = (amount, evidence)
    }
}

/// What a device or service said of a movement.
public enum MovementEvidence: Hashable, Sendable {
    /// Nothing: it is the kiosk's own word.
    case none
    /// The acceptor's event counter behind the note. After a restart, notes beyond it are not known yet.
    case noteEvent(counter: UInt8)
    /// The payment service's number, or ours for what is given back.
    case reference(String)
    /// The office's word for what was paid out, as of a `SaleRefund`.
    case window(clerk: String, reason: String, requestKey: String)
}

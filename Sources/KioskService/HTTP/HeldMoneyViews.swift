public import Journal
public import Prepayment
internal import WebServer

/// Money that a kiosk keeps for a card, as JSON.
public struct HeldMoneyJSON: Codable, Sendable, Equatable {
    /// The payment's order number, which stands on its slip.
    public let payment: String
    /// When the payment began, in seconds since 1970.
    public let time: Int64
    /// The chip.
    public let card: String
    /// electricity, water or gas: what was to be bought.
    public let utility: String
    /// How it was paid.
    public let tender: String
    /// What is kept.
    public let heldFen: Int64

    /// Takes a payment.
    public init(_ payment: JournaledPayment) {
        self.payment = payment.payment.description
        time = payment.openedAt.secondsSince1970
        card = payment.order.card.description
        (utility, tender) = (payment.order.utility.name, payment.order.tender.name)
        heldFen = payment.available.fen
    }
}

/// What a clerk asks to pay out.
public struct PayOutRequestJSON: Codable, Sendable, Equatable {
    /// The asker's own name for it, so that asking again gives nothing more.
    public let key: String
    /// The payment's order number.
    public let payment: String
    /// Why.
    public let reason: String
    /// Who gives it back.
    public let clerk: String

    /// Takes a pay-out.
    public init(_ payOut: PayOut) {
        (key, payment) = (payOut.requestKey, payOut.payment.description)
        (reason, clerk) = (payOut.reason, payOut.clerk)
    }

    /// The request, with every field checked.
    func payOut() throws(Problem) -> PayOut {
        guard let payment = SaleIdentifier(payment) else {
            throw .unprocessable("payment", "is the number on a slip, such as K0007-1-000043")
        }
        try Problem.checkWindow(reason: reason, clerk: clerk, key: key)
        return PayOut(payment: payment, reason: reason, clerk: clerk, requestKey: key)
    }
}

/// Money that was kept and is given back.
public struct PayOutJSON: Codable, Sendable, Equatable {
    /// The slip's own number.
    public let number: String
    /// The payment's order number.
    public let payment: String
    /// What is given back.
    public let paidOutFen: Int64
    /// How it had been paid.
    public let tender: String
    /// Why.
    public let reason: String
    /// Who gives it back.
    public let clerk: String
    /// printed, not printed or unknown; nil where it was paid out, and printed, before.
    public let receipt: String?
    /// Why it is not certain.
    public let receiptReason: String?

    /// Takes a report.
    public init(_ report: PayOutReport) {
        let facts = report.facts
        (number, payment) = (facts.number.description, facts.payOut.payment.description)
        (paidOutFen, tender) = (facts.amount.fen, facts.order.tender.name)
        (reason, clerk) = (facts.payOut.reason, facts.payOut.clerk)
        (receipt, receiptReason) = (report.slip?.name, report.slip?.reason)
    }
}

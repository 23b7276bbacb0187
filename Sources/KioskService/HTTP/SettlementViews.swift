public import Prepayment

/// What became of a card's open sales, as JSON.
public struct SettlementJSON: Codable, Sendable, Equatable {
    /// landed, written now, not landed, unknown or nothing to settle: of several, the one that asks
    /// most for attention.
    public let result: String
    /// The chip.
    public let card: String
    /// The sale whose name stands on the card, empty on a card that was never loaded.
    public let lastSale: String
    /// What was open, oldest first.
    public let sales: [SettledSaleJSON]
    /// Sales of other kiosks about which this one can do nothing.
    public let elsewhere: [OpenElsewhereJSON]
    /// none, asked or not asked: whether the ledger told of other kiosks' sales.
    public let ledger: String
    /// Why the ledger was not asked.
    public let ledgerProblem: String?

    /// What is said where nothing was open.
    public static let nothing = "nothing to settle"

    /// Takes a settlement.
    public init(_ settlement: Settlement) {
        let results = settlement.sales.map(\.result) + settlement.elsewhere.map(\.result)
        let order = SettledSale.Result.allCases
        result = order.last(where: results.contains)?.rawValue ?? Self.nothing
        card = settlement.card.description
        lastSale = settlement.lastSale == .none ? "" : settlement.lastSale.description
        sales = settlement.sales.map(SettledSaleJSON.init)
        elsewhere = settlement.elsewhere.map(OpenElsewhereJSON.init)
        switch settlement.ledger {
        case .noLedger: (ledger, ledgerProblem) = ("none", nil)
        case .asked: (ledger, ledgerProblem) = ("asked", nil)
        case .notAsked(let reason): (ledger, ledgerProblem) = ("not asked", reason)
        }
    }
}

/// One sale that was open.
public struct SettledSaleJSON: Codable, Sendable, Equatable {
    /// landed, written now, not landed or unknown.
    public let result: String
    /// The sale as it stands now.
    public let sale: SaleJSON
    /// Whether the meter has taken the credit already.
    public let isTakenByMeter: Bool

    init(_ settled: SettledSale) {
        result = settled.result.rawValue
        sale = SaleJSON(settled.report)
        isTakenByMeter = settled.isTaken
    }
}

/// A sale of another kiosk that is open.
public struct OpenElsewhereJSON: Codable, Sendable, Equatable {
    /// not landed or unknown.
    public let result: String
    /// The receipt's number.
    public let sale: String
    /// What was paid.
    public let paidFen: Int64
    /// What stands in the way.
    public let sentence: String

    init(_ open: OpenElsewhere) {
        (result, sale) = (open.result.rawValue, open.sale.description)
        (paidFen, sentence) = (open.intent.paid.fen, open.sentence)
    }
}

/// What a clerk asks to give back.
public struct RefundRequestJSON: Codable, Sendable, Equatable {
    /// The asker's own name for it, so that asking again gives nothing more.
    public let key: String
    /// The receipt's number.
    public let sale: String
    /// Why.
    public let reason: String
    /// Who gives it back.
    public let clerk: String

    /// Takes a refund.
    public init(_ refund: SaleRefund) {
        (key, sale) = (refund.requestKey, refund.sale.description)
        (reason, clerk) = (refund.reason, refund.clerk)
    }
}

/// Money that is given back.
public struct RefundJSON: Codable, Sendable, Equatable {
    /// The receipt's number.
    public let sale: String
    /// All that was paid.
    public let refundedFen: Int64
    /// How it had been paid.
    public let tender: String
    /// Why.
    public let reason: String
    /// Who gave it back.
    public let clerk: String
    /// card or journal: what proved that the credit is not on the card.
    public let proof: String
    /// The chip.
    public let card: String
    /// printed, not printed or unknown; nil where it was refunded, and printed, before.
    public let receipt: String?
    /// Why it is not certain.
    public let receiptReason: String?

    /// Takes a report.
    public init(_ report: RefundReport) {
        sale = report.refund.sale.description
        refundedFen = report.intent.paid.fen
        tender = report.intent.tender.name
        reason = report.refund.reason
        clerk = report.refund.clerk
        proof = report.proof.rawValue
        (receipt, receiptReason) = (report.slip?.name, report.slip?.reason)
        card = report.intent.card.description
    }
}

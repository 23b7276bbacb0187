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

    /// What is said where nothing was open.
    public static let nothing = "nothing to settle"

    /// Takes a settlement.
    public init(_ settlement: Settlement) {
        let results = settlement.sales.map(\.result)
        let order = SettledSale.Result.allCases
        result = order.last(where: results.contains)?.rawValue ?? Self.nothing
        card = settlement.card.description
        lastSale = settlement.lastSale == .none ? "" : settlement.lastSale.description
        sales = settlement.sales.map(SettledSaleJSON.init)
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

/// What a clerk asks to give back.
public struct RefundRequestJSON: Codable, Sendable, Equatable {
    /// The asker's own name for it, so that asking again gives nothing more.
    public let key: String
    /// The receipt's number.
    public let sale: String
    /// Why.
    public let reason: String

    /// Takes a refund.
    public init(_ refund: SaleRefund) {
        (key, sale, reason) = (refund.requestKey, refund.sale.description, refund.reason)
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
    /// card or journal: what proved that the credit is not on the card.
    public let proof: String
    /// The chip.
    public let card: String

    /// Takes a report.
    public init(_ report: RefundReport) {
        sale = report.refund.sale.description
        refundedFen = report.intent.paid.fen
        tender = report.intent.tender.name
        reason = report.refund.reason
        proof = report.proof.rawValue
        card = report.intent.card.description
    }
}

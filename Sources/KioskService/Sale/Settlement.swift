public import Prepayment

/// What became of a card's open sales, now that the card was read.
public struct Settlement: Hashable, Sendable {
    /// The chip.
    public let card: CardIdentifier
    /// The sale whose name stands on the card; `SaleIdentifier.none` on a card never loaded.
    public let lastSale: SaleIdentifier
    /// The sales that were open, oldest first; none where there was nothing to settle.
    public let sales: [SettledSale]
}

/// An open sale that was taken up at a later tap.
public struct SettledSale: Hashable, Sendable {
    /// What the tap found or did, as it is told at the office window.
    public enum Result: String, Sendable, CaseIterable {
        /// The credit had reached the card.
        case landed
        /// It had not, and was written now, for free.
        case writtenNow = "written now"
        /// It is certainly not on the card, and could not be written: it is owed.
        case notLanded = "not landed"
        /// It was to be written now, and again the card's answer was lost.
        case unknown
    }

    /// What the tap found or did.
    public let result: Result
    /// The sale as it stands now.
    public let report: SaleReport
    /// Whether the meter has taken the credit already.
    public let isTaken: Bool

    init(_ resolution: Resolution, _ report: SaleReport, isTaken: Bool) {
        (self.report, self.isTaken) = (report, isTaken)
        result =
            switch (resolution, report.conclusion.outcome) {
            case (.landed, _): .landed
            case (_, .written): .writtenNow
            case (_, .owed): .notLanded
            case (_, .unknown): .unknown
            }
    }
}

/// Money that was given back.
public struct RefundReport: Hashable, Sendable {
    /// What proved that the credit is not on the card.
    public enum Proof: String, Sendable {
        /// The card, read in the same conversation.
        case card
        /// The journal: no commit was ever sent, or the card was read before.
        case journal
    }

    /// What was sold.
    public let intent: SaleIntent
    /// The sale, and why.
    public let refund: SaleRefund
    /// What proved it.
    public let proof: Proof
}

/// A slip of paper other than a sale's first receipt, and what became of it.
public struct Slip: Hashable, Sendable {
    /// What it is about.
    public enum Kind: UInt8, Hashable, Sendable, CaseIterable {
        /// Money that was given back.
        case refund = 1
        /// A card that was issued.
        case cardIssue = 2
        /// A day that was closed.
        case dayClose = 3
        /// Any of these or a sale's receipt once more, marked as a copy.
        case copy = 4
        /// Money that is kept for a card.
        case heldMoney = 5
        /// Money that was kept, and that the office paid out.
        case payOut = 6
    }

    /// What it is about.
    public let kind: Kind
    /// The name of the record that it tells of, which is the number printed on it.
    public let number: SaleIdentifier
    /// What became of it.
    public let outcome: ReceiptOutcome

    /// Takes the parts.
    public init(kind: Kind, number: SaleIdentifier, outcome: ReceiptOutcome) {
        (self.kind, self.number, self.outcome) = (kind, number, outcome)
    }
}

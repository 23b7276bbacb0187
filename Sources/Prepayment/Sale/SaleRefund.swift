/// The money of a sale went back to the resident: all of it, since part of a sale is never refunded.
/// The intent names the amount, and an “owed” of before says that the credit is not on the card.
public struct SaleRefund: Hashable, Sendable {
    /// Which sale.
    public let sale: SaleIdentifier
    /// Why, in the words of whoever gave it back.
    public let reason: String

    /// Takes both.
    public init(sale: SaleIdentifier, reason: String) { (self.sale, self.reason) = (sale, reason) }

    /// Whether a text can be a reason: 1 to 200 bytes.
    public static func isReason(_ text: String) -> Bool { (1...200).contains(text.utf8.count) }
}

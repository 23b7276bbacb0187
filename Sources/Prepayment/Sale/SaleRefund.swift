/// The money of a sale went back to the resident: all of it, since part of a sale is never refunded.
/// The intent names the amount, and an “owed” of before says that the credit is not on the card.
public struct SaleRefund: Hashable, Sendable {
    /// Which sale.
    public let sale: SaleIdentifier
    /// Why, in the words of whoever gave it back.
    public let reason: String
    /// The caller's key, by which a repeated request is known: who was not answered and asks again is
    /// told the same, and who asks under another key gets nothing.
    public let requestKey: String

    /// Takes the parts.
    public init(sale: SaleIdentifier, reason: String, requestKey: String) {
        (self.sale, self.reason, self.requestKey) = (sale, reason, requestKey)
    }

    /// Whether a text can be a reason: 1 to 200 bytes.
    public static func isReason(_ text: String) -> Bool { (1...200).contains(text.utf8.count) }
}

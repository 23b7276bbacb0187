/// The money of a sale went back to the resident: all of it, since part of a sale is never refunded.
/// The intent names the amount, and an “owed” of before says that the credit is not on the card.
public struct SaleRefund: Hashable, Sendable {
    /// Which sale.
    public let sale: SaleIdentifier
    /// Why, in the words of whoever gave it back.
    public let reason: String
    /// Who gave it back, by the name that the office knows.
    public let clerk: String
    /// The caller's key, by which a repeated request is known: who was not answered and asks again is
    /// told the same, and who asks under another key gets nothing.
    public let requestKey: String

    /// Takes the parts.
    public init(sale: SaleIdentifier, reason: String, clerk: String, requestKey: String) {
        (self.sale, self.reason) = (sale, reason)
        (self.clerk, self.requestKey) = (clerk, requestKey)
    }

    /// Whether a text can be a reason: 1 to 200 bytes.
    public static func isReason(_ text: String) -> Bool { (1...200).contains(text.utf8.count) }

    /// Whether a text can be a clerk's name: 1 to 64 bytes, no control characters, something to see.
    public static func isClerk(_ text: String) -> Bool {
        (1...64).contains(text.utf8.count) && text.contains { !$0.isWhitespace }
            && !text.unicodeScalars.contains { $0.value < 0x20 || (0x7F..<0xA0).contains($0.value) }
    }
}

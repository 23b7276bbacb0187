internal import Prepayment
internal import WebServer

/// What a clerk asks to print once more.
public struct CopyRequestJSON: Codable, Sendable, Equatable {
    /// The number on the receipt.
    public let number: String

    func identifier() throws(Problem) -> SaleIdentifier {
        guard let identifier = SaleIdentifier(number) else {
            throw .unprocessable("number", "is the number on a receipt, such as K0007-1-000042")
        }
        return identifier
    }
}

/// A slip of paper.
public struct SlipJSON: Codable, Sendable, Equatable {
    /// Its number.
    public let number: String
    /// printed, not printed or unknown.
    public let receipt: String
    /// Why it is not certain.
    public let receiptReason: String?

    init(number: String, _ outcome: ReceiptOutcome) {
        self.number = number
        (receipt, receiptReason) = (outcome.name, outcome.reason)
    }
}

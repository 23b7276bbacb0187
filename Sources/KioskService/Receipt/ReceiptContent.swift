public import Prepayment

/// What a slip of paper tells.
public enum ReceiptContent: Hashable, Sendable {
    /// A sale, however it ended.
    case sale(ReceiptFacts)
    /// Money that was given back.
    case refund(RefundFacts)
    /// A card that was issued.
    case cardIssue(CardIssueFacts)
    /// A day, open (X report) or closed (Z report).
    case day(DayFacts)
    /// Money that is kept for a card.
    case heldMoney(HeldMoneyFacts)
    /// Money that was kept, and that the office paid out.
    case payOut(PayOutFacts)

    /// The template that says it, `Receipts/NAME.LANGUAGE.receipt`.
    public var template: ReceiptTemplateName {
        switch self {
        case .sale(let facts):
            switch facts.conclusion.outcome {
            case .written: .topUp
            case .owed: .owedCredit
            case .unknown: .failedWrite
            }
        case .refund: .refund
        case .cardIssue: .cardIssue
        case .day: .dayReport
        case .heldMoney: .heldMoney
        case .payOut: .payOut
        }
    }
}

/// The templates that a kiosk prints with.
public enum ReceiptTemplateName: String, Sendable, CaseIterable {
    /// The credit stands on the card.
    case topUp = "top-up"
    /// Paid, and not on the card.
    case owedCredit = "owed-credit"
    /// Paid, and nobody knows until the card is seen again.
    case failedWrite = "failed-write"
    /// Money was given back.
    case refund
    /// A card was issued.
    case cardIssue = "card-issue"
    /// X and Z report.
    case dayReport = "day-report"
    /// Money is kept for a card.
    case heldMoney = "held-money"
    /// The office paid it out.
    case payOut = "pay-out"
}

/// What a sale's receipt is about.
public struct ReceiptFacts: Hashable, Sendable {
    /// What was paid for.
    public let intent: SaleIntent
    /// What became of it.
    public let conclusion: SaleConclusion
    /// The meter's word, where the card carried one.
    public let reading: MeterReading?

    /// Takes the three.
    public init(intent: SaleIntent, conclusion: SaleConclusion, reading: MeterReading?) {
        (self.intent, self.conclusion, self.reading) = (intent, conclusion, reading)
    }
}

/// What a refund's receipt is about.
public struct RefundFacts: Hashable, Sendable {
    /// The name of its record.
    public let number: SaleIdentifier
    /// When.
    public let time: WallTime
    /// What had been sold.
    public let intent: SaleIntent
    /// Which sale, and why.
    public let refund: SaleRefund

    /// Takes the parts.
    public init(number: SaleIdentifier, time: WallTime, intent: SaleIntent, refund: SaleRefund) {
        (self.number, self.time, self.intent, self.refund) = (number, time, intent, refund)
    }
}

/// What is printed when a card is handed out.
public struct CardIssueFacts: Hashable, Sendable {
    /// The name of its record.
    public let number: SaleIdentifier
    /// When.
    public let time: WallTime
    /// Whose card it is.
    public let holder: Holder

    /// Takes the parts.
    public init(number: SaleIdentifier, time: WallTime, holder: Holder) {
        (self.number, self.time, self.holder) = (number, time, holder)
    }
}

/// What a day's report is about.
public struct DayFacts: Hashable, Sendable {
    /// The day as it was closed, or as it would be now.
    public let close: DayClose
    /// The name of the record that closed it; nil while the day is open (X report).
    public let number: SaleIdentifier?
    /// The last record that it covers.
    public let lastSequence: UInt32
    /// When.
    public let time: WallTime

    /// Takes the parts.
    public init(close: DayClose, number: SaleIdentifier?, lastSequence: UInt32, time: WallTime) {
        (self.close, self.number) = (close, number)
        (self.lastSequence, self.time) = (lastSequence, time)
    }
}

public import Prepayment

/// What the book knows of one sale: what was paid, and what was said of its end.
///
/// A sale may be concluded by another kiosk than the one that sold, and the two are heard in any
/// order. Nothing here depends on which came first.
public struct BookedSale: Hashable, Sendable {
    /// The sale.
    public let sale: SaleIdentifier
    /// What was paid; nil until the intent is heard.
    public internal(set) var payment: Payment?
    /// All that was said of the end, in the order in which it counts: the selling kiosk saw the card
    /// first, so that others can only speak after it; and a kiosk's later record is its later word.
    /// No clock is asked.
    public private(set) var conclusions: [Conclusion]
    /// Why the money stands in suspense; nil where it goes its way.
    public internal(set) var objection: Objection?

    /// Takes what is known, of conclusions in the order in which they count.
    public init(
        sale: SaleIdentifier,
        payment: Payment? = nil,
        conclusions: [Conclusion] = [],
        objection: Objection? = nil
    ) {
        (self.sale, self.payment, self.conclusions) = (sale, payment, conclusions)
        self.objection = objection
    }

    /// The conclusion that stands: “written” is final, then “refunded”, else the last word.
    public var conclusion: Conclusion? {
        conclusions.last { $0.outcome == .written } ?? conclusions.last { $0.outcome == .refunded }
            ?? conclusions.last
    }

    /// Whether the money went more than one way, or a kiosk said “written” and something else later.
    public var isContradicted: Bool {
        let refunds = conclusions.count { $0.outcome == .refunded }
        let isWritten = conclusions.contains { $0.outcome == .written }
        return refunds + (isWritten ? 1 : 0) > 1 || isTakenBack
    }

    private var isTakenBack: Bool {
        zip(conclusions, conclusions.dropFirst()).contains { earlier, later in
            earlier.outcome == .written && later.outcome != .written
                && earlier.statedBy.kiosk == later.statedBy.kiosk
        }
    }

    mutating func insert(_ conclusion: Conclusion) {
        let index = conclusions.lastIndex { rank($0) < rank(conclusion) }
        conclusions.insert(conclusion, at: index.map { $0 + 1 } ?? 0)
    }

    private func rank(_ conclusion: Conclusion) -> (Int, RecordPosition) {
        (conclusion.statedBy.kiosk == sale.kiosk ? 0 : 1, conclusion.statedBy)
    }
}

/// What a sale's intent says of money.
public struct Payment: Hashable, Sendable {
    /// How it was paid.
    public let tender: Tender
    /// What for.
    public let utility: Utility
    /// How much.
    public let paid: Money
    /// The intent's business day.
    public let day: BusinessDay

    /// Takes the parts.
    public init(tender: Tender, utility: Utility, paid: Money, day: BusinessDay) {
        (self.tender, self.utility, self.paid, self.day) = (tender, utility, paid, day)
    }

    /// Takes from an intent what the book needs.
    public init(_ intent: SaleIntent, on day: BusinessDay) {
        self.init(
            tender: intent.tender,
            utility: intent.holder.utility,
            paid: intent.paid,
            day: day
        )
    }

    /// The amounts that a kiosk can have taken.
    public static let plausibleFen: ClosedRange<Int64> = 1...Money.largestTypedFen

    /// Whether a kiosk can have taken this amount.
    public var isPlausible: Bool { Self.plausibleFen.contains(paid.fen) }

    /// What suspense takes of an amount that nobody can believe. The record keeps the claim as it
    /// was made; in the book it is bounded, so that no number of such claims overflows a sum.
    var boundedClaimFen: Int64 {
        min(max(paid.fen, -Money.largestTypedFen), Money.largestTypedFen)
    }
}

/// A statement about how a sale ended, and the record that makes it.
public struct Conclusion: Hashable, Sendable {
    /// How it ended; the numbers are stored.
    public enum Outcome: UInt8, Sendable {
        /// The credit stands on the card.
        case written = 1
        /// Paid, and the card is as it was.
        case owed = 2
        /// Paid, and nobody knows until the card is seen again.
        case unknown = 3
        /// Owed, and the money was given back.
        case refunded = 4
    }

    /// How it ended.
    public let outcome: Outcome
    /// Which record says so.
    public let statedBy: RecordPosition
    /// The business day of that record.
    public let day: BusinessDay

    /// Takes the parts.
    public init(outcome: Outcome, statedBy: RecordPosition, day: BusinessDay) {
        (self.outcome, self.statedBy, self.day) = (outcome, statedBy, day)
    }

    init(_ refund: SaleRefund, in header: RecordHeader) {
        self.init(
            outcome: .refunded,
            statedBy: RecordPosition(header),
            day: header.businessDay
        )
    }

    init(_ statement: SaleConclusion, in header: RecordHeader) {
        let outcome: Outcome =
            switch statement.outcome {
            case .written: .written
            case .owed: .owed
            case .unknown: .unknown
            }
        self.init(
            outcome: outcome,
            statedBy: RecordPosition(header),
            day: header.businessDay
        )
    }
}

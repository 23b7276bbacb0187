import Prepayment

/// What the records say of one sale, as far as they have come in.
///
/// A sale may be concluded by another kiosk than the one that sold, and the two are heard in any
/// order. So an entry begins with whichever record comes first, and nothing in it depends on which
/// that was.
struct SaleEntry: Hashable {
    let sale: SaleIdentifier
    /// The intent's day; until it comes, the earliest of the records that name the sale.
    private(set) var day: BusinessDay
    /// Nil until the intent comes.
    private(set) var terms: SaleTerms?
    private(set) var conclusion: Conclusion?
    private(set) var receipt: ReceiptStatement?
    /// The kiosk that said “written” said something else later.
    private(set) var isContradicted: Bool

    init(
        sale: SaleIdentifier,
        day: BusinessDay,
        terms: SaleTerms? = nil,
        conclusion: Conclusion? = nil,
        receipt: ReceiptStatement? = nil,
        isContradicted: Bool = false
    ) {
        (self.sale, self.day, self.terms) = (sale, day, terms)
        (self.conclusion, self.receipt) = (conclusion, receipt)
        self.isContradicted = isContradicted
    }
}

/// What a sale was about.
struct SaleTerms: Hashable {
    let tender: Tender
    let utility: Utility
    let creditMode: CreditMode
    let paid: Money
    let credit: Credit
    let customer: CustomerNumber
    let meter: MeterNumber
    let card: CardIdentifier

    /// Whether a kiosk can have taken this amount. Other amounts stay out of the sums, which so
    /// never overflow, and are counted as anomalies.
    static let plausibleFen: ClosedRange<Int64> = 1...Money.largestTypedFen
}

/// A statement about how a sale ended, and the record that makes it.
struct Conclusion: Hashable {
    enum Outcome: Int64 {
        case written = 1
        case owed = 2
        case unknown = 3
    }

    let outcome: Outcome
    let statedBy: RecordPosition
}

/// A statement about a receipt, and the record that makes it.
struct ReceiptStatement: Hashable {
    enum Outcome: Int64 {
        case printed = 1
        case notPrinted = 2
        case unknown = 3
    }

    let outcome: Outcome
    let statedBy: RecordPosition
}

extension SaleEntry {
    /// The intent came.
    mutating func post(_ intent: SaleIntent, on day: BusinessDay) {
        self.day = day
        terms = SaleTerms(
            tender: intent.tender,
            utility: intent.holder.utility,
            creditMode: intent.holder.creditMode,
            paid: intent.paid,
            credit: intent.credit,
            customer: intent.holder.customer,
            meter: intent.holder.meter,
            card: intent.card
        )
    }

    /// A conclusion came.
    mutating func post(_ new: Conclusion, on day: BusinessDay) {
        notice(day)
        guard let held = conclusion else {
            conclusion = new
            return
        }
        if held.outcome == .written, new.outcome != .written,
            held.statedBy.kiosk == new.statedBy.kiosk
        {
            isContradicted = true
        }
        if weight(of: held) < weight(of: new) { conclusion = new }
    }

    /// The fate of the receipt came.
    mutating func post(_ new: ReceiptStatement, on day: BusinessDay) {
        notice(day)
        guard let held = receipt, held.statedBy > new.statedBy else {
            receipt = new
            return
        }
    }

    private mutating func notice(_ day: BusinessDay) {
        if terms == nil { self.day = min(self.day, day) }
    }

    /// “Written” is final. Another kiosk can only speak after the selling one, which saw the card
    /// first; and a kiosk's later record is its later word. No clock is asked.
    private func weight(of conclusion: Conclusion) -> (Int, Int, RecordPosition) {
        (
            conclusion.outcome == .written ? 1 : 0,
            conclusion.statedBy.kiosk == sale.kiosk ? 0 : 1,
            conclusion.statedBy
        )
    }
}

extension Conclusion.Outcome {
    init(_ outcome: SaleOutcome) {
        switch outcome {
        case .written: self = .written
        case .owed: self = .owed
        case .unknown: self = .unknown
        }
    }
}

extension ReceiptStatement.Outcome {
    init(_ outcome: ReceiptOutcome) {
        switch outcome {
        case .printed: self = .printed
        case .notPrinted: self = .notPrinted
        case .unknown: self = .unknown
        }
    }
}

import Book
import Prepayment

/// What the records say of one sale, as far as they have come in.
///
/// An entry begins with whichever record comes first, and nothing in it depends on which that was.
struct SaleEntry: Hashable {
    /// The intent's day; until it comes, the earliest of the records that name the sale.
    private(set) var day: BusinessDay
    /// Nil until the intent comes.
    private(set) var terms: SaleTerms?
    /// Where the money is.
    private(set) var booked: BookedSale
    private(set) var receipt: ReceiptStatement?
    /// What kiosks did about it since, in the order of the records.
    private(set) var acts: [SaleAct]

    init(
        day: BusinessDay,
        terms: SaleTerms? = nil,
        booked: BookedSale,
        receipt: ReceiptStatement? = nil,
        acts: [SaleAct] = []
    ) {
        (self.day, self.terms) = (day, terms)
        (self.booked, self.receipt, self.acts) = (booked, receipt, acts)
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

extension Record {
    /// The sale that the record speaks of, if it speaks of one.
    var sale: SaleIdentifier? {
        switch content {
        case .saleIntended: header.saleIdentifier
        case .saleConcluded(let statement): statement.sale
        case .receiptConcluded(let sale, _): sale
        case .saleRefunded(let refund): refund.sale
        case .saleTakenUp(let sale, _): sale
        case .epochStarted, .programStarted, .slipConcluded, .paymentOpened, .moneyMoved,
            .paymentClosed, .cardIssued, .readingCollected, .attentionAsked, .dayClosed:
            nil
        }
    }
}

extension SaleEntry {
    /// Learns what a record says of the sale, and gives the transfers that follow from it.
    mutating func post(_ record: Record, objection: Objection?) -> [Transfer] {
        let recordDay = record.header.businessDay
        switch record.content {
        case .saleIntended(let intent):
            day = recordDay
            terms = SaleTerms(intent)
        case .receiptConcluded(_, let outcome):
            notice(recordDay)
            learn(
                ReceiptStatement(
                    outcome: .init(outcome),
                    statedBy: RecordPosition(record.header)
                )
            )
        case .saleRefunded(let refund):
            notice(recordDay)
            note(.refunded(clerk: refund.clerk), in: record.header)
        case .saleTakenUp:
            notice(recordDay)
            note(.takenUp, in: record.header)
        case .saleConcluded, .epochStarted, .programStarted, .slipConcluded, .paymentOpened,
            .moneyMoved, .paymentClosed, .cardIssued, .readingCollected, .attentionAsked,
            .dayClosed:
            notice(recordDay)
        }
        return booked.post(record, objection: objection)
    }

    private mutating func learn(_ new: ReceiptStatement) {
        guard let held = receipt, held.statedBy > new.statedBy else {
            receipt = new
            return
        }
    }

    private mutating func note(_ kind: SaleAct.Kind, in header: RecordHeader) {
        acts.insert(SaleAct(kind: kind, statedBy: RecordPosition(header)))
    }

    private mutating func notice(_ day: BusinessDay) {
        if terms == nil { self.day = min(self.day, day) }
    }
}

extension SaleTerms {
    init(_ intent: SaleIntent) {
        self.init(
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

    /// The part that moves money.
    func payment(on day: BusinessDay) -> Payment {
        Payment(tender: tender, utility: utility, paid: paid, day: day)
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

import Book
import Prepayment
import TestSupport
import Testing

/// The table of rules: what is heard in turn, and what each record moves.
@Suite struct PostingRuleTests {
    /// Two days, so that it shows on which one money moves.
    static let (first, second) = (Sample.day, Sample.businessDay("2026-11-23"))
    static let sale = SaleIdentifier(kiosk: Sample.kiosk, epoch: 1, sequence: 2)

    /// A record about the sale: who says it, and what.
    enum Heard: CustomTestStringConvertible {
        case intent(fen: Int64, Utility = .electricity)
        case seller(SaleOutcome, Int = 1)
        case other(SaleOutcome, Int = 1)
        case refund(seller: Bool = true, Int = 1)
        case aside(RecordContent)

        func record() -> Record {
            switch self {
            case .intent(let fen, let utility):
                record(.saleIntended(Sample.intent(fen, utility)), Sample.kiosk, 0)
            case .seller(let outcome, let place): conclusion(outcome, Sample.kiosk, place)
            // A lower number, so that the order of numbers cannot stand in for the rule.
            case .other(let outcome, let place): conclusion(outcome, KioskIdentifier(3), place)
            case .refund(let bySeller, let place):
                record(
                    .saleRefunded(Sample.refund(of: sale)),
                    bySeller ? Sample.kiosk : KioskIdentifier(3),
                    place
                )
            case .aside(let content): record(content, Sample.kiosk, 1)
            }
        }

        private func conclusion(
            _ outcome: SaleOutcome,
            _ kiosk: KioskIdentifier,
            _ place: Int
        ) -> Record {
            let content = SaleConclusion(sale: sale, outcome: outcome, waitingAfter: nil)
            return record(.saleConcluded(content), kiosk, place)
        }

        private func record(
            _ content: RecordContent,
            _ kiosk: KioskIdentifier,
            _ place: Int
        ) -> Record {
            Sample.record(
                content,
                kiosk: kiosk,
                sequence: sale.sequence + UInt32(place),
                day: kiosk == Sample.kiosk ? first : second
            )
        }

        var testDescription: String {
            switch self {
            case .intent(let fen, let utility): "intent of \(fen) for \(utility.name)"
            case .seller(let outcome, _): "seller: \(outcome.name)"
            case .other(let outcome, _): "other: \(outcome.name)"
            case .refund(let bySeller, _): "\(bySeller ? "seller" : "other"): refunded"
            case .aside(let content): "\(content.kind)"
            }
        }
    }

    /// Debit, credit, amount; on the first day unless told otherwise.
    struct Moved: Equatable, CustomTestStringConvertible {
        let (debit, credit): (Account, Account)
        let fen: Int64
        let day: BusinessDay

        init(_ debit: Account, _ credit: Account, _ fen: Int64 = 500, on day: BusinessDay = first) {
            (self.debit, self.credit, self.fen, self.day) = (debit, credit, fen, day)
        }

        init(_ transfer: Transfer) {
            (debit, credit) = (transfer.debit, transfer.credit)
            (fen, day) = (transfer.amountFen, transfer.businessDay)
        }

        var testDescription: String { "\(debit) ← \(credit) \(fen) \(day)" }
    }

    static let paid = Moved(.counterCash, .paidNotDelivered)
    static let bound: Int64 = 1_000_000_000

    static let table: [([Heard], [[Moved]])] = [
        // The ordinary ways.
        ([.intent(fen: 500)], [[paid]]),
        (
            [.intent(fen: 500), .seller(.written)],
            [[paid], [Moved(.paidNotDelivered, .electricitySold)]]
        ),
        (
            [.intent(fen: 500, .water), .seller(.written)],
            [[paid], [Moved(.paidNotDelivered, .waterSold)]]
        ),
        (
            [.intent(fen: 500, .gas), .seller(.written)],
            [[paid], [Moved(.paidNotDelivered, .gasSold)]]
        ),
        ([.intent(fen: 500), .seller(.owed)], [[paid], [Moved(.paidNotDelivered, .owedCredit)]]),
        (
            [.intent(fen: 500), .seller(.unknown)],
            [[paid], [Moved(.paidNotDelivered, .undecided)]]
        ),
        // A later word moves the money from where it stood, on its own day.
        (
            [.intent(fen: 500), .seller(.unknown), .seller(.written, 2)],
            [[paid], [Moved(.paidNotDelivered, .undecided)], [Moved(.undecided, .electricitySold)]]
        ),
        (
            [.intent(fen: 500), .seller(.unknown), .other(.owed)],
            [
                [paid], [Moved(.paidNotDelivered, .undecided)],
                [Moved(.undecided, .owedCredit, on: second)],
            ]
        ),
        (
            [.intent(fen: 500), .seller(.owed), .other(.written)],
            [
                [paid], [Moved(.paidNotDelivered, .owedCredit)],
                [Moved(.owedCredit, .electricitySold, on: second)],
            ]
        ),
        // The same again moves nothing, and what is written stays so.
        (
            [.intent(fen: 500), .seller(.owed), .seller(.owed, 2)],
            [[paid], [Moved(.paidNotDelivered, .owedCredit)], []]
        ),
        (
            [.intent(fen: 500), .seller(.written), .seller(.owed, 2), .other(.unknown)],
            [[paid], [Moved(.paidNotDelivered, .electricitySold)], [], []]
        ),
        // Given back: once, and what goes a second time is missing.
        (
            [.intent(fen: 500), .seller(.owed), .refund(seller: true, 2)],
            [[paid], [Moved(.paidNotDelivered, .owedCredit)], [Moved(.owedCredit, .refunds)]]
        ),
        (
            [.intent(fen: 500), .seller(.owed), .refund(seller: true, 2), .seller(.owed, 3)],
            [[paid], [Moved(.paidNotDelivered, .owedCredit)], [Moved(.owedCredit, .refunds)], []]
        ),
        (
            [.intent(fen: 500), .seller(.owed), .refund(seller: true, 2), .other(.written)],
            [
                [paid], [Moved(.paidNotDelivered, .owedCredit)], [Moved(.owedCredit, .refunds)],
                [Moved(.suspense, .electricitySold, on: second)],
            ]
        ),
        (
            [.intent(fen: 500), .seller(.written), .refund(seller: false), .seller(.written, 2)],
            [
                [paid], [Moved(.paidNotDelivered, .electricitySold)],
                [Moved(.suspense, .refunds, on: second)], [],
            ]
        ),
        (
            [.intent(fen: 500), .refund(), .refund(seller: false)],
            [
                [paid], [Moved(.paidNotDelivered, .refunds)],
                [Moved(.suspense, .refunds, on: second)],
            ]
        ),
        ([.refund()], [[]]),
        // Heard late: nothing without an amount; and what came too early is taken back.
        (
            [.other(.written), .intent(fen: 500)],
            [[], [paid, Moved(.paidNotDelivered, .electricitySold, on: second)]]
        ),
        (
            [.intent(fen: 500), .other(.owed), .seller(.unknown)],
            [
                [paid], [Moved(.paidNotDelivered, .owedCredit, on: second)],
                [
                    Moved(.owedCredit, .paidNotDelivered, on: second),
                    Moved(.paidNotDelivered, .undecided),
                    Moved(.undecided, .owedCredit, on: second),
                ],
            ]
        ),
        ([.seller(.written)], [[]]),
        // What nobody can believe.
        (
            [.intent(fen: bound), .seller(.written)],
            [
                [Moved(.counterCash, .paidNotDelivered, bound)],
                [Moved(.paidNotDelivered, .electricitySold, bound)],
            ]
        ),
        (
            [.intent(fen: bound + 1), .seller(.written)],
            [[Moved(.counterCash, .suspense, bound)], []]
        ),
        ([.intent(fen: .max)], [[Moved(.counterCash, .suspense, bound)]]),
        ([.intent(fen: .min)], [[Moved(.suspense, .counterCash, bound)]]),
        ([.intent(fen: -7)], [[Moved(.suspense, .counterCash, 7)]]),
        ([.intent(fen: 0), .seller(.written)], [[], []]),
        // Records that move no money.
        ([.intent(fen: 500), .aside(.receiptConcluded(sale, .printed))], [[paid], []]),
        ([.intent(fen: 500), .aside(.saleTakenUp(sale, Sample.intent()))], [[paid], []]),
        (
            [
                .aside(
                    .paymentOpened(
                        PaymentOrder(
                            card: Sample.card,
                            utility: .electricity,
                            tender: .cash,
                            due: Money(fen: 500)
                        )
                    )
                ),
                .aside(
                    .moneyMoved(
                        MoneyMovement(
                            payment: sale,
                            kind: .taken,
                            tender: .cash,
                            amount: Money(fen: 500)
                        )
                    )
                ), .aside(.paymentClosed(sale)),
            ], [[], [], []]
        ),
        ([.aside(.attentionAsked("A note was pulled back."))], [[]]),
        ([.aside(.cardIssued(Sample.card, Sample.holder()))], [[]]),
        ([.aside(.readingCollected(Sample.card, Sample.reading(accepted: 1)))], [[]]),
        ([.aside(.programStarted(version: "1"))], [[]]),
        ([.aside(.dayClosed(DayClose(DayTotals(), after: nil)))], [[]]),
        (
            [
                .intent(fen: 500),
                .aside(.slipConcluded(Slip(kind: .copy, number: sale, outcome: .printed))),
            ], [[paid], []]
        ),
        (
            [
                .aside(
                    .epochStarted(
                        EpochStart(previousEpochHead: [UInt8](repeating: 0, count: 32), reason: "")
                    )
                )
            ], [[]]
        ),
    ]

    @Test(arguments: table) func `a record moves`(heard: [Heard], moved: [[Moved]]) {
        var sale = BookedSale(sale: Self.sale)
        let transfers = heard.map { sale.post($0.record()) }
        #expect(transfers.map { $0.map(Moved.init) } == moved)
        #expect(transfers.joined().allSatisfy { $0.kiosk == Self.sale.kiosk })
        for transfer in transfers.joined() {
            let (debit, credit) = transfer.postings
            #expect(debit.amountFen + credit.amountFen == 0)
            #expect(debit.key.account == transfer.debit && credit.key.account == transfer.credit)
        }
    }

    @Test func `every kind of record stands in the table`() {
        let kinds = Set(Self.table.flatMap(\.0).map { $0.record().content.kind })
        #expect(kinds == Set(RecordContent.Kind.allCases))
    }

    static let contradictions: [([Heard], Bool)] = [
        ([.intent(fen: 500), .seller(.owed), .refund(seller: true, 2)], false),
        ([.intent(fen: 500), .seller(.unknown), .seller(.written, 2)], false),
        ([.intent(fen: 500), .seller(.owed), .other(.written), .refund(seller: true, 2)], true),
        ([.intent(fen: 500), .refund(), .refund(seller: true, 2)], true),
        ([.intent(fen: 500), .seller(.written), .seller(.owed, 2)], true),
    ]

    @Test(arguments: contradictions)
    func `money that went two ways is contradicted`(heard: [Heard], isContradicted: Bool) {
        var sale = BookedSale(sale: Self.sale)
        for record in heard.reversed() { _ = sale.post(record.record()) }
        #expect(sale.isContradicted == isContradicted)
    }
}

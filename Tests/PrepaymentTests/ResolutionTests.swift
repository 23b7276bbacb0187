import Prepayment
import TestSupport
import Testing

/// What a later tap says of a sale whose answer was lost, by what stands on the card.
@Suite struct ResolutionTests {
    static let sale = SaleIdentifier(kiosk: Sample.kiosk, epoch: 1, sequence: 42)
    static let stranger = SaleIdentifier(kiosk: KioskIdentifier(8), epoch: 1, sequence: 3)
    static let chip = CardIdentifier([4, 1, 1, 1, 1, 1, 1])
    /// The second purchase of the card, on top of the first, sale 40.
    static let before = SaleIdentifier(kiosk: Sample.kiosk, epoch: 1, sequence: 40)
    static let intent = SaleIntent(
        card: Sample.card,
        holder: Sample.holder(),
        purchaseNumber: 2,
        tender: .counter,
        paidAt: Sample.noon,
        paid: Money(fen: 10_000),
        credit: Credit(count: 10_000),
        unitPrice: Sample.price("0.5283"),
        tariffVersion: 5,
        previousSale: before,
        creditBefore: .zero,
        parametersVersionBefore: 3,
        requestKey: "request-1"
    )

    static func load(_ number: UInt32, _ sale: SaleIdentifier) -> LoadRecord {
        Sample.load(number: number, sale: sale, credit: 10_000)
    }

    static func taken(_ number: UInt32) -> ReturnRecord {
        ReturnRecord(isWritten: true, reading: Sample.reading(accepted: number))
    }

    static func loaded(_ sale: SaleIdentifier, _ number: UInt32) -> HistoryRecord {
        HistoryRecord(
            kind: .load,
            time: Sample.noon,
            purchaseNumber: number,
            sale: sale,
            paid: Money(fen: 1),
            credit: Credit(count: 1),
            remaining: .zero
        )
    }

    static let neighbour = Sample.holder(customer: Sample.digits("555"))

    struct Case: CustomTestStringConvertible {
        let testDescription: String
        let snapshot: CardSnapshot
        var history: [HistoryRecord] = []
        let resolution: Resolution
    }

    static let table = [
        Case(
            testDescription: "its name, and the credit still waits",
            snapshot: Sample.snapshot(waiting: 10_000, load: load(2, sale)),
            resolution: .landed
        ),
        Case(
            testDescription: "its name, and the meter has the credit",
            snapshot: Sample.snapshot(load: load(2, sale), returned: taken(2)),
            resolution: .landed
        ),
        Case(
            testDescription: "its name on a card that was issued anew all the same",
            snapshot: Sample.snapshot(holder: neighbour, load: load(2, sale)),
            resolution: .landed
        ),
        Case(
            testDescription: "what stood there before",
            snapshot: Sample.snapshot(load: load(1, before), returned: taken(1)),
            resolution: .notLanded
        ),
        Case(
            testDescription: "what stood there before, whatever the balance says",
            snapshot: Sample.snapshot(waiting: 10_000, load: load(1, before)),
            resolution: .notLanded
        ),
        Case(
            testDescription: "a ceiling that was not told when the sale was made",
            snapshot: Sample.snapshot(
                holder: Sample.holder().carrying(atMost: Credit(count: 5)),
                load: load(1, before)
            ),
            resolution: .notLanded
        ),
        Case(
            testDescription: "another sale with its number",
            snapshot: Sample.snapshot(waiting: 10_000, load: load(2, stranger)),
            resolution: .overtaken(by: stranger)
        ),
        Case(
            testDescription: "later purchases, and no history",
            snapshot: Sample.snapshot(load: load(4, stranger), returned: taken(3)),
            resolution: .undecided(.laterPurchases)
        ),
        Case(
            testDescription: "later purchases, and its name in the history",
            snapshot: Sample.snapshot(load: load(4, stranger), returned: taken(3)),
            history: [loaded(sale, 2), loaded(stranger, 3)],
            resolution: .landed
        ),
        Case(
            testDescription:
                "later purchases, and another's name for its number, in a file that a meter may write",
            snapshot: Sample.snapshot(load: load(4, stranger), returned: taken(3)),
            history: [loaded(stranger, 2)],
            resolution: .undecided(.laterPurchases)
        ),
        Case(
            testDescription: "a meter that took what this card never had",
            snapshot: Sample.snapshot(load: load(1, before), returned: taken(2)),
            resolution: .undecided(.meterIsAhead)
        ),
        Case(
            testDescription: "a purchase of before that is not the one of before",
            snapshot: Sample.snapshot(load: load(1, stranger)),
            resolution: .undecided(.unfamiliar)
        ),
        Case(
            testDescription: "an older purchase",
            snapshot: Sample.snapshot(),
            resolution: .undecided(.unfamiliar)
        ),
        Case(
            testDescription: "the chip, issued to somebody else since",
            snapshot: Sample.snapshot(holder: neighbour, load: load(1, before)),
            resolution: .undecided(.issuedAnew)
        ),
        Case(
            testDescription: "another household's card",
            snapshot: Sample.snapshot(card: chip, holder: neighbour, load: load(2, sale)),
            resolution: .undecided(.otherCard)
        ),
        Case(
            testDescription: "the card that replaces it",
            snapshot: Sample.snapshot(card: chip, holder: Sample.holder(kind: .replacement)),
            resolution: .undecided(.replacedCard)
        ),
    ]

    @Test(arguments: table) func `a card says what became of a sale`(row: Case) {
        let found = Self.intent.resolution(
            of: Self.sale,
            on: row.snapshot,
            history: row.history
        )
        #expect(found == row.resolution)
    }

    @Test func `a sale whose number went to another is owed, and not written`() throws {
        let snapshot = Sample.snapshot(waiting: 700, load: Self.load(2, Self.stranger))
        let (_, effects) = try #require(Sale.resume(Self.intent, Self.sale, on: snapshot))
        let conclusion = SaleConclusion(
            sale: Self.sale,
            outcome: .owed(CardFault("Its purchase number went to sale \(Self.stranger).")),
            waitingAfter: Credit(count: 700)
        )
        #expect(effects == [.recordOutcome(conclusion)])
    }

    @Test func `a sale that the card cannot tell of is not taken up`() {
        for row in Self.table {
            guard case .undecided = row.resolution else { continue }
            #expect(
                Sale.resume(Self.intent, Self.sale, on: row.snapshot, history: row.history) == nil
            )
        }
    }

    @Test func `every doubt has words`() {
        let doubts: [Doubt] = [
            .otherCard, .replacedCard, .issuedAnew, .laterPurchases, .meterIsAhead, .unfamiliar,
        ]
        #expect(Set(doubts.map(\.detail)).count == doubts.count)
    }
}

import Prepayment
import TestSupport
import Testing

@Suite struct QuoteTests {
    @Test func `a quote in money mode carries what was paid`() throws {
        let quote = try Sample.snapshot().quote(Money(fen: 10_000), under: Sample.terms())
        #expect(quote.credit == Credit(count: 10_000))
        #expect(quote.quantity.description == "189.29")
    }

    @Test func `a quote in units mode carries the quantity`() throws {
        let holder = Sample.holder(utility: .water, creditMode: .units)
        let quote = try Sample.snapshot(holder: holder).quote(
            Money(fen: 10_000),
            under: Sample.terms(utility: .water, creditMode: .units)
        )
        #expect(quote.credit == Credit(count: 189_287))
        #expect(quote.credit.description(as: .units, of: .water) == "189.287 m³")
    }

    @Test func `the card's own ceiling counts, whatever was configured since`() throws {
        let holder = Sample.holder().carrying(atMost: Credit(count: 5_000))
        let card = Sample.snapshot(holder: holder)
        #expect(throws: SaleRefusal.overCardCeiling(ceiling: "¥50.00")) {
            try card.quote(Money(fen: 5_001), under: Sample.terms())
        }
        #expect(try card.quote(Money(fen: 5_000), under: Sample.terms()).credit.count == 5_000)
        #expect(throws: SaleRefusal.overCardCeiling(ceiling: "¥40.00")) {
            try card.quote(Money(fen: 5_000), under: Sample.terms(cardCeiling: 4_000))
        }
    }

    static let refusals: [(CardSnapshot, Int64, SaleRefusal)] = [
        (Sample.snapshot(), 0, SaleRefusal.amountNotPositive),
        (Sample.snapshot(), -100, .amountNotPositive),
        (Sample.snapshot(), 99, .amountTooSmall(smallest: Money(fen: 100))),
        (Sample.snapshot(), 200_001, .amountTooLarge(largest: Money(fen: 200_000))),
        (
            Sample.snapshot(waiting: 5_000, load: Sample.load(number: 1, credit: 5_000)), 10_000,
            .previousPurchaseWaiting(credit: "¥50.00")
        ),
        (
            Sample.snapshot(load: Sample.load(number: 1, credit: 5_000)), 10_000,
            .previousPurchaseWaiting(credit: "¥50.00")
        ),
        (
            Sample.snapshot(
                returned: ReturnRecord(isWritten: true, reading: Sample.reading(accepted: 1))
            ),
            10_000,
            .cardInconsistent(detail: "the meter took more purchases than were loaded")
        ),
        (
            Sample.snapshot(
                load: Sample.load(number: 4),
                returned: ReturnRecord(
                    isWritten: true,
                    reading: Sample.reading(accepted: 4, meter: Sample.digits("77"))
                )
            ),
            10_000, .cardInconsistent(detail: "it was read by meter 000000000077")
        ),
        (
            Sample.snapshot(
                load: Sample.load(number: 4),
                returned: ReturnRecord(
                    isWritten: true,
                    reading: Sample.reading(accepted: 4, remaining: 490_001)
                )
            ),
            10_000, .overHoardingLimit(limit: "¥5000.00", remaining: "¥4900.01")
        ),
        (Sample.snapshot(holder: Sample.holder(utility: .gas)), 10_000, .utilityNotSold(.gas)),
        (
            Sample.snapshot(holder: Sample.holder(creditMode: .units)), 10_000, .creditModeDiffers
        ),
    ]

    @Test(arguments: refusals) func `what must not be sold is refused before money`(
        card: CardSnapshot,
        fen: Int64,
        refusal: SaleRefusal
    ) {
        #expect(throws: refusal) { try card.quote(Money(fen: fen), under: Sample.terms()) }
        #expect(!refusal.sentence.isEmpty && !refusal.hint.isEmpty)
    }

    @Test func `the card's ceiling bounds a purchase below the estate's largest`() {
        #expect(throws: SaleRefusal.overCardCeiling(ceiling: "¥50.00")) {
            try Sample.snapshot().quote(
                Money(fen: 5_001),
                under: Sample.terms(cardCeiling: 5_000)
            )
        }
    }

    @Test func `exactly the hoarding limit may be bought`() throws {
        let returned = ReturnRecord(
            isWritten: true,
            reading: Sample.reading(accepted: 4, remaining: 490_000)
        )
        let card = Sample.snapshot(load: Sample.load(number: 4), returned: returned)
        #expect(try card.quote(Money(fen: 10_000), under: Sample.terms()).credit.count == 10_000)
    }
}

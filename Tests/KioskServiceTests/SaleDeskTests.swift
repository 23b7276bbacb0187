import Journal
import Prepayment
import RecordChain
import SmartCards
import TestSupport
import Testing
import VirtualCard

@testable import KioskService

/// Instructions by which a test knows how far a sale has come.
enum Seen {
    static let credit: UInt8 = 0x0C
    static let commit: UInt8 = 0xC7
}

/// A sale from the card to the receipt.
@Suite(.timeLimit(.minutes(1))) struct SaleDeskTests {
    @Test(arguments: [CardModel.ev1, .ev2])
    func `a sale puts the credit onto the card and says so`(model: CardModel) async throws {
        let bench = try await TestKiosk(model)
        let report = try await bench.sell()

        #expect(report.conclusion.outcome == .written)
        #expect(report.conclusion.waitingAfter == Credit(count: 10_000))
        #expect(report.intent.paid == Money(fen: 10_000))
        #expect(report.receipt == .printed)
        // Epoch, program start, then this sale's intent.
        #expect(report.conclusion.sale.description == "K0007-1-000003")

        let card = try bench.read()
        #expect(card.waiting == Credit(count: 10_000))
        #expect(card.lastLoad.sale == report.conclusion.sale)
        #expect(card.lastLoad.purchaseNumber == 1)
        #expect(card.lastLoad.paid == Money(fen: 10_000))
        let history = try bench.card.history(bench.place.keys)
        #expect(history.map(\.sale) == [report.conclusion.sale])
        await bench.close()
    }

    @Test func `a ceiling raised since the card was issued is looked at before the money`()
        async throws
    {
        let bench = try await TestKiosk()
        let terms = try bench.kiosk.configuration.terms(for: .electricity)
        let small = TestCard()
        try small.issue(terms, keys: bench.place.keys, ceiling: Credit(count: 9_999))
        bench.readers.put(small)
        await #expect(throws: SaleError.refused(.overCardCeiling(ceiling: "¥99.99"))) {
            try await bench.sell()
        }
        #expect(try await bench.records().isEmpty)
        #expect(try await bench.sell(9_999).conclusion.outcome == .written)
        await bench.close()
    }

    @Test func `the journal holds the sale's steps in their order`() async throws {
        let bench = try await TestKiosk()
        let report = try await bench.sell()
        let sale = report.conclusion.sale
        #expect(
            try await bench.records() == [
                .saleIntended(report.intent),
                .saleConcluded(
                    SaleConclusion(
                        sale: sale,
                        outcome: .written,
                        waitingAfter: Credit(count: 10_000)
                    )
                ),
                .receiptConcluded(sale, .printed),
            ]
        )
        await bench.close()
    }

    @Test(arguments: [CardModel.ev1, .ev2])
    func `the intent is on the disk before the card is touched`(model: CardModel) async throws {
        let bench = try await TestKiosk(model)
        let gate = Gate()
        bench.card.watch { _, command in
            if command[1] == Seen.credit { gate.waitInside() }
        }
        async let report = bench.sell()
        try await waitUntil("the credit is on its way") { gate.isOccupied }
        // What a disk would hold if the power went now.
        let records = try bench.place.copy().records()
        gate.open()
        let intent = try await report.intent
        #expect(records.last == .saleIntended(intent))
        await bench.close()
    }

    @Test func `the receipt says what was bought`() async throws {
        let bench = try await TestKiosk()
        let report = try await bench.sell()
        let receipt = try #require(try bench.place.receipts().first)
        #expect(
            receipt == [
                "Sunshine Gardens, Block 3, 400 000 0000",
                "number K0007-1-000003 of K0007",
                "time \(localTime(report.intent.paidAt))",
                "card 88001 of **** **** 0234 for 202400001234",
                "electricity",
                "credit 100.00 paid 100.00",
                "counter",
                "step 189.29 at 0.5283 is 100.00",
                "quantity 189.29 kWh",
                "purchase 1",
                "balance ￥0.00 to ￥100.00",
                "written",
            ]
        )
        #expect(try bench.place.receipts().count == 1)
        await bench.close()
    }

    @Test func `an account in units is sold by the price`() async throws {
        let bench = try await TestKiosk()
        try bench.card.issue(
            bench.kiosk.configuration.terms(for: .water),
            keys: bench.place.keys
        )
        let report = try await bench.sell(utility: .water)
        // 100 yuan at 3.45 yuan are 28.98551 m³: the next whole thousandth.
        #expect(report.intent.credit == Credit(count: 28_986))
        #expect(try bench.read(.water).waiting == Credit(count: 28_986))
        #expect(try bench.read(.electricity).waiting == .zero)
        await bench.close()
    }

    @Test func `the screen shows the sale while it runs`() async throws {
        let bench = try await TestKiosk()
        let gate = Gate()
        bench.card.watch { _, command in
            if command[1] == Seen.credit { gate.waitInside() }
        }
        async let report = bench.sell()
        try await waitUntil("the credit is on its way") { gate.isOccupied }
        guard case .selling(let view) = bench.phase else {
            Issue.record("the screen shows \(bench.phase)")
            return gate.open()
        }
        #expect(view.quote.amount == Money(fen: 10_000))
        gate.open()
        _ = try await report
        await bench.close()
    }

    @Test func `the reader is free for others when something has ended`() async throws {
        let bench = try await TestKiosk()
        let card = bench.card
        _ = try await bench.sell()
        #expect(card.conversations == 0, "after a sale")
        try await bench.tap()
        #expect(card.conversations == 0, "after a tap")
        await #expect(throws: SaleError.self) { try await bench.sell(500, key: "refused") }
        #expect(card.conversations == 0, "after a refusal")
        _ = try await bench.kiosk.cards.inspect(TestReaders.first, utility: nil)
        #expect(card.conversations == 0, "after a look")
        let water = IssueRequest(
            customer: Sample.customer,
            meter: Sample.meter,
            utility: .water,
            cardNumber: 1
        )
        _ = try await bench.kiosk.issue(water, reader: TestReaders.first)
        #expect(card.conversations == 0, "after an issue")
        await bench.close()
    }

    @Test func `parameters are written where they changed`() async throws {
        let bench = try await TestKiosk()
        bench.card.watch()
        _ = try await bench.sell()
        let writeData: UInt8 = 0x3D
        #expect(bench.card.seen.count { $0 == writeData } == 2, "load record and return mark")
        await bench.close()

        try bench.card.insertIntoMeter(bench.place.keys, Sample.reading(accepted: 1))
        let changed = try await TestKiosk(
            bench.place,
            bench.card,
            bench.place.configuration(parametersVersion: 4)
        )
        bench.card.watch()
        _ = try await changed.sell(key: "b")
        #expect(bench.card.seen.count { $0 == writeData } == 3)
        #expect(try changed.read().lastLoad.parametersVersion == 4)
        let reader = TestReaders.first
        let inspection = try await changed.kiosk.cards.inspect(reader, utility: .electricity)
        #expect(inspection.parameters.version == 4)
        #expect(inspection.history.count == 2)
        await changed.close()
    }
}

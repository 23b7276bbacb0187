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

/// What is asked twice, or beside something else.
@Suite(.timeLimit(.minutes(1))) struct RepeatedRequestTests {
    @Test func `the same request again is the same sale`() async throws {
        let bench = try await TestKiosk()
        let first = try await bench.sell(key: "a")
        let (memory, records) = (bench.card.memory, try await bench.records())
        #expect(try await bench.sell(key: "a") == first)
        #expect(try await bench.sell(key: "a", utility: .electricity) == first)
        #expect(bench.card.memory == memory)
        #expect(try await bench.records() == records)
        #expect(try bench.place.receipts().count == 1)
        await bench.close()
    }

    @Test func `also after a start, and without the card`() async throws {
        let bench = try await TestKiosk()
        let first = try await bench.sell(key: "a")
        await bench.close()
        bench.card.takeAway()
        let again = try await TestKiosk(bench.place, bench.card)
        #expect(try await again.sell(key: "a") == first)
        await again.close()
    }

    @Test func `a key that named another purchase is refused`() async throws {
        let bench = try await TestKiosk()
        let sale = try await bench.sell(key: "a").conclusion.sale
        await #expect(throws: SaleError.keyReused(sale)) { try await bench.sell(500, key: "a") }
        await #expect(throws: SaleError.keyReused(sale)) {
            try await bench.sell(key: "a", utility: .water)
        }
        #expect(try bench.read().waiting == Credit(count: 10_000))
        await bench.close()
    }

    @Test func `who comes between is told to wait`() async throws {
        let bench = try await TestKiosk()
        let gate = Gate()
        bench.card.watch { _, command in
            if command[1] == Seen.credit { gate.waitInside() }
        }
        async let report = bench.sell(key: "a")
        try await waitUntil("the credit is on its way") { gate.isOccupied }
        await #expect(throws: SaleError.busy) { try await bench.sell(key: "b") }
        await #expect(throws: SaleError.busy) { try await bench.tap() }
        let issue = IssueRequest(
            customer: Sample.customer,
            meter: Sample.meter,
            utility: .water,
            cardNumber: 1
        )
        let error = await #expect(throws: KioskError.self) {
            try await bench.kiosk.issue(issue, reader: TestReaders.first)
        }
        #expect(error?.sentence == "Another sale is running at this kiosk.")
        gate.open()
        #expect(try await report.conclusion.outcome == .written)
        #expect(try await bench.kinds() == [.saleIntended, .saleConcluded, .receiptConcluded])
        await bench.close()
    }
}

/// What a tap does beside finishing sales.
@Suite(.timeLimit(.minutes(1))) struct TapTests {
    @Test func `a tap reads the card and changes nothing`() async throws {
        let bench = try await TestKiosk()
        let memory = bench.card.memory
        let snapshot = try await bench.tap()
        #expect(snapshot.holder.customer == Sample.customer)
        #expect(snapshot.waiting == .zero)
        #expect(bench.card.memory == memory)
        #expect(try await bench.records().isEmpty)
        #expect(bench.phase == .reading)
        await bench.close()
    }

    @Test func `a meter's reading is collected once`() async throws {
        let bench = try await TestKiosk()
        _ = try await bench.sell()
        let first = Sample.reading(accepted: 1, remaining: 10_000)
        try bench.card.insertIntoMeter(bench.place.keys, first)
        let before = try await bench.records().count

        try await bench.tap()
        try await bench.tap()
        #expect(
            try await bench.records().dropFirst(before) == [
                .readingCollected(bench.card.identifier, first)
            ]
        )
        let second = Sample.reading(accepted: 1, remaining: 9_000, result: .nothingNew)
        try bench.card.insertIntoMeter(bench.place.keys, second)
        _ = try await bench.sell(key: "b")
        // The load cleared the mark: what stands behind it was collected already.
        try await bench.tap()
        #expect(
            try await bench.kinds().dropFirst(before + 1) == [
                .readingCollected, .saleIntended, .saleConcluded, .receiptConcluded,
            ]
        )
        await bench.close()
    }

    @Test func `the receipt tells the meter's word`() async throws {
        let bench = try await TestKiosk()
        let reading = Sample.reading(accepted: 0, remaining: 1_234, result: .nothingNew)
        try bench.card.insertIntoMeter(bench.place.keys, reading)
        _ = try await bench.sell()
        let receipt = try #require(try bench.place.receipts().first)
        #expect(receipt.contains("meter ￥12.34, 1234.56 kWh, \(localTime(Sample.noon))"))
        await bench.close()
    }
}

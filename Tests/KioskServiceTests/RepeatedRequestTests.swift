import Journal
import Prepayment
import RecordChain
import SmartCards
import TestSupport
import Testing
import VirtualCard

@testable import KioskService

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

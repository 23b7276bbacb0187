import Prepayment
import RecordChain
import TestSupport
import Testing

@testable import KioskService

/// Days, copies and what is printed with a refund or a new card.
@Suite(.timeLimit(.minutes(1))) struct SlipTests {
    @Test func `the day is shown without a trace, and closed by a record and its paper`()
        async throws
    {
        let bench = try await TestKiosk()
        _ = try await bench.sell()
        let records = try await bench.kinds().count
        let open = try await bench.kiosk.sales.showDay(printing: true)
        #expect(open.facts.number == nil)
        #expect(try await bench.kinds().count == records)
        #expect(try bench.place.receipts().last?.contains("closed") == false)

        let closed = try await bench.kiosk.sales.closeDay()
        #expect(closed.facts.close == open.facts.close)
        #expect(closed.facts.lastSequence == open.facts.lastSequence)
        #expect(try await bench.kinds().suffix(2) == [.dayClosed, .slipConcluded])
        let paper = try #require(try bench.place.receipts().last)
        #expect(paper.contains("closed"))
        #expect(paper.contains("taken 1, 100.00"))
        #expect(paper.contains("counter 100.00"))
        #expect(paper.contains("number \(try #require(closed.facts.number)) of K0007"))
        let next = DayReportJSON(try await bench.kiosk.sales.showDay(printing: false))
        #expect((next.dayNumber, next.taken, next.grandTotalFen) == (2, [:], 10_000))
        #expect(next.receipt == nil)
        await bench.close()
    }

    @Test func `a copy bears the first receipt's number, says that it is one, and is a record`()
        async throws
    {
        let bench = try await TestKiosk()
        let sale = try await bench.sell().conclusion.sale
        _ = try await bench.kiosk.sales.reprint(sale)
        let receipts = try bench.place.receipts()
        #expect(receipts.count == 2)
        #expect(receipts.allSatisfy { $0.contains("number \(sale) of K0007") })
        #expect(receipts.map { $0.contains("a copy") } == [false, true])
        guard case .slipConcluded(let slip)? = try await bench.records().last else {
            Issue.record("the copy leaves a record")
            return
        }
        #expect((slip.kind, slip.number) == (.copy, sale))
        let unknown = SaleIdentifier(kiosk: Sample.kiosk, epoch: 1, sequence: 9_999)
        for number in [unknown, SaleIdentifier(kiosk: Sample.kiosk, epoch: 1, sequence: 1)] {
            await #expect(throws: SaleError.noSlip(number)) {
                try await bench.kiosk.sales.reprint(number)
            }
        }
        await bench.close()
    }

    @Test func `a receipt that is not proved has a code for the screen, without the customer`()
        async throws
    {
        let bench = try await TestKiosk()
        let report = try await bench.sell()
        #expect(SaleJSON(report).receiptCode == nil, "this one is in its file")
        let doubtful = SaleReport(
            intent: report.intent,
            conclusion: report.conclusion,
            receipt: .notPrinted(reason: "The paper is out.")
        )
        let code = try #require(SaleJSON(doubtful).receiptCode)
        #expect(code.hasPrefix("\(report.conclusion.sale) | "))
        #expect(code.hasSuffix(" | CNY 100.00 | CNY 100.00 | #1 | written"))
        #expect(!code.contains(Sample.customer.description))
        await bench.close()
    }

    @Test func `a refund is printed, and the copy of its sale is the refund's`() async throws {
        let bench = try await TestKiosk()
        let sale = try await bench.sellWithoutCommit().conclusion.sale
        let refund = Sample.refund(of: sale)
        let report = try await bench.kiosk.sales.refund(refund, reader: RefundTests.noCard)
        #expect(report.slip != nil)
        let paper = try #require(try bench.place.receipts().last)
        #expect(paper.contains { $0.hasPrefix("refund of \(sale)") })
        #expect(paper.joined().contains("100.00, moved away, clerk 3"))
        let again = try await bench.kiosk.sales.refund(refund, reader: RefundTests.noCard)
        #expect(again.slip == nil, "told again, not printed again")
        #expect(try bench.place.receipts().last == paper)
        _ = try await bench.kiosk.sales.reprint(sale)
        let copy = try #require(try bench.place.receipts().last)
        #expect(copy.filter { $0 != "a copy" } == paper)
        await bench.close()
    }

    @Test func `a new card comes with a slip`() async throws {
        let bench = try await TestKiosk()
        let request = IssueRequest(
            customer: Sample.customer,
            meter: Sample.meter,
            utility: .water,
            cardNumber: 62_100_042,
            isReplacement: true
        )
        let report = try await bench.kiosk.issue(request, reader: TestReaders.first)
        #expect(report.card == bench.card.identifier)
        let paper = try #require(try bench.place.receipts().last)
        #expect(paper.contains("replacement"))
        #expect(paper.contains("water"))
        #expect(try await bench.kinds().suffix(2) == [.cardIssued, .slipConcluded])
        await bench.close()
    }
}

import Glibc
import Journal
import Prepayment
import ReceiptPrinters
import RecordChain
import SmartCards
import TestSupport
import Testing
import VirtualCard
import VirtualPrinters

@testable import KioskService

/// Paper is asked for before the money, and a printer that fails takes no credit away.
@Suite(.timeLimit(.minutes(1))) struct PrinterFaultTests {
    private func bench(sink: String, proof: String = "none") async throws -> TestKiosk {
        let first = try await TestKiosk()
        await first.close()
        return try await TestKiosk(
            first.place,
            first.card,
            first.place.configuration(sink: sink, proof: proof)
        )
    }

    private func expectRefusal(_ bench: TestKiosk, reason: String) async throws {
        let memory = bench.card.memory
        let error = await #expect(throws: SaleError.self) { try await bench.sell() }
        #expect(error == .noReceipt(reason: reason))
        #expect(error?.sentence == "No receipt can be printed. \(reason)")
        #expect(
            error?.hint == "See to the printer, or sell without a receipt (--without-receipt)."
        )
        #expect(bench.card.memory == memory)
        let kinds = try await bench.kinds()
        #expect(!kinds.contains(.saleIntended))
        #expect(await bench.kiosk.sales.outOfServiceReason == nil)
    }

    /// A kiosk whose printer proves its work.
    private func bench(_ printer: TestPrinter) async throws -> TestKiosk {
        try await bench(sink: "tcp:127.0.0.1:\(printer.port)", proof: "processIdentifier")
    }

    @Test(
        arguments: [
            (.paperOut, "The receipt printer's paper is out."),
            (.coverOpen, "The receipt printer's cover is open."),
            (.offline, "The receipt printer is off line."),
            (.cutter, "The receipt printer's cutter is jammed."),
            (.hot, "The receipt printer's head is too hot."),
            (.unrecoverable, "The receipt printer is broken."),
        ] as [(TestPrinterBrain.Fault, String)]
    )
    func `what keeps the printer from printing is said before the money`(
        fault: TestPrinterBrain.Fault,
        reason: String
    ) async throws {
        let printer = try TestPrinter()
        printer.fail(fault)
        let bench = try await bench(printer)
        try await expectRefusal(bench, reason: reason)
        let report = try await bench.sell(withoutReceipt: true)
        #expect(report.conclusion.outcome == .written)
        #expect(report.receipt == .notPrinted(reason: reason))
        await bench.close()
        #expect(printer.slips.isEmpty, "nor later")
    }

    @Test func `without a printer nothing is sold, unless nobody wants a receipt`() async throws {
        let port = try TestListener.closedPort()
        let bench = try await bench(sink: "tcp:127.0.0.1:\(port)")
        let reason = "No printer answers at 127.0.0.1:\(port)."
        try await expectRefusal(bench, reason: reason)
        let report = try await bench.sell(withoutReceipt: true)
        #expect(report.conclusion.outcome == .written)
        #expect(report.receipt == .notPrinted(reason: reason))
        #expect(
            try await bench.records().last
                == .receiptConcluded(report.conclusion.sale, .notPrinted(reason: reason))
        )
        await bench.close()
    }

    @Test func `a file that cannot be written is no printer`() async throws {
        let bench = try await bench(sink: "file:/nowhere/receipts.bin")
        try await expectRefusal(bench, reason: "There is no printer at /nowhere/receipts.bin.")
        await bench.close()
    }

    @Test func `bytes that were sent are no receipt`() async throws {
        let printer = try TestPrinter()
        let bench = try await bench(sink: "tcp:127.0.0.1:\(printer.port)")
        let report = try await bench.sell()
        #expect(
            report.receipt
                == .unknown(reason: "The receipt was sent; this printer does not answer.")
        )
        await bench.close()
    }

    @Test func `a printer that proves its work has printed`() async throws {
        let printer = try TestPrinter()
        let bench = try await bench(printer)
        let report = try await bench.sell()
        #expect(report.receipt == .printed)
        await bench.close()
        #expect(printer.slips.count == 1)
        #expect(printer.slips.first?.contains("\(report.conclusion.sale)") == true)
        #expect(printer.slips.first?.contains("a copy") == false)
    }

    @Test func `paper that ends in a receipt costs a copy with the same number`() async throws {
        let printer = try TestPrinter()
        let bench = try await bench(printer)
        _ = await bench.kiosk.receipts.readiness()
        printer.change { $0.failsAfter = (200, .paperOut) }
        async let report = bench.sell()
        try await waitUntil("the screen says it") {
            bench.kiosk.board.entry.printer == .fault(.paperOut)
        }
        printer.mend()
        let sale = try await report
        #expect(sale.receipt == .printed)
        await bench.close()
        let slip = try #require(printer.slips.last)
        #expect(slip.contains("\(sale.conclusion.sale)"))
        #expect(slip.contains("a copy"))
    }

    @Test func `a receipt that is unknown is not printed again by itself`() async throws {
        let printer = try TestPrinter()
        let bench = try await bench(printer)
        _ = await bench.kiosk.receipts.readiness()
        printer.change { $0.diesAfter = 200 }
        let lost = try await bench.sell()
        guard case .unknown(let reason)? = lost.receipt else {
            Issue.record("the receipt is \(String(describing: lost.receipt))")
            return
        }
        #expect(
            try await bench.records().last
                == .receiptConcluded(lost.conclusion.sale, .unknown(reason: reason))
        )
        // Only when somebody asks for it, and then it says what it is.
        let facts = ReceiptFacts(intent: lost.intent, conclusion: lost.conclusion, reading: nil)
        #expect(await bench.kiosk.receipts.print(.sale(facts), isCopy: true) == .printed)
        await bench.close()
        // The torn slip has the head of the first, and no end.
        #expect(printer.slips.count { $0.contains("written") } == 1)
        #expect(printer.slips.last?.contains("a copy") == true)
    }

    @Test func `the screen knows the paper's end while nobody prints`() async throws {
        let printer = try TestPrinter()
        let bench = try await bench(printer)
        _ = await bench.kiosk.receipts.readiness()
        let start = ContinuousClock.now
        printer.fail(.paperOut)
        try await waitUntil("it is shown") {
            bench.kiosk.board.entry.printer == .fault(.paperOut)
        }
        #expect(ContinuousClock.now - start < .seconds(2))
        let shown = StateJSON(bench.kiosk.board.entry)
        #expect(shown.phase == "idle")
        #expect(shown.printer?.canPrint == false)
        #expect(shown.printer?.sentence == "The receipt printer's paper is out.")
        printer.mend()
        try await waitUntil("it is over") { bench.kiosk.board.entry.printer == nil }
        printer.change {
            $0.isNearEnd = true
            $0.mend()
        }
        try await waitUntil("the roll ends soon") {
            bench.kiosk.board.entry.printer == .nearEnd
        }
        #expect(try await bench.sell().receipt == .printed)
        await bench.close()
    }

    @Test func `a template with a fault is found before the first sale`() async throws {
        let place = try KioskPlace()
        try place.write("number {{nummer}\n", to: "top-up.en.receipt")
        let error = await #expect(throws: KioskError.self) {
            _ = try await Kiosk(place.configuration())
        }
        guard case .receipt = error else { throw error ?? .token(reason: "") }
        #expect(error?.sentence.contains("top-up.en.receipt") == true)
        #expect(access(place.journalPath, F_OK) != 0, "nothing was begun")
    }
}

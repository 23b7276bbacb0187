import Glibc
import Journal
import Prepayment
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

    @Test func `without paper nothing is sold`() async throws {
        let printer = try SilentPrinter(paper: SilentPrinter.paperIsOut)
        let bench = try await bench(sink: "tcp:127.0.0.1:\(printer.port)")
        try await expectRefusal(bench, reason: "The paper is out.")
        let report = try await bench.sell(withoutReceipt: true)
        #expect(report.conclusion.outcome == .written)
        await bench.close()
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

    @Test func `bytes that were sent are no receipt`() async throws {
        let printer = try SilentPrinter(paper: SilentPrinter.hasPaper)
        let bench = try await bench(sink: "tcp:127.0.0.1:\(printer.port)")
        let report = try await bench.sell()
        #expect(
            report.receipt
                == .unknown(reason: "The receipt was sent; this printer does not answer.")
        )
        await bench.close()
    }

    @Test func `a file that cannot be written leaves the sale as it is`() async throws {
        let bench = try await bench(sink: "file:/nowhere/receipts.bin")
        let report = try await bench.sell()
        #expect(report.conclusion.outcome == .written)
        #expect(
            report.receipt == .notPrinted(reason: "There is no printer at /nowhere/receipts.bin.")
        )
        #expect(await bench.kiosk.sales.outOfServiceReason == nil)
        await bench.close()
    }

    @Test func `a printer that proves its work has printed`() async throws {
        let folder = TemporaryFolder()
        let server = try VirtualPrinterServer(port: 0, directory: folder.path)
        let thread = CardThread(name: "bench-printer")
        async let serving: Void = thread.run { try server.serve { _ in } }
        let bench = try await bench(
            sink: "tcp:127.0.0.1:\(server.port)",
            proof: "processIdentifier"
        )
        let report = try await bench.sell()
        #expect(report.receipt == .printed)
        #expect(try folder.text(of: "receipt-0001.txt").contains("K0007-1-"))
        await bench.close()
        server.stop()
        try await serving
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

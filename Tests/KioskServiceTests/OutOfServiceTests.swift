import Glibc
import Journal
import Prepayment
import RecordChain
import SmartCards
import TestSupport
import Testing
import VirtualCard
import VirtualDevices

@testable import KioskService

/// A journal that does not keep what it is given ends the selling, before anybody loses by it.
@Suite(.timeLimit(.minutes(1))) struct OutOfServiceTests {
    @Test func `a sale that cannot be recorded is not written to the card`() async throws {
        let bench = try await TestKiosk()
        let memory = bench.card.memory
        try await bench.breakJournal()
        let error = await #expect(throws: SaleError.self) { try await bench.sell() }
        let reason = "This user may not read and write \(bench.place.journalPath)."
        #expect(error == .notRecorded(reason: reason))
        #expect(error?.sentence == "The sale could not be recorded. \(reason)")
        #expect(error?.hint == "Nothing was written to the card; give the money back.")
        #expect(bench.card.memory == memory)
        #expect(bench.phase == .outOfService(reason: reason))
        #expect(await bench.kiosk.sales.outOfServiceReason == reason)

        // Also when the disk has got better meanwhile.
        try await bench.breakJournal(false)
        await #expect(throws: SaleError.outOfService(reason: reason)) { try await bench.sell() }
        #expect(try await bench.records().isEmpty)
        #expect(bench.card.memory == memory)
        await bench.close()
    }

    @Test func `a full disk refuses the sale and keeps what was sold`() async throws {
        let bench = try await TestKiosk()
        let sold = try await bench.sell(key: "before")
        try bench.card.insertIntoMeter(bench.place.keys, Sample.reading(accepted: 1))
        try await bench.tap()
        try await bench.kiosk.journal.perform { file throws(JournalError) in try file.fillUp() }
        let memory = bench.card.memory
        let error = await #expect(throws: SaleError.self) { try await bench.sell(key: "after") }
        let path = bench.place.journalPath
        #expect(
            error?.sentence
                == "The sale could not be recorded. There is no room left to write \(path)."
        )
        #expect(bench.card.memory == memory)
        #expect(try await bench.sell(key: "before") == sold, "what was sold is still told")
        await bench.close()
        #expect(try bench.place.records().contains(.saleIntended(sold.intent)))
    }

    @Test func `a write that fails ends the use of the journal`() async throws {
        await #expect(processExitsWith: .success) {
            let bench = try await TestKiosk()
            defer { bench.place.remove() }
            let memory = bench.card.memory
            FailingDisk.limitFileSizes(bytes: 1)
            let error = await #expect(throws: SaleError.self) { try await bench.sell() }
            guard case .notRecorded(let reason) = error else { throw error ?? .busy }
            let failed = "The disk failed while \(bench.place.journalPath) was used"
            #expect(reason.hasPrefix(failed))
            #expect(bench.card.memory == memory)
            await #expect(throws: SaleError.outOfService(reason: reason)) {
                try await bench.sell(key: "b")
            }
        }
    }

    @Test func `a sale whose outcome cannot be recorded is told, and settled after a start`()
        async throws
    {
        let bench = try await TestKiosk()
        bench.card.watch { _, command in
            if command[1] == Seen.commit { bench.breakJournalNow() }
        }
        let report = try await bench.sell()
        #expect(report.conclusion.outcome == .written)
        #expect(report.receipt == .notPrinted(reason: "the journal failed"))
        #expect(await bench.kiosk.sales.outOfServiceReason != nil)
        await bench.close()
        #expect(try bench.place.records().last == .saleIntended(report.intent))

        bench.card.watch()
        let again = try await TestKiosk(bench.place, bench.card)
        #expect(try await again.sell().conclusion.outcome.name == "unknown")
        try await again.tap()
        #expect(try await again.sell().conclusion.outcome == .written)
        #expect(try again.read().waiting == Credit(count: 10_000))
        await again.close()
    }

    @Test func `a reading that cannot be recorded stops the selling`() async throws {
        let bench = try await TestKiosk()
        try bench.card.insertIntoMeter(
            bench.place.keys,
            Sample.reading(accepted: 0, result: .nothingNew)
        )
        let memory = bench.card.memory
        try await bench.breakJournal()
        let error = await #expect(throws: SaleError.self) { try await bench.sell() }
        guard case .outOfService = error else { throw error ?? .busy }
        #expect(error?.hint == "Call the office: nothing is sold here before it was started again.")
        #expect(bench.card.memory == memory)
        await bench.close()
    }

    @Test func `a journal that cannot be read is not sold with`() async throws {
        let bench = try await TestKiosk()
        await bench.kiosk.journal.close()
        let reason = JournalError.closed.sentence
        await #expect(throws: SaleError.outOfService(reason: reason)) { try await bench.sell() }
        #expect(bench.phase == .outOfService(reason: reason))
    }

    @Test func `a card is not issued without its record`() async throws {
        let bench = try await TestKiosk()
        let blank = TestCard()
        bench.readers.put(blank)
        let request = IssueRequest(
            customer: Sample.customer,
            meter: Sample.meter,
            utility: .electricity,
            cardNumber: 5
        )
        let card = try await bench.kiosk.issue(request, reader: TestReaders.first)
        #expect(card == blank.identifier)
        let holder = try blank.read(bench.place.keys).holder
        #expect(try await bench.records() == [.cardIssued(card, holder)])
        #expect(holder.cardNumber == 5)
        #expect(holder.kind == .user)

        try await bench.breakJournal()
        bench.readers.put(TestCard())
        await #expect(throws: KioskError.self) {
            try await bench.kiosk.issue(request, reader: TestReaders.first)
        }
        #expect(await bench.kiosk.sales.outOfServiceReason != nil)
        await bench.close()
    }
}

/// A reader that never answers.
@Suite(.timeLimit(.minutes(1))) struct WatchdogTests {
    static let silence = "The card reader stopped answering."

    /// The command at which the reader falls silent.
    enum Moment: CaseIterable {
        case opening, staging, committing, readingBack

        func index(commit: Int) -> Int {
            switch self {
            case .opening: 3
            case .staging: commit - 1
            case .committing: commit
            case .readingBack: commit + 1
            }
        }
    }

    @Test(arguments: [Moment.staging, .committing, .readingBack])
    func `a write without an answer is unknown, and the next start settles it`(
        moment: Moment
    ) async throws {
        let bench = try await TestKiosk(cardTimeoutMilliseconds: 1_500)
        let index = moment.index(commit: try await bench.commitIndex())
        let gate = Gate()
        bench.card.watch { now, _ in
            if now == index { gate.waitInside() }
        }
        let start = ContinuousClock.now
        let report = try await bench.sell()
        #expect(ContinuousClock.now - start < .seconds(10))
        #expect(report.conclusion.outcome == .unknown(CardFault(Self.silence)))
        #expect(try await bench.lastConclusion() == report.conclusion)
        #expect(try bench.place.receipts().last?.last == "unconfirmed")
        #expect(bench.phase == .outOfService(reason: Self.silence))

        // Nobody waits behind the thread that hangs.
        await #expect(throws: SaleError.outOfService(reason: Self.silence)) {
            try await bench.sell(500, key: "b")
        }
        await #expect(throws: SaleError.outOfService(reason: Self.silence)) {
            try await bench.tap()
        }
        #expect(try await bench.sell() == report, "the same request is still answered")
        await bench.close()

        bench.card.takeAway()
        gate.open()
        bench.card.putOn()
        let again = try await TestKiosk(bench.place, bench.card)
        #expect(try await again.tap().waiting == Credit(count: 10_000))
        #expect(try await again.lastConclusion()?.outcome == .written)
        await again.close()
    }

    @Test func `a reader that is silent from the start holds nobody up`() async throws {
        let bench = try await TestKiosk(cardTimeoutMilliseconds: 1_500)
        let gate = Gate()
        bench.card.watch { now, _ in
            if now == Moment.opening.index(commit: 0) { gate.waitInside() }
        }
        let error = await #expect(throws: SaleError.self) { try await bench.tap() }
        #expect(error?.sentence == "This kiosk is out of service. \(Self.silence)")
        await #expect(throws: SaleError.outOfService(reason: Self.silence)) {
            try await bench.sell()
        }
        #expect(try await bench.records().isEmpty)
        bench.card.takeAway()
        gate.open()
        await bench.close()
    }
}

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

import Glibc
import Journal
import Prepayment
import RecordChain
import TestSupport
import Testing
import VirtualCard

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
            guard case .inDoubt("request-1", let reason) = error else { throw error ?? .busy }
            #expect(error?.hint.hasPrefix("Keep the money.") == true)
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

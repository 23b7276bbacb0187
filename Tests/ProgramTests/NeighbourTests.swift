import Demonstration
import Foundation
import Journal
import Prepayment
import RecordChain
import TestSupport
import Testing

extension RealProgramTests {
    /// Two kiosks and one ledger: a sale that is cut off at the one and settled at the other, and
    /// refunds that are killed.
    @Suite struct NeighbourTests {
        static let neighbour = ["--config", "Config/neighbour.json5"]

        @Test(.needsVirtualReader, .needsKillSwitch)
        func `a sale cut off at one kiosk is settled at the other, and not refunded meanwhile`()
            async throws
        {
            try await VirtualReaderDaemon.exclusive { _ in
                try await Desk.with { desk in
                    let ledger = try await desk.openEstate()
                    let card = try await desk.insertCard()
                    try await desk.issueCard()
                    let sale = try await desk.cutSaleOff("1")
                    _ = await desk.stop(card)
                    try await desk.waitForEmptyReader()
                    try await desk.sendAll(until: "counter – – – – 1 1.00 1 1.00")

                    let again = try await desk.insertCard()
                    try await desk.killBehindTakingUp(sale)
                    let refund = [
                        "refund", "\(sale)", "--reason", "moved away", "--clerk", "clerk 3",
                    ]
                    let held = try await desk.run("kiosk", refund)
                    #expect(held.status == 1)
                    #expect(
                        held.errors.contains("Sale \(sale) is being settled at kiosk K0008."),
                        "\(held.errors)"
                    )
                    #expect(try await desk.settle(Self.neighbour) == "written now")
                    try await desk.sendAll(Self.neighbour, until: "counter 1 1.00 – –")
                    let delivered = try await desk.run("kiosk", refund)
                    #expect(delivered.errors.contains("is on its card"), "\(delivered.errors)")
                    let twice = try await desk.run("kiosk", refund)
                    #expect(twice.errors.contains("is on its card"), "\(twice.errors)")
                    #expect(try await desk.settle() == "nothing to settle")
                    let shown = try await desk.expect(0, "kiosk", "card", "show")
                    #expect(shown.contains("waiting    ¥1.00"), "\(shown)")
                    #expect(await desk.stop(ledger) == 0)
                    let away = try await desk.run("kiosk", ["settle"])
                    #expect(away.status == 0, "\(away.errors)")
                    #expect(
                        away.output.contains("The ledger was not asked for the sales of other"),
                        "\(away.output)"
                    )
                    let verified = try await desk.run("ledger", ["verify"])
                    #expect(verified.status == 0, "\(verified.output)\(verified.errors)")
                    _ = await desk.stop(again)
                }
            }
        }

        @Test(.needsVirtualReader, .needsKillSwitch, arguments: ["before", "after", "fail"])
        func `killed at any flush, a refund is recorded once, and asking again tells the same`(
            fault: String
        ) async throws {
            try await VirtualReaderDaemon.exclusive { _ in
                try await Desk.with { desk in
                    _ = try await desk.openEstate()
                    let card = try await desk.insertCard()
                    try await desk.issueCard()
                    _ = await desk.stop(card)
                    for usesService in [false, true] {
                        var rounds = 0
                        while try await desk.refund(
                            round: "\(usesService)-\(rounds)",
                            fault: "\(fault):\(rounds + 1)",
                            throughService: usesService
                        ) {
                            rounds += 1
                            try #require(rounds < 60, "a refund never stops flushing")
                        }
                        // The start, the card's word, the refund.
                        #expect(rounds >= 3)
                        let way = usesService ? "through the service" : "alone"
                        print("\(fault) each of \(rounds) flushes of a refund \(way)")
                    }
                }
            }
        }
    }
}

extension Desk {
    /// A ledger that runs, and two kiosks that are enrolled at it.
    fileprivate func openEstate() throws -> Int32 {
        try configureLedger(port: 18_470)
        let file = folder.appending(path: "Config/kiosk.json5")
        let text = try String(contentsOf: file, encoding: .utf8)
        try text.replacing("kiosk: 7,", with: "kiosk: 8,")
            .replacing("var/kiosk/journal", with: "var/neighbour/journal")
            .replacing("var/kiosk/signing", with: "var/neighbour/signing")
            .replacing("var/kiosk/operator", with: "var/neighbour/operator")
            .replacing("18471", with: "18472")
            .write(
                to: folder.appending(path: "Config/neighbour.json5"),
                atomically: true,
                encoding: .utf8
            )
        try FileManager.default.createDirectory(
            at: folder.appending(path: "var/neighbour"),
            withIntermediateDirectories: true
        )
        let ledger = try start("ledger", ["run"], until: "http")
        try enrol()
        let told = try expect(0, "ledger", "enrol", "--kiosk", "8")
        let code = String(try #require(told.split(separator: "\n").first))
        try expect(
            0,
            "kiosk",
            "enrol",
            "--code",
            code,
            "--config",
            "Config/neighbour.json5"
        )
        return ledger
    }

    /// Settles at the neighbour, and kills it when it has just taken the sale up.
    fileprivate func killBehindTakingUp(_ sale: SaleIdentifier) throws {
        let path = folder.appending(path: "var/neighbour/journal.sqlite").path()
        for flush in 1...50 {
            let ended = try run(
                "kiosk",
                ["settle"] + RealProgramTests.NeighbourTests.neighbour,
                killedAt: "after:\(flush)"
            )
            try #require(ended.status == -SIGKILL, "\(ended.errors)")
            let journal = try JournalFile(path: path, kiosk: KioskIdentifier(8))
            defer { journal.close() }
            if try journal.unsettledSales().map(\.sale) == [sale] { return }
        }
        throw ConditionTimeout(description: "never: a sale that was taken up")
    }

    /// Lets a kiosk run until the ledger's table of the day says something.
    fileprivate func sendAll(_ configuration: [String] = [], until words: String) async throws {
        let kiosk = try start("kiosk", ["run"] + configuration, until: "is ready")
        try await waitUntil("the ledger has heard it") {
            try day().split(separator: " ").joined(separator: " ").contains(words)
        }
        #expect(stop(kiosk) == 0)
    }

    /// One sale that is cut off, and its refund, killed at a flush; false where it never came so far.
    /// Alone the card is asked; the service, whose tap would write the credit, has the journal's word.
    fileprivate func refund(
        round: String,
        fault: String,
        throughService: Bool
    ) async throws -> Bool {
        let card = try insertCard()
        let sale = try cutSaleOff(round)
        let command = [
            "refund", "\(sale)", "--reason", "moved away", "--clerk", "clerk 3", "--key", round,
        ]
        let mark = folder.appending(path: "mark")
        try? FileManager.default.removeItem(at: mark)
        let settings = [
            "KILL_SWITCH=\(fault)", "KILL_SWITCH_MARK=\(mark.path())",
            "LD_PRELOAD=\(ProcessKill.library)",
        ]
        if throughService {
            try proveOwed(command)
            _ = stop(card)
            try await waitForEmptyReader()
            try refundThroughService(command, settings)
        } else {
            let killed = try run("kiosk", command, settings: settings)
            let said = "Sale \(sale) is refunded by clerk 3: give back ¥1.00, counter."
            #expect(killed.status == 0 ? killed.output == said : killed.output.isEmpty)
        }
        let wasHit = FileManager.default.fileExists(atPath: mark.path())
        try expectRefundedOnce(sale, command)
        _ = stop(card)
        try await waitForEmptyReader()
        return wasHit
    }

    /// Kills a refund when the journal has just learned from the card that the sale is owed.
    private func proveOwed(_ command: [String]) throws {
        let path = folder.appending(path: "var/kiosk/journal.sqlite").path()
        for flush in 1...50 {
            let ended = try run("kiosk", command, killedAt: "after:\(flush)")
            try #require(ended.status == -SIGKILL, "\(ended.errors)")
            let journal = try JournalFile(path: path, kiosk: KioskIdentifier(7))
            defer { journal.close() }
            if try journal.unsettledSales().first?.isOwed == true { return }
        }
        throw ConditionTimeout(description: "never: a sale that is owed")
    }

    /// The service is killed, or its disk fails.
    private func refundThroughService(_ command: [String], _ settings: [String]) throws {
        do {
            let kiosk = try start("kiosk", ["run"], settings: settings, until: "is ready")
            _ = try run("kiosk", command)
            _ = stop(kiosk)
        } catch ChildProcessError.saidNothing {
            // Killed while it started.
        }
    }

    /// Asked again under the same key, the refund is told as made, and the journal has it once.
    private func expectRefundedOnce(_ sale: SaleIdentifier, _ command: [String]) throws {
        for _ in 1...2 {
            let told = try run("kiosk", command)
            #expect(
                told.output == "Sale \(sale) is refunded by clerk 3: give back ¥1.00, counter.",
                "\(told.errors)"
            )
        }
        let path = folder.appending(path: "var/kiosk/journal.sqlite").path()
        let journal = try JournalFile(reading: path, kiosk: KioskIdentifier(7))
        defer { journal.close() }
        var refunds = 0
        var position: UInt32 = 0
        while let batch = try journal.batch(after: position) {
            position = batch.end.sequence
            for case .saleRefunded(let refund) in batch.records.map(\.record.content)
            where refund.sale == sale {
                refunds += 1
            }
        }
        #expect(refunds == 1)
        #expect(try journal.unsettledSales().isEmpty)
    }
}

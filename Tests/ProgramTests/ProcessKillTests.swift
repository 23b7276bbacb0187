import Demonstration
import Foundation
import Journal
import Prepayment
import RecordChain
import TestSupport
import Testing

extension RealProgramTests {
    /// `kill -9` of the kiosk that sells, through the real programs: a card in pcscd's virtual reader,
    /// a clerk who asks again under the same key, and a meter that takes what came.
    ///
    /// `FAULT_ROUNDS` says how many kills at random moments there are (`make faults`: 200), in
    /// series of at most 25.
    @Suite struct ProcessKillTests {
        static let rounds =
            ProcessInfo.processInfo.environment["FAULT_ROUNDS"].flatMap { Int($0) } ?? 8
        static let series = stride(from: 0, to: rounds, by: 25).map { min(25, rounds - $0) }

        @Test(.needsVirtualReader, .needsKillSwitch, arguments: ["before", "after", "fail"])
        func `killed at any flush, or its disk failing there, the kiosk sells each sale once`(
            fault: String
        ) async throws {
            try await VirtualReaderDaemon.exclusive { _ in
                try await Desk.with { desk in
                    var estate = try await Estate(desk)
                    var files: [String] = []
                    // Until a sale needs no flush of that number any more.
                    while let file = try await estate.sell(
                        killSwitch: "\(fault):\(files.count + 1)"
                    ) {
                        files.append(file)
                        try #require(files.count < 100, "the kiosk never stops flushing")
                    }
                    // The start, the intent, the outcome and the receipt.
                    let records = files.count { $0.hasSuffix("journal.sqlite-wal") }
                    #expect(records >= 4, "\(files)")
                    try estate.expectSound()
                    print("\(fault) each of \(files.count) flushes: \(estate.tally)")
                }
            }
        }

        @Test(.needsVirtualReader, arguments: series.enumerated().map { ($0, $1) })
        func `killed at a random moment, the kiosk sells each sale once`(
            series: Int,
            rounds: Int
        ) async throws {
            let seed = UInt64.random(in: 0 ... .max)
            try await VirtualReaderDaemon.exclusive { _ in
                try await Desk.with { desk in
                    var estate = try await Estate(desk)
                    let saleMilliseconds = try await estate.measureSale()
                    var random = SeededGenerator(seed: seed)
                    for _ in 0..<rounds {
                        let moment = Int.random(in: 0...saleMilliseconds, using: &random)
                        try await estate.sell(killedAfterMilliseconds: moment)
                    }
                    try estate.expectSound()
                    print("Kills at random moments, seed \(seed): \(estate.tally)")
                }
            }
        }
    }
}

/// What ends a program at a chosen flush, see `CKillSwitch`.
enum ProcessKill {
    static let library = TestedPackage.programs.appending(path: "libKillSwitch.so").path()
}

extension Trait where Self == ConditionTrait {
    /// The test loads a library before a program.
    static var needsKillSwitch: Self {
        .enabled(
            if: FileManager.default.fileExists(atPath: ProcessKill.library),
            "swift build --product KillSwitch"
        )
    }
}

/// One kiosk, one card and one meter, and what was sold so far.
private struct Estate {
    struct Sale: Decodable {
        let sale: String
        let outcome: String
        let purchaseNumber: Int
    }

    private let desk: Desk
    private var soldCount = 0
    /// What the clerk was told at first of the sales whose kiosk was killed.
    private(set) var tally: [String: Int] = [:]

    private var key: String { "round-\(soldCount + 1)" }
    private var sell: [String] {
        ["sell", "--amount", "1.00", "--tender", "counter", "--json", "--key", key]
    }

    init(_ desk: Desk) async throws {
        self.desk = desk
        _ = try await desk.insertCard()
        try await desk.issueCard()
        try await desk.extractMeterKey()
        try await desk.expect(0, "meter", "new")
    }

    /// Sells once, and gives how long it took from the clerk's command to its end.
    mutating func measureSale() async throws -> Int {
        let kiosk = try await desk.start("kiosk", ["run"], until: "is ready")
        _ = try await desk.ask("kiosk", ["settle"])
        let start = ContinuousClock.now
        _ = try await desk.run("kiosk", sell)
        let duration = ContinuousClock.now - start
        _ = await desk.stop(kiosk)
        try await finish()
        return Int(duration / .milliseconds(1))
    }

    /// A sale by a kiosk that is killed at a flush, or whose disk fails there. Nil where it never came
    /// so far; else the file that was to be flushed.
    mutating func sell(killSwitch fault: String) async throws -> String? {
        let mark = desk.folder.appending(path: "mark")
        try? FileManager.default.removeItem(at: mark)
        let settings = [
            "KILL_SWITCH=\(fault)", "KILL_SWITCH_MARK=\(mark.path())",
            "LD_PRELOAD=\(ProcessKill.library)",
        ]
        var said: Ended?
        var (wasHitSelling, isOutOfService) = (false, false)
        do {
            let kiosk = try await desk.start(
                "kiosk",
                ["run"],
                settings: settings,
                until: "is ready"
            )
            said = try await desk.ask("kiosk", sell)
            let next = try await desk.run("kiosk", ["settle"])
            // What the journal's end flushes is not the sale's any more.
            wasHitSelling = FileManager.default.fileExists(atPath: mark.path())
            isOutOfService = next.errors.contains("out of service")
            _ = await desk.stop(kiosk)
        } catch ChildProcessError.saidNothing {
            tally["not started", default: 0] += 1
        }
        let file = try? String(contentsOf: mark, encoding: .utf8)
        if let file, let said {
            note(said)
            // A disk that failed under the sale is told to whoever asks next.
            if fault.hasPrefix("fail"), wasHitSelling, file.contains("journal.sqlite") {
                #expect(isOutOfService, "\(fault) \(file)")
            }
        }
        try await finish()
        return file
    }

    /// A sale by a kiosk that is killed so long after it was asked for.
    mutating func sell(killedAfterMilliseconds moment: Int) async throws {
        let kiosk = try await desk.start("kiosk", ["run"], until: "is ready")
        _ = try await desk.ask("kiosk", ["settle"])
        let said = try await desk.run(
            "kiosk",
            sell,
            killing: kiosk,
            afterMilliseconds: moment
        )
        note(said)
        try await finish()
    }

    private mutating func note(_ ended: Ended) {
        let sale = try? JSONDecoder().decode(Sale.self, from: Data(ended.output.utf8))
        tally[sale?.outcome ?? "no answer", default: 0] += 1
    }

    /// After the next start and tap the clerk asks again, and the meter takes one credit.
    private mutating func finish() async throws {
        let kiosk = try await desk.start("kiosk", ["run"], until: "is ready")
        _ = try await desk.ask("kiosk", ["settle"])
        let ended = try await desk.run("kiosk", sell)
        soldCount += 1
        let sale = try JSONDecoder().decode(Sale.self, from: Data(ended.output.utf8))
        #expect(sale.outcome == "written", "\(ended.errors)")
        #expect(sale.purchaseNumber == soldCount)
        #expect(await desk.stop(kiosk) == 0)
        try await desk.expect(0, "meter", "accept")
        let meter = try await desk.expect(0, "meter", "show")
        #expect(meter.contains("¥\(Money(fen: Int64(soldCount) * 100))"), "\(meter)")
    }

    /// Money paid is credit on the card, owed or refunded, and no purchase number was given twice.
    mutating func expectSound() throws {
        let path = desk.folder.appending(path: "var/kiosk/journal.sqlite").path()
        let journal = try JournalFile(reading: path, kiosk: KioskIdentifier(7))
        defer { journal.close() }
        var paid: [SaleIdentifier: Int64] = [:]
        var numbers: [UInt32] = []
        var (written, refunded): (Set<SaleIdentifier>, Set<SaleIdentifier>) = ([], [])
        var position: UInt32 = 0
        while let batch = try journal.batch(after: position) {
            position = batch.end.sequence
            for record in batch.records.map(\.record) {
                switch record.content {
                case .programStarted:
                    tally["cut in the sale", default: 0] += paid.count - written.count
                case .saleIntended(let intent):
                    paid[record.header.saleIdentifier] = intent.paid.fen
                    numbers.append(intent.purchaseNumber)
                case .saleConcluded(let conclusion) where conclusion.outcome == .written:
                    #expect(written.insert(conclusion.sale).inserted)
                case .saleRefunded(let refund):
                    refunded.insert(refund.sale)
                default:
                    break
                }
            }
        }
        let open = try journal.unsettledSales().map(\.intent.paid.fen).reduce(0, +)
        let ended = written.union(refunded).compactMap { paid[$0] }.reduce(0, +)
        #expect(written.isDisjoint(with: refunded))
        #expect(paid.values.reduce(0, +) == ended + open)
        #expect(open == 0)
        #expect(Set(numbers).count == numbers.count)
        #expect(written.count == soldCount)
    }
}

extension Desk {
    /// Runs a command of the kiosk, again while its service has not seen the card yet: that takes up
    /// to half a second after a start.
    func ask(_ program: String, _ arguments: [String]) async throws -> Ended {
        var ended = try run(program, arguments)
        let end = ContinuousClock.now + .seconds(10)
        let notSeen = ["no card", "No card", "no reader", "Another sale"]
        while ended.status == 1, notSeen.contains(where: ended.errors.contains), .now < end {
            try await Task.sleep(for: .milliseconds(10))
            ended = try run(program, arguments)
        }
        return ended
    }
}

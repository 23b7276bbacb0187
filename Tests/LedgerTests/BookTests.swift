import Book
import FoundationEssentials
import Glibc
import Ledger
import LedgerService
import Prepayment
import RecordChain
import TestSupport
import Testing

/// The book as the office reads it.
@Suite(.timeLimit(.minutes(2)), .onBothStores) struct BookTests {
    let folder = LedgerFolder()

    /// Two days of two kiosks with every outcome; the second settles what the first left open.
    func busyBook() async throws -> any LedgerStore {
        var lobby = JournalWriter(kiosk: 7)
        lobby.sell(fen: 123_456)
        lobby.sell(.owed)
        let unknown = lobby.sell(fen: 5_000, .unknown)
        lobby.sell(fen: 2_000, nil, receipt: nil)
        lobby.sell(fen: .max)
        var gate = JournalWriter(kiosk: 12)
        gate.sell(fen: 99)
        gate.day = Sample.businessDay("2026-11-23")
        gate.conclude(unknown, .written)
        gate.conclude(SaleIdentifier(kiosk: lobby.kiosk, epoch: 1, sequence: 4_000), .owed)
        let ledger = try await folder.open()
        for journal in [lobby, gate] {
            #expect(try await ledger.ingest(journal.batch()) == .accepted(journal.head))
        }
        return ledger
    }

    @Test func `balances in a terminal`() async throws {
        let ledger = try await busyBook()
        var tables: [[String]] = []
        for (day, kiosk) in [
            (Sample.day, nil), (nil, nil), (nil, KioskIdentifier(12)),
            (Sample.businessDay("2026-11-21"), nil),
        ] as [(BusinessDay?, KioskIdentifier?)] {
            let balance = try await ledger.trialBalance(through: day, of: kiosk)
            #expect(balance.sum == .zero)
            tables.append(BalanceTable(balance).lines)
        }
        await ledger.close()
        let text = tables.map { $0.joined(separator: "\n") }.joined(separator: "\n\n") + "\n"
        try expectGolden(text, in: "balances.txt")
    }

    @Test func `balances as JSON`() async throws {
        let ledger = try await busyBook()
        let balance = try await ledger.trialBalance(through: Sample.day, of: Sample.kiosk)
        await ledger.close()
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .prettyPrinted, .withoutEscapingSlashes]
        let json = String(decoding: try encoder.encode(balance), as: UTF8.self)
        try expectGolden(json + "\n", in: "balances.json")
    }

    @Test func `a book that does not balance says so`() async throws {
        let ledger = try await busyBook()
        await ledger.close()
        try folder.tamper("UPDATE balance SET amount_fen = amount_fen + 1 WHERE account = 2900")
        let balance = try await folder.openReader().trialBalance(through: nil, of: nil)
        let last = BalanceTable(balance).lines.last
        #expect(
            last
                == "The sum of all balances is 0.01: the book was changed. See `ledger verify`."
        )
    }

    @Test func `the book for beancount`() async throws {
        let ledger = try await busyBook()
        let lines = BeancountExport(try await ledger.extract(through: nil)).lines
        await ledger.close()
        try expectGolden(lines.joined(separator: "\n") + "\n", in: "book.beancount")
    }

    @Test func `an empty book is exported as one`() async throws {
        let ledger = try await folder.open()
        let lines = BeancountExport(try await ledger.extract(through: Sample.day)).lines
        await ledger.close()
        #expect(lines.first == "; The ledger's book up to the end of 2026-11-22: 0 transfers.")
        #expect(!lines.contains { $0.contains("open") || $0.contains("balance") })
    }

    /// An independent program adds the transfers up and compares them with our balances.
    @Test(.enabled(if: BeanCheck.path != nil, "bean-check is not installed: apt install beancount"))
    func `beancount agrees with the book, and not with a changed one`() async throws {
        let ledger = try await busyBook()
        for day in [nil, Sample.day] {
            let book = try await ledger.extract(through: day)
            let judgement = try BeanCheck.judge(BeancountExport(book).lines, in: folder)
            #expect(judgement == "")
        }
        await ledger.close()
        try folder.tamper("UPDATE transfer SET amount_fen = amount_fen + 1 WHERE day = 20261123")
        let changed = try await folder.openReader().extract(through: nil)
        let judgement = try BeanCheck.judge(BeancountExport(changed).lines, in: folder)
        #expect(judgement.contains("Balance failed for 'Liabilities:Undecided:K0007'"))
    }
}

/// Debian's `bean-check`, of the package beancount.
enum BeanCheck {
    static let path: String? = {
        let folders = (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":")
        return folders.map { "\($0)/bean-check" }
            .first { FileManager.default.isExecutableFile(atPath: $0) }
    }()

    /// What it says of a file with these lines; empty when it agrees.
    static func judge(_ lines: [String], in folder: LedgerFolder) throws -> String {
        let file = folder.path + "/book.beancount"
        try Data((lines.joined(separator: "\n") + "\n").utf8).write(to: URL(filePath: file))
        let program = try #require(path)
        let stream = try #require(popen("'\(program)' --no-cache '\(file)' 2>&1", "r"))
        defer { pclose(stream) }
        var output: [UInt8] = []
        while case let byte = getc(stream), byte != EOF { output.append(UInt8(byte)) }
        return String(decoding: output, as: UTF8.self)
    }
}

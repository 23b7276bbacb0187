import CommandLineTool
import Ledger
import Prepayment
import RecordChain
import TestSupport
import Testing

@testable import LedgerProgram

/// What `ledger case` shows of what kiosks wrote of their devices.
@Suite(.timeLimit(.minutes(2)), .onBothStores) struct CaseCommandTests {
    let folder = LedgerFolder()
    let records = TemporaryFolder()

    private func cases(_ words: String...) async throws -> ProgramRun {
        let store =
            switch folder.location {
            case .sqlite(let path): "sqlite:\(path)"
            case .postgreSQL(let url): url
            }
        try records.write(
            """
            {
                store: '\(store)', port: 0, signingKey: 'ledger.key',
                operator: { port: 0, token: 'ledger.token' },
            }
            """,
            to: "ledger.json5"
        )
        let configuration = ["--config", records.file("ledger.json5")]
        let run = await ProgramRun(
            of: Program(ledgerCommand, version: ledgerVersion),
            ["case"] + configuration + words
        )
        #expect(run.status == .done, "\(run.diagnostics)")
        return run
    }

    /// A ledger to which kiosks brought these remarks, each kiosk one after the other in two batches.
    private func bring(_ remarks: [UInt32: [String]]) async throws {
        let ledger = try await folder.open()
        for (kiosk, remarks) in remarks {
            var journal = JournalWriter(kiosk: kiosk)
            _ = try await ledger.ingest(journal.batch())
            let first = journal.head.sequence + 1
            journal.sell()
            for remark in remarks { journal.append(.attentionAsked(remark)) }
            _ = try await ledger.ingest(journal.batch(first...journal.head.sequence))
        }
        await ledger.close()
    }

    @Test func `each case is shown with the sentence of its own record`() async throws {
        try await bring([
            7: ["The acceptor took ¥50.00 that nobody was asked for.", "The acceptor was reset."],
            8: ["The code payment was refused."],
        ])
        let ledger = try await folder.openReader()
        let remarks = try await ledger.cases().map { "\($0.name) \($0.remark ?? "")" }
        #expect(
            Set(remarks) == [
                "K0007-1 The acceptor took ¥50.00 that nobody was asked for.",
                "K0007-2 The acceptor was reset.", "K0008-1 The code payment was refused.",
            ]
        )
        let lines = try await cases().output.split(separator: "\n")
        #expect(lines.count == 6)
        let title = try #require(lines.firstIndex { $0.hasPrefix("K0007-1  deviceAttention") })
        #expect(lines[title + 1] == "    The acceptor took ¥50.00 that nobody was asked for.")
        let json = try await cases("--json").output
        #expect(json.contains(#""remark":"The code payment was refused.""#))
    }

    @Test func `a sentence steers no terminal, and a long one is cut`() async throws {
        try await bring([
            7: ["\u{1B}[2J\u{9B}31m\nK0009-1  fork", String(repeating: "note ", count: 1_000)]
        ])
        let run = try await cases()
        let lines = run.output.split(separator: "\n")
        #expect(lines.count == 4)
        #expect(lines.contains(#"    \u{1b}[2J\u{9b}31m\nK0009-1  fork"#))
        #expect(lines.allSatisfy { $0.utf8.count < 600 } && lines.contains { $0.hasSuffix("…") })
        let json = try await cases("--json").output
        #expect(json.contains(#"\u001b[2J\u009b31m\nK0009-1  fork"#))
        #expect(json.dropLast().unicodeScalars.allSatisfy { $0.value >= 0x20 && $0.value != 0x9B })
        #expect(json.contains(String(repeating: "note ", count: 1_000)))
    }

    @Test func `a case of something else has none`() async throws {
        let journal = IngestTests.journal
        let ledger = try await folder.open()
        _ = try await ledger.ingest(journal.batch(1...4))
        _ = try await ledger.ingest(journal.altered(at: 3).batch())
        #expect(try await ledger.cases().map(\.remark) == [nil])
        await ledger.close()
        #expect(try await cases().output.split(separator: "\n").count == 1)
    }
}

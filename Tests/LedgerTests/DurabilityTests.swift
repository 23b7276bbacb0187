import Book
import Glibc
import Prepayment
import RecordChain
import Storage
import TestSupport
import Testing

@testable import Ledger

/// What is in the file after something went wrong in the middle.
@Suite(.timeLimit(.minutes(1))) struct DurabilityTests {
    let folder = LedgerFolder()
    let journal = {
        var writer = JournalWriter()
        for _ in 1...3 { writer.sell() }
        return writer
    }()

    @Test func `a failure half way through a batch leaves nothing of it`() async throws {
        let ledger = try await folder.open()
        let before = try folder.contents()
        try folder.tamper(
            """
            CREATE TRIGGER fault BEFORE INSERT ON sale WHEN NEW.sequence = 5
            BEGIN SELECT RAISE(ABORT, 'a fault'); END
            """
        )
        await #expect(throws: LedgerError.self) { try await ledger.ingest(journal.batch()) }
        try folder.tamper("DROP TRIGGER fault")
        #expect(try folder.contents() == before)
        #expect(try await ledger.ingest(journal.batch()) == .accepted(journal.head))
        await ledger.close()
        #expect(try await folder.soundCounts()?.transfers == 6)
    }

    @Test func `a ledger killed before its commit holds nothing of the batch`() async throws {
        let ledger = try await folder.open()
        #expect(try await ledger.ingest(journal.batch(1...4)) == .accepted(journal.head(at: 4)))
        await ledger.close()
        let before = try folder.contents()
        let path: String = folder.file
        let bytes: [UInt8] = try journal.signed(5...10).bytes
        await #expect(processExitsWith: .signal(SIGKILL)) {
            [path = path as String, bytes = bytes as [UInt8]] in
            let connection = SQLiteConnection(try Database(path: path))
            // Writes pages to the log before the commit, as a large batch does.
            try connection.execute("PRAGMA cache_spill = 1; PRAGMA cache_size = 1")
            let batch = try SignedBatch(bytes: bytes)
            let receipt = LedgerReceipt(
                kiosk: batch.batch.kiosk,
                epoch: batch.batch.epoch,
                head: batch.batch.end,
                receivedAt: Sample.noon,
                signedBy: Sample.ledgerKey
            )
            let submission = Submission(batch, receipt: receipt)
            try connection.transaction {
                var ingest = try GroupIngest([submission], on: connection, rules: .init())
                #expect(try ingest.take() == [.accepted(batch.batch.end)])
                kill(getpid(), SIGKILL)
            }
        }
        #expect(try folder.contents() == before)
        let again = try await folder.open()
        #expect(try await again.ingest(journal.batch(5...10)) == .accepted(journal.head))
        await again.close()
        #expect(try await folder.soundCounts()?.transfers == 6)
    }

    @Test func `what is posted is made anew from the records`() async throws {
        let ledger = try await folder.open()
        _ = try await ledger.ingest(journal.batch())
        await ledger.close()
        let before = try folder.contents()
        try folder.tamper("UPDATE ledger_layout SET version = 1 WHERE part = 'postings'")
        try folder.tamper("DELETE FROM sale; DELETE FROM transfer")
        try folder.tamper("UPDATE balance SET amount_fen = 0")
        await #expect(throws: LedgerError.olderLayout(path: folder.file)) {
            try await folder.openReader()
        }
        await #expect(throws: LedgerError.olderLayout(path: folder.file)) {
            try await folder.open()
        }
        let report = try await StoreLocation.sqlite(path: folder.file).migrate()
        #expect(report.postedRecords == 10)
        #expect(try folder.contents() == before)
    }

    @Test func `a record that was changed on the disk is named`() async throws {
        let ledger = try await folder.open()
        _ = try await ledger.ingest(journal.batch())
        await ledger.close()
        try folder.tamper("UPDATE accepted_batch SET batch = x'0102'")
        try folder.tamper("UPDATE ledger_layout SET version = 1 WHERE part = 'postings'")
        let error = await #expect(throws: LedgerError.self) {
            try await StoreLocation.sqlite(path: folder.file).migrate()
        }
        #expect(
            error?.sentence == """
                \(folder.file) is damaged: the batch that ends with record K0007-1-000010 cannot \
                be read. The bytes are not a batch of records.
                """
        )
    }
}

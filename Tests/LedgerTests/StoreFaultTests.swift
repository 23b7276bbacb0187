import FoundationEssentials
import Ledger
import Storage
import TestSupport
import Testing

/// A store that cannot be used is refused with a sentence and a hint, and left as it is.
@Suite(.timeLimit(.minutes(1))) struct StoreFaultTests {
    let folder = LedgerFolder()

    func openingError(_ path: String) async throws -> LedgerError {
        try await #require(throws: LedgerError.self) {
            try await StoreLocation.sqlite(path: path).open()
        }
    }

    @Test func `a file that is no database`() async throws {
        let text = Data("Dear ledger, this is a letter and no database.\n".utf8)
        try text.write(to: URL(filePath: folder.file))
        let error = try await openingError(folder.file)
        #expect(error.sentence == "\(folder.file) is not a database.")
        #expect(error.hint.hasPrefix("Check the path"))
        #expect(try Data(contentsOf: URL(filePath: folder.file)) == text)
    }

    @Test func `a database of something else`() async throws {
        let journal = try Database(path: folder.file)
        try journal.execute("CREATE TABLE entry (a); PRAGMA user_version = 1")
        journal.close()
        let before = try Data(contentsOf: URL(filePath: folder.file))
        #expect(try await openingError(folder.file) == .notALedger(path: folder.file))
        #expect(try Data(contentsOf: URL(filePath: folder.file)) == before)
        await #expect(throws: LedgerError.notALedger(path: folder.file)) {
            try await folder.openReader()
        }
    }

    @Test func `a folder that is missing`() async throws {
        let path = folder.path + "/missing/ledger.sqlite"
        let error = try await openingError(path)
        #expect(error.sentence == "\(path) cannot be opened: No such file or directory.")
        #expect(error.hint == "Check that the folder exists and the path is that of a file.")
    }

    @Test func `a second ledger on the same file, and readers beside the first`() async throws {
        let ledger = try await folder.open()
        #expect(try await openingError(folder.file) == .inUse(path: folder.file))
        let reader = try await folder.openReader()
        let journal = IngestTests.journal
        #expect(try await ledger.ingest(journal.batch()) == .accepted(journal.head))
        #expect(try await reader.day(Sample.day) == ledger.day(Sample.day))
        await ledger.close()
        await (try folder.open()).close()
    }

    @Test func `a ledger of a later program`() async throws {
        await (try folder.open()).close()
        try folder.tamper("UPDATE ledger_layout SET version = 99 WHERE part = 'tables'")
        let sentence = "\(folder.file) has layout 99; this program knows layouts up to 1."
        #expect(try await openingError(folder.file).sentence == sentence)
        let reading = await #expect(throws: LedgerError.self) { try await folder.openReader() }
        #expect(reading?.sentence == sentence)
    }

    @Test func `a file that was not made yet cannot be read`() async throws {
        let error = await #expect(throws: LedgerError.self) { try await folder.openReader() }
        #expect(error?.sentence.contains("cannot be opened") == true)
    }
}

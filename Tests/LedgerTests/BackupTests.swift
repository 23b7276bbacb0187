import FoundationEssentials
import Ledger
import Prepayment
import RecordChain
import TestSupport
import Testing

/// A copy that is taken while the ledger runs, and a ledger that is made from it.
@Suite(.timeLimit(.minutes(2)), .onBothStores) struct BackupTests {
    let folder = LedgerFolder()
    let restored = LedgerFolder()
    var file: String { folder.path + "/backup.pklb" }

    let journal = {
        var writer = JournalWriter()
        for _ in 1...3 { writer.sell() }
        writer.sell(fen: -5)
        return writer
    }()

    /// A ledger of six records with a fork, and its backup.
    func backUp() async throws -> BackupReport {
        let ledger = try await folder.open()
        _ = try await ledger.ingest(journal.batch(1...6))
        _ = try await ledger.ingest(journal.altered(at: 2).batch(1...6))
        let report = try await folder.openReader().backUp(to: file)
        await ledger.close()
        return report
    }

    @Test func `a restored ledger holds the same, and is sound`() async throws {
        let report = try await backUp()
        #expect(report.digest.count == 64)
        let posted = try await restored.location.restore(from: file).postedRecords
        #expect(posted == 6)
        #expect(try restored.contents(without: []) == folder.contents(without: []))
        #expect(try await restored.soundCounts()?.records == 6)
        let attributes = try FileManager.default.attributesOfItem(atPath: file)
        #expect(attributes[.posixPermissions] as? Int == 0o600, "keys and names stand in it")
        #expect(!FileManager.default.fileExists(atPath: file + ".part"))
    }

    @Test func `a ledger restored from an older copy takes what it lost once more`() async throws {
        _ = try await backUp()
        let ledger = try await folder.open()
        _ = try await ledger.release(Sample.kiosk, at: Sample.noon)
        _ = try await ledger.ingest(journal.batch(7...journal.head.sequence))
        await ledger.close()

        _ = try await restored.location.restore(from: file)
        let again = try await restored.open()
        #expect(try await again.head(of: Sample.kiosk, epoch: 1) == journal.head(at: 6))
        _ = try await again.release(Sample.kiosk, at: Sample.noon)
        let next = journal.head.sequence
        #expect(try await again.ingest(journal.batch(8...next)) == .gap(journal.head(at: 6)))
        #expect(try await again.ingest(journal.batch(5...next)) == .accepted(journal.head))
        await again.close()
        #expect(try restored.settledContents() == folder.settledContents())
        #expect(try await restored.soundCounts() != nil)
    }

    @Test func `a file that is there is left alone`() async throws {
        _ = try await backUp()
        let before = try Data(contentsOf: URL(filePath: file))
        let reader = try await folder.openReader()
        await #expect(throws: LedgerError.archive(.exists(path: file))) {
            try await reader.backUp(to: file)
        }
        #expect(try Data(contentsOf: URL(filePath: file)) == before)
        let nowhere = folder.path + "/missing/backup"
        let error = await #expect(throws: LedgerError.self) { try await reader.backUp(to: nowhere) }
        #expect(error?.sentence == "\(nowhere) cannot be used: No such file or directory.")
    }

    @Test func `a backup goes into no store that holds something`() async throws {
        _ = try await backUp()
        let before = try folder.contents()
        await #expect(throws: LedgerError.archive(.storeNotEmpty(path: folder.name))) {
            try await folder.location.restore(from: file)
        }
        #expect(try folder.contents() == before)
    }

    @Test func `a backup with any byte changed, cut or added restores nothing`() async throws {
        _ = try await backUp()
        let bytes = [UInt8](try Data(contentsOf: URL(filePath: file)))
        var damaged = stride(from: 0, to: bytes.count, by: 97).map { index in
            var copy = bytes
            copy[index] ^= 0x01
            return copy
        }
        damaged += [[], Array(bytes.dropLast()), bytes + [0], Array(bytes.prefix(40))]
        for copy in damaged {
            try Data(copy).write(to: URL(filePath: file))
            let error = await #expect(throws: LedgerError.self) {
                try await restored.location.restore(from: file)
            }
            guard case .archive = error else {
                Issue.record("\(error?.sentence ?? "restored")")
                continue
            }
        }
        try Data(bytes).write(to: URL(filePath: file))
        #expect(try await restored.location.restore(from: file).postedRecords == 6)
    }
}

import FoundationEssentials
import Glibc
import Ledger
import Prepayment
import RecordChain
import Storage
import TestSupport
import Testing

/// A folder with a ledger's file in it, removed when the test lets go of it.
final class LedgerFolder: Sendable {
    let path: String

    init() {
        var template = Array("/tmp/ledger-XXXXXX".utf8CString)
        precondition(mkdtemp(&template) != nil, "mkdtemp failed")
        path = String(decoding: template.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    var file: String { path + "/ledger.sqlite" }

    func open() async throws -> any LedgerStore {
        try await StoreLocation.sqlite(path: file).open()
    }

    func openReader() async throws -> any LedgerReading {
        try await StoreLocation.sqlite(path: file).openReader()
    }

    /// Runs statements on the file behind the ledger's back.
    func tamper(_ sql: String) throws {
        let database = try Database(path: file)
        try database.execute(sql)
        database.close()
    }

    /// Overwrites the file from one byte to its end, as a failing disk would.
    func overwrite(from offset: Int) throws {
        let stream = try #require(fopen(file, "r+"))
        defer { fclose(stream) }
        fseek(stream, 0, SEEK_END)
        let count = ftell(stream) - offset
        fseek(stream, offset, SEEK_SET)
        #expect(fwrite([UInt8](repeating: 0xEE, count: count), 1, count, stream) == count)
    }

    /// What `ledger verify` counted; nil, and an issue, when it found a fault.
    func soundCounts() async throws -> VerifiedCounts? {
        switch try await openReader().verify() {
        case .sound(let counts): return counts
        case .faulty(let fault):
            Issue.record(fault)
            return nil
        }
    }

    /// Every row of every table but for the times of receipt: two ledgers that hold the same agree.
    func contents() throws -> [String] {
        let database = try Database(path: file, options: .init(isReadOnly: true))
        defer { database.close() }
        let tables = try database.query(
            """
            SELECT t.name, group_concat('quote("' || c.name || '")', ' || '','' || ')
            FROM sqlite_schema AS t, pragma_table_info(t.name) AS c
            WHERE t.type = 'table' AND c.name <> 'received_at' GROUP BY t.name ORDER BY t.name
            """
        ) { (try $0.text(0), try $0.text(1)) }
        return try tables.flatMap { table, columns in
            try database.query("SELECT \(columns) FROM \(table) ORDER BY 1") {
                "\(table) \(try $0.text(0))"
            }
        }
    }
}

extension LedgerStore {
    /// Takes a batch at noon.
    func ingest(_ batch: RecordBatch) async throws -> IngestAnswer {
        try await ingest(batch, receivedAt: Sample.noon)
    }
}

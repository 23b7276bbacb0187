import Cryptography
import PostgreSQL
import Relational
import Storage
import Testing

@testable import Ledger

// The store behind the ledger's back.
extension LedgerFolder {
    /// Runs statements on the store.
    func tamper(_ sql: String) throws {
        try withConnection { connection in try connection.execute(sql) }
    }

    /// Every row of every table but for the times of receipt, and for the keys and codes, which tests
    /// enrol on the way: two ledgers that hold the same agree.
    func contents(
        without ignored: Set<String> = ["enrolment_code", "kiosk_key", "ledger_key"]
    ) throws -> [String] {
        let tables = [LedgerTables.layout] + LedgerTables.all + PostingView.tables
        return try withConnection { connection in
            var rows: [String] = []
            for table in tables where !ignored.contains(table.name) {
                rows += try connection.rows(of: table)
            }
            return rows
        }
    }

    func contentsButCases() throws -> [String] {
        try contents().filter { !$0.hasPrefix("ledger_case ") }
    }

    /// Flips a bit in the one batch that holds these bytes, so far behind their beginning.
    func flip(_ column: String, holding bytes: [UInt8], at offset: Int) throws {
        try withConnection { connection in
            try connection.flip(column, holding: bytes, at: offset)
        }
    }

    private func withConnection<Result>(
        _ body: (any SQLConnection) throws -> Result
    ) throws -> Result {
        let connection: any SQLConnection =
            switch location {
            case .sqlite(let path): SQLiteConnection(try Database(path: path))
            case .postgreSQL(let url): try PostgreSQLConnection(url: url)
            }
        defer { connection.close() }
        return try body(connection)
    }
}

extension SQLConnection {
    fileprivate func rows(of table: SQLTable) throws -> [String] {
        let columns = table.columns.filter { !["received_at", "accepted_at"].contains($0.name) }
        let names = columns.map(\.name).joined(separator: ", ")
        let key = table.key.joined(separator: ", ")
        return try query("SELECT \(names) FROM \(table.name) ORDER BY \(key)") { row in
            let values = try columns.indices.map { index in
                guard !row.isNull(index) else { return "NULL" }
                return switch columns[index].kind {
                case .integer: String(try row.integer(index))
                case .text: "'\(try row.text(index))'"
                case .bytes: "X'\(try row.bytes(index).hexadecimal)'"
                }
            }
            return "\(table.name) \(values.joined(separator: ","))"
        }
    }

    fileprivate func flip(_ column: String, holding bytes: [UInt8], at offset: Int) throws {
        let rows = try query(
            "SELECT kiosk, epoch, last_sequence, \(column) FROM accepted_batch"
        ) { (try $0.integer(0), try $0.integer(1), try $0.integer(2), try $0.bytes(3)) }
        for (kiosk, epoch, sequence, held) in rows {
            guard let range = held.firstRange(of: bytes) else { continue }
            var changed = held
            changed[range.lowerBound + offset] ^= 0x40
            try run(
                """
                UPDATE accepted_batch SET \(column) = ?
                WHERE kiosk = ? AND epoch = ? AND last_sequence = ?
                """,
                changed,
                kiosk,
                epoch,
                sequence
            )
            return
        }
        Issue.record("no batch holds the bytes")
    }
}

import Cryptography
import Relational

/// What a backup or a restoration moved.
public struct BackupReport: Hashable, Sendable, Encodable {
    /// Rows of all tables.
    public let rows: UInt64
    /// The file's SHA-256, in hexadecimal: two copies can be told apart by it.
    public let digest: String
}

extension SQLConnection {
    /// Writes all that came from outside to a file, as it stands at this moment.
    func backUp(to path: String) throws -> BackupReport {
        let archive = try ArchiveWriter(path: path, layout: LedgerTables.steps.count)
        for table in LedgerTables.all {
            try archive.begin(table)
            let columns = table.columns.map(\.name).joined(separator: ", ")
            let order = table.key.joined(separator: ", ")
            try forEach("SELECT \(columns) FROM \(table.name) ORDER BY \(order)") { row in
                try archive.add(try row.values(of: table))
            }
        }
        return BackupReport(rows: archive.rowCount, digest: try archive.finish().hexadecimal)
    }

    /// Fills the tables of an empty store from a file; in a transaction that ends with it.
    func restore(from path: String) throws {
        try ArchiveReader.check(path)
        let archive = try ArchiveReader(path: path)
        guard archive.layout == LedgerTables.steps.count else {
            throw archive.layout > LedgerTables.steps.count
                ? ArchiveError.newer(path: path) : ArchiveError.notABackup(path: path)
        }
        var table: SQLTable?
        var rows: SQLRows?
        func flush() throws {
            guard let table else { return }
            if let rows { try append(rows, to: table) }
            rows = SQLRows(columnCount: table.columns.count)
        }
        while true {
            switch try archive.next() {
            case .table(let name, let columnCount):
                try flush()
                (table, rows) = (LedgerTables.all.first { $0.name == name }, nil)
                guard table?.columns.count == columnCount else {
                    throw ArchiveError.damaged(path: path)
                }
                try flush()
            case .row(let values):
                guard rows != nil else { throw ArchiveError.damaged(path: path) }
                rows?.append(values)
                if (rows?.count ?? 0) >= rowsPerAppend { try flush() }
            case .end:
                try flush()
                return try forgetWhoWasHeard()
            }
        }
    }
}

/// A row has up to a megabyte, and mostly a hundredth of it.
private let rowsPerAppend = 50

extension SQLRow {
    fileprivate func values(of table: SQLTable) throws -> [SQLValue] {
        try table.columns.indices.map { index in
            guard !isNull(index) else { return .null }
            return switch table.columns[index].kind {
            case .integer: .integer(try integer(index))
            case .text: .text(try text(index))
            case .bytes: .bytes(try bytes(index))
            }
        }
    }
}

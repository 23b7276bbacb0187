internal import CPostgreSQL
internal import Relational

extension PostgreSQLConnection {
    /// Adds rows with INSERT from one array for each column, some rows at a time.
    ///
    /// `conflict` is what to do where a key is there already; nothing makes it an error.
    func insertArrays(
        _ rows: SQLRows,
        into table: SQLTable,
        conflict: String = ""
    ) throws {
        let slices = Self.slices(of: rows)
        if slices.count > 1, session.isUsable, session.isOutsideTransaction {
            try transaction { try insert(slices, of: rows, into: table, conflict) }
        } else {
            try insert(slices, of: rows, into: table, conflict)
        }
    }

    private func insert(
        _ slices: [Range<Int>],
        of rows: SQLRows,
        into table: SQLTable,
        _ conflict: String
    ) throws {
        let sql = Self.statement(for: table) + conflict
        let types = table.columns.map { ServerType.array(of: $0.kind) }
        try answering { commits in
            let statement = try prepared(sql, types: types)
            for slice in slices {
                values.setArrays(rows, slice, columns: table.columns)
                try forgetting(sql) {
                    try session.ask(
                        sql,
                        commits: commits,
                        send: { values.send(statement, in: session) }
                    )
                }
            }
        }
    }

    private static func statement(for table: SQLTable) -> String {
        let names = table.columns.map(\.name).joined(separator: ", ")
        let arrays = table.columns.map { "CAST(? AS \(dialect.name(of: $0.kind))[])" }
            .joined(separator: ", ")
        return "INSERT INTO \(table.name) (\(names)) SELECT * FROM unnest(\(arrays))"
    }

    /// Some engines change at most 3,000 rows in a transaction, and a statement is held in memory
    /// as a whole at both ends.
    private static func slices(of rows: SQLRows) -> [Range<Int>] {
        let (rowLimit, byteLimit) = (1_000, 1 << 20)
        var slices: [Range<Int>] = []
        var (start, byteCount) = (0, 0)
        for row in 0..<rows.count {
            for value in rows[row] { byteCount += size(of: value) }
            if row + 1 - start == rowLimit || byteCount >= byteLimit || row + 1 == rows.count {
                slices.append(start..<row + 1)
                (start, byteCount) = (row + 1, 0)
            }
        }
        return slices
    }

    private static func size(of value: SQLValue) -> Int {
        switch value {
        case .null, .integer: 8
        case .text(let text): text.utf8.count
        case .bytes(let bytes): bytes.count
        }
    }
}

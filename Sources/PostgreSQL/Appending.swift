internal import CPostgreSQL
public import Relational

extension PostgreSQLConnection {
    /// Adds rows to a table: with COPY, else with INSERT from arrays. All of them, or none.
    ///
    /// A server that does not know COPY says so with 0A000. Outside a transaction the rows then go
    /// the other way at once; inside, the transaction has failed with `copyRefused`, and goes that
    /// way when it is run again.
    public func append(_ rows: SQLRows, to table: SQLTable) throws {
        precondition(rows.columnCount == table.columns.count, "not the columns of \(table.name)")
        guard !rows.isEmpty else { return }
        if copies {
            let isOutside = session.isOutsideTransaction
            do { return try copy(rows, to: table) } catch let error as PostgreSQLError {
                guard let fault = error.fault, fault.sqlState == "0A000" else { throw error }
                copies = false
                guard isOutside else { throw PostgreSQLError.copyRefused(fault) }
            }
        }
        try insertArrays(rows, into: table)
    }

    /// Adds rows, or changes those whose key is there, with one statement for many.
    public func merge(_ rows: SQLRows, into table: SQLTable, setting: String) throws {
        precondition(rows.columnCount == table.columns.count, "not the columns of \(table.name)")
        guard !rows.isEmpty else { return }
        let key = table.key.joined(separator: ", ")
        try insertArrays(
            rows,
            into: table,
            conflict: " ON CONFLICT (\(key)) DO UPDATE SET \(setting)"
        )
    }
}

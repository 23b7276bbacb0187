public import Relational

/// An SQLite file behind the port that it shares with other databases.
public final class SQLiteConnection: SQLConnection {
    /// The connection in SQLite's own words.
    public let database: Database

    /// Takes a database over.
    public init(_ database: Database) { self.database = database }

    /// SQLite's types.
    public static let dialect = SQLDialect.sqlite

    /// A row, valid only inside the closure that is given it.
    public struct Row: SQLRow {
        let statement: Statement
        private var row: Storage.Row { Storage.Row(statement: statement) }

        /// The integer in `column`.
        public func integer(_ column: Int) throws -> Int64 { try row.integer(column) }
        /// The text in `column`.
        public func text(_ column: Int) throws -> String { try row.text(column) }
        /// The bytes in `column`.
        public func bytes(_ column: Int) throws -> [UInt8] { try row.bytes(column) }
        /// True when `column` holds NULL.
        public func isNull(_ column: Int) -> Bool { row.isNull(column) }
    }

    /// Runs one or more statements that take no values and give no rows.
    public func execute(_ sql: String) throws { try database.execute(sql) }

    /// Runs a statement that gives no rows; gives how many rows it changed.
    @discardableResult
    public func run(_ sql: String, values: [SQLValue]) throws -> Int {
        try withStatement(sql) { statement in
            try statement.bind(values)
            while try statement.step() {}
            return database.changes
        }
    }

    /// Calls `body` with each row of an answer in turn.
    public func forEach(
        _ sql: String,
        values: [SQLValue],
        body: (Row) throws -> Void
    ) throws {
        try withStatement(sql) { statement in
            try statement.bind(values)
            while try statement.step() { try body(Row(statement: statement)) }
        }
    }

    /// Runs a statement once for each row of values; gives how many rows they changed together.
    @discardableResult
    public func runEach(_ sql: String, _ rows: SQLRows) throws -> Int {
        guard !rows.isEmpty else { return 0 }
        return try withStatement(sql) { statement in
            var changes = 0
            for row in 0..<rows.count {
                try statement.bind(rows[row])
                while try statement.step() {}
                changes += database.changes
                statement.rewind()
            }
            return changes
        }
    }

    /// Asks once for each row of values.
    public func forEachOfEach(
        _ sql: String,
        _ rows: SQLRows,
        body: (Int, Row) throws -> Void
    ) throws {
        guard !rows.isEmpty else { return }
        try withStatement(sql) { statement in
            for row in 0..<rows.count {
                try statement.bind(rows[row])
                while try statement.step() { try body(row, Row(statement: statement)) }
                statement.rewind()
            }
        }
    }

    /// Adds rows to a table.
    public func append(_ rows: SQLRows, to table: SQLTable) throws {
        precondition(rows.columnCount == table.columns.count, "not the columns of \(table.name)")
        try runEach(SQLDialect.insertStatement(of: table), rows)
    }

    /// Runs `body` in one transaction.
    public func transaction<Result>(_ body: () throws -> Result) throws -> Result {
        try database.transaction(body)
    }

    /// Runs `body`, which only reads, and sees the file as it stood at one moment.
    public func snapshot<Result>(_ body: () throws -> Result) throws -> Result {
        try database.snapshot(body)
    }

    /// Closes the file.
    public func close() { database.close() }

    private func withStatement<Result>(
        _ sql: String,
        _ body: (Statement) throws -> Result
    ) throws -> Result {
        let statement = try database.prepare(sql)
        statement.begin()
        defer { statement.end() }
        do { return try body(statement) } catch let error as StorageError {
            throw database.note(error)
        }
    }
}

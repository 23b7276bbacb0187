internal import CSQLite
public import Relational

/// One connection to an SQLite file.
///
/// Wraps `sqlite3`.
///
/// Rules:
/// 1. It is not `Sendable`: one actor or thread owns it, and SQLite's own locks are off.
/// 2. Exactly one connection writes to a file and checkpoints it: SQLite before 3.51.3 can lose
///    pages when two do so at once.
/// 3. Write-ahead log and `synchronous=FULL`: a commit that returned is on the disk.
/// 4. After an error that `isFatal` every further call throws the same error.
/// 5. A statement is compiled once and kept. Values are bound, never pasted into the text.
public final class Database {
    /// More different statements than this come from values pasted into the text.
    static let statementLimit = 256

    /// The file.
    public let path: String

    let connection: OpaquePointer
    private var statements: [String: Statement] = [:]
    /// The one that ran last: rows are written many in a run, and comparing a text with itself is
    /// cheaper than hashing it.
    private var latest: Statement?
    private var fatalError: StorageError?
    private var isClosed = false

    /// Opens the file, makes it with mode 0600 when there is none, and checks every setting.
    public init(path: String, options: DatabaseOptions = .init()) throws(StorageError) {
        if !options.isReadOnly { try createFile(path: path) }
        self.path = path
        connection = try openConnection(path: path, options: options)
        // From here on deinit closes the connection when a setting is refused.
        try apply(options)
    }

    deinit {
        if !isClosed { closeConnection() }
    }

    /// Finalises every statement and closes the file.
    ///
    /// Call it once; nothing else follows.
    public func close() {
        precondition(!isClosed, "closed twice: \(path)")
        isClosed = true
        closeConnection()
    }

    /// Frees every kept statement; each is compiled again when it is next used.
    func finaliseStatements() {
        latest = nil
        statements.removeAll()
    }

    private func closeConnection() {
        finaliseStatements()
        precondition(openStatementCount == 0, "a statement of \(path) is still open")
        let code = sqlite3_close(connection)
        precondition(code == SQLITE_OK, "sqlite3_close: \(String(cString: sqlite3_errstr(code)))")
    }

    /// How many statements SQLite holds for this connection.
    ///
    /// Wraps `sqlite3_next_stmt`.
    var openStatementCount: Int {
        var count = 0
        var statement = sqlite3_next_stmt(connection, nil)
        while statement != nil {
            count += 1
            statement = sqlite3_next_stmt(connection, statement)
        }
        return count
    }

    /// How many rows the last INSERT, UPDATE or DELETE changed.
    public var changes: Int { Int(sqlite3_changes64(connection)) }

    /// The row identifier of the last INSERT.
    public var lastInsertRowIdentifier: Int64 { sqlite3_last_insert_rowid(connection) }

    /// Whether a transaction is open.
    public var isInTransaction: Bool { sqlite3_get_autocommit(connection) == 0 }

    /// Runs one or more statements that take no values and give no rows: schema and settings.
    ///
    /// Wraps `sqlite3_exec`.
    public func execute(_ sql: String) throws(StorageError) {
        try checkUsable()
        let code = sqlite3_exec(connection, sql, nil, nil, nil)
        guard code == SQLITE_OK else {
            throw note(
                StorageError(handle: connection, code: code, operation: sql, path: path)
            )
        }
    }

    /// Runs a statement that gives no rows.
    public func run<each Value: SQLBindable>(
        _ sql: String,
        _ values: repeat each Value
    ) throws(StorageError) {
        let statement = try prepare(sql)
        statement.begin()
        defer { statement.end() }
        do throws(StorageError) {
            try statement.bind(repeat each values)
            while try statement.step() {}
        } catch {
            throw note(error)
        }
    }

    /// Calls `body` with each row in turn.
    public func forEach<each Value: SQLBindable>(
        _ sql: String,
        _ values: repeat each Value,
        body: (borrowing Row) throws -> Void
    ) throws {
        let statement = try prepare(sql)
        statement.begin()
        defer { statement.end() }
        do {
            try statement.bind(repeat each values)
            let row = Row(statement: statement)
            while try statement.step() { try body(row) }
        } catch let error as StorageError {
            throw note(error)
        }
    }

    /// All rows, each turned into a value by `element`.
    public func query<each Value: SQLBindable, Element>(
        _ sql: String,
        _ values: repeat each Value,
        element: (borrowing Row) throws -> Element
    ) throws -> [Element] {
        var elements: [Element] = []
        try forEach(sql, repeat each values) { elements.append(try element($0)) }
        return elements
    }

    /// The first row as a value; nil when there is none.
    public func first<each Value: SQLBindable, Element>(
        _ sql: String,
        _ values: repeat each Value,
        element: (borrowing Row) throws -> Element
    ) throws -> Element? {
        let statement = try prepare(sql)
        statement.begin()
        defer { statement.end() }
        do {
            try statement.bind(repeat each values)
            guard try statement.step() else { return nil }
            return try element(Row(statement: statement))
        } catch let error as StorageError {
            throw note(error)
        }
    }

    func prepare(_ sql: String) throws(StorageError) -> Statement {
        try checkUsable()
        if let latest, latest.sql == sql { return latest }
        if let statement = statements[sql] {
            latest = statement
            return statement
        }
        precondition(statements.count < Self.statementLimit, "values pasted into SQL? \(sql)")
        do throws(StorageError) {
            let statement = try Statement(sql, connection: connection, path: path)
            statements[sql] = statement
            latest = statement
            return statement
        } catch {
            throw note(error)
        }
    }

    /// Throws the error after which nothing may go on.
    func checkUsable() throws(StorageError) {
        precondition(!isClosed, "used after it was closed: \(path)")
        if let fatalError { throw fatalError }
    }

    /// Keeps an error after which the connection must not be used.
    func note(_ error: StorageError) -> StorageError {
        if error.isFatal { fatalError = error }
        return error
    }
}

internal import CPostgreSQL
public import Relational

/// A connection to PostgreSQL, or to what speaks its protocol, behind the port that it shares with
/// SQLite.
///
/// Rules:
/// 1. It connects once. After an error that `isConnectionLost` every further call throws; the owner
///    closes it and opens another, as only the owner knows what must be read again.
/// 2. Values travel in the binary format under declared types. A sum of BIGINTs is a NUMERIC to
///    PostgreSQL, which no row reads: statements cast it, `CAST(SUM(x) AS BIGINT)`.
/// 3. An error inside a transaction ends all that could be done in it: it goes on to the caller.
/// 4. Statements are prepared for the session: a pooler that gives each transaction another one
///    cannot stand between.
public final class PostgreSQLConnection: SQLConnection {
    /// PostgreSQL's types.
    public static let dialect = SQLDialect.postgreSQL

    let session: Session
    var statements = PreparedStatements()
    var values = BoundValues()
    /// Whether rows are added with COPY.
    var copies: Bool
    private var isAnswering = false

    /// Connects. Blocks for at most the URL's `connect_timeout`, or ten seconds.
    ///
    /// - Parameter url: `postgresql://user@host:5432/database`, with libpq's parameters.
    public init(
        url: String,
        options: PostgreSQLOptions = PostgreSQLOptions()
    ) throws(PostgreSQLError) {
        session = try Session(try ConnectionURL(url))
        copies = options.copies
        do {
            try session.command(Self.settings(options), commits: false)
        } catch let error as PostgreSQLError { throw error } catch {
            preconditionFailure("an error of another type: \(error)")
        }
    }

    /// The server and the database, as `host:port/database`.
    public var server: String { session.server }

    /// False once the connection is lost.
    public var isUsable: Bool { session.isUsable }

    /// Runs one or more statements that take no values and give no rows.
    public func execute(_ sql: String) throws {
        try answering { commits in _ = try session.command(sql, commits: commits) }
    }

    /// Runs a statement that gives no rows; gives how many rows it changed.
    @discardableResult
    public func run(_ sql: String, values: [SQLValue]) throws -> Int {
        var changes = 0
        try answering { commits in
            try send(sql, values, commits: commits) { changes = $0.changes }
        }
        return changes
    }

    /// Calls `body` with each row of an answer in turn.
    ///
    /// The rows come one by one, however many there are. When `body` throws, the rest is read and
    /// dropped.
    public func forEach(
        _ sql: String,
        values: [SQLValue],
        body: (PostgreSQLRow) throws -> Void
    ) throws {
        try answering { _ in
            try send(sql, values, commits: false, rowByRow: true) { answer in
                try eachRow(of: answer, sql, body)
            }
        }
    }

    /// Ends the connection. Call it once; nothing else follows.
    public func close() { session.close() }

    /// Runs a body that talks to the server, which is not to be disturbed meanwhile.
    ///
    /// `body` hears whether what it sends commits by itself.
    func answering<Result>(_ body: (Bool) throws -> Result) throws -> Result {
        precondition(!isAnswering, "a body asks something of its connection")
        isAnswering = true
        defer { isAnswering = false }
        return try body(session.isOutsideTransaction)
    }

    func eachRow(
        of answer: borrowing Answer,
        _ sql: String,
        _ body: (PostgreSQLRow) throws -> Void
    ) throws {
        for row in 0..<answer.rowCount {
            try body(PostgreSQLRow(answer: answer.handle, row: row, session: session, sql: sql))
        }
    }

    /// Runs a prepared statement.
    private func send(
        _ sql: String,
        _ row: [SQLValue],
        commits: Bool,
        rowByRow: Bool = false,
        _ answer: (borrowing Answer) throws -> Void
    ) throws {
        let statement = try prepared(sql, types: row.map(ServerType.of))
        values.set(row)
        try forgetting(sql) {
            try session.ask(
                sql,
                commits: commits,
                send: {
                    let result = values.send(statement, in: session)
                    return rowByRow && result == 1 ? PQsetSingleRowMode(session.handle) : result
                },
                answer: answer
            )
        }
    }

    func prepared(_ sql: String, types: [Oid]) throws -> PreparedStatement {
        try session.checkUsable(sql)
        return try statements.statement(sql, types: types, in: session)
    }

    /// Forgets a prepared statement that the server does not take any more: 0A000 when its tables
    /// have changed their columns, 26000 when its name is unknown.
    func forgetting(_ sql: String, _ body: () throws -> Void) throws {
        do { try body() } catch let error as PostgreSQLError {
            if let state = error.fault?.sqlState, state == "0A000" || state == "26000" {
                statements.forget(sql)
            }
            throw error
        }
    }

    private static func settings(_ options: PostgreSQLOptions) -> String {
        """
        SET synchronous_commit = on; \
        SET default_transaction_isolation = 'read committed'; \
        SET statement_timeout = \(options.statementTimeoutMilliseconds); \
        SET idle_in_transaction_session_timeout = \(options.idleInTransactionTimeoutMilliseconds)
        """
    }
}

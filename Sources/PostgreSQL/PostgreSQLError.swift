/// What went wrong between this program and a database behind PostgreSQL's protocol.
public enum PostgreSQLError: Error, Sendable, Equatable {
    /// The URL is not one of a database.
    ///
    /// It is not repeated: it may hold a password.
    case invalidURL(reason: String)
    /// There is no connection.
    case cannotConnect(PostgreSQLFault)
    /// The connection has ended. What was not committed before did not happen.
    case connectionLost(PostgreSQLFault)
    /// The connection ended while a change was being committed: it happened, or it did not.
    case outcomeUnknown(PostgreSQLFault)
    /// Another transaction was in the way, and this one did not happen. It can be run again.
    case conflict(PostgreSQLFault)
    /// The server does not know COPY, which this connection does not use again. The transaction did
    /// not happen, and can be run again.
    case copyRefused(PostgreSQLFault)
    /// A rule of the schema (primary key, NOT NULL, check) refused the change.
    case constraintViolated(PostgreSQLFault)
    /// The statement took longer than it may, or waited too long for a lock.
    case timedOut(PostgreSQLFault)
    /// The server has no disk space, memory or connection left.
    case outOfResources(PostgreSQLFault)
    /// The server only reads: it is a standby.
    case readOnly(PostgreSQLFault)
    /// This user may not do that.
    case permissionDenied(PostgreSQLFault)
    /// The server failed inside, or could not use its disk.
    case serverFailed(PostgreSQLFault)
    /// A statement does not fit the schema or the values that were found.
    case statementFailed(PostgreSQLFault)
    /// A column holds a value of another type than what is written there.
    case unexpectedType(PostgreSQLFault)
}

/// Where a database operation failed, and what the server said.
public struct PostgreSQLFault: Sendable, Equatable {
    /// What was being done: `connect`, `COMMIT`, or the text of the statement.
    ///
    /// Never a bound value.
    public let operation: String
    /// The server and the database, as `host:port/database`; never a user or a password.
    public let server: String
    /// The server's code of five characters, of the SQL standard or PostgreSQL's own (Appendix A of
    /// its manual); empty where the server said nothing.
    public let sqlState: String
    /// The server's own words, or those of its C library.
    public let message: String
}

extension PostgreSQLError {
    /// Where it happened; nil for a URL that leads nowhere.
    public var fault: PostgreSQLFault? {
        switch self {
        case .invalidURL: nil
        case .cannotConnect(let fault), .connectionLost(let fault), .outcomeUnknown(let fault),
            .conflict(let fault), .copyRefused(let fault), .constraintViolated(let fault),
            .timedOut(let fault), .outOfResources(let fault), .readOnly(let fault),
            .permissionDenied(let fault), .serverFailed(let fault), .statementFailed(let fault),
            .unexpectedType(let fault):
            fault
        }
    }

    /// True when nothing of the transaction happened and the same transaction, run again from its
    /// beginning on this connection, may succeed.
    public var isTransient: Bool {
        switch self {
        case .conflict, .copyRefused: true
        default: false
        }
    }

    /// True when this connection is of no use any more: its owner closes it and opens another.
    public var isConnectionLost: Bool {
        switch self {
        case .cannotConnect, .connectionLost: true
        // The server may say so of a commit and go on.
        case .outcomeUnknown(let fault): fault.sqlState != SQLState.completionUnknown
        default: false
        }
    }

    /// True when the change happened or did not: whoever made it reads first, then goes on.
    public var isOutcomeUnknown: Bool {
        if case .outcomeUnknown = self { true } else { false }
    }
}

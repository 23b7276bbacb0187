internal import CPostgreSQL
internal import Glibc

/// One session at the server: the handle of libpq, what is sent through it and what comes back.
///
/// Wraps `PGconn`. Once the connection is lost it refuses every further call.
final class Session {
    let handle: OpaquePointer
    let server: String
    private var lost: PostgreSQLFault?
    private var isClosed = false

    /// Connects, with settings that the URL may override. Wraps `PQconnectdbParams`.
    init(_ url: ConnectionURL) throws(PostgreSQLError) {
        let settings = [
            ("connect_timeout", "10"),
            // Without these a host that fell silent would be waited for by the hour.
            ("keepalives_idle", "10"), ("keepalives_interval", "5"), ("keepalives_count", "3"),
            ("tcp_user_timeout", "30000"),
            ("application_name", "prepaid ledger"),
            ("dbname", url.text),
            ("client_encoding", "UTF8"),
        ]
        var keywords = settings.map { UnsafePointer(strdup($0.0)) } + [nil]
        var values = settings.map { UnsafePointer(strdup($0.1)) } + [nil]
        defer {
            for word in keywords + values { free(UnsafeMutablePointer(mutating: word)) }
        }
        let expandsURL: Int32 = 1
        guard let handle = PQconnectdbParams(&keywords, &values, expandsURL) else {
            preconditionFailure("no memory for a connection")
        }
        (self.handle, server) = (handle, url.server)
        guard PQstatus(handle) == CONNECTION_OK else {
            throw .cannotConnect(fault("connect", state: "", Self.lastWords(of: handle)))
        }
        // Notices are for people at a terminal; libpq would print them.
        PQsetNoticeReceiver(handle, { _, _ in }, nil)
    }

    deinit { if !isClosed { PQfinish(handle) } }

    /// Ends the session; nothing else may be called then.
    func close() {
        precondition(!isClosed, "closed twice")
        isClosed = true
        PQfinish(handle)
    }

    /// True while no transaction is open: then every statement commits by itself.
    var isOutsideTransaction: Bool { PQtransactionStatus(handle) == PQTRANS_IDLE }

    var isUsable: Bool { lost == nil }

    /// Refuses to go on with a connection that was lost.
    func checkUsable(_ operation: String) throws(PostgreSQLError) {
        guard let lost else { return }
        throw .connectionLost(fault(operation, state: lost.sqlState, lost.message))
    }

    /// Sends something and reads all its answers; throws the first error after the last answer, so
    /// that the next statement finds the connection free.
    ///
    /// - Parameter commits: whether a lost answer leaves open what happened.
    func ask(
        _ operation: String,
        commits: Bool,
        send: () -> Int32,
        transfer: () -> Void = { preconditionFailure("COPY is what append sends") },
        answer: (borrowing Answer) throws -> Void = { _ in }
    ) throws {
        try checkUsable(operation)
        guard send() == 1 else { throw lastError(operation, commits: commits) }
        var failure: (any Error)?
        while let current = PQgetResult(handle).map({ Answer(handle: $0) }) {
            if current.isTransfer {
                transfer()
            } else if failure == nil {
                do {
                    if current.isFailure { throw error(current, operation, commits: commits) }
                    try answer(current)
                } catch { failure = error }
            }
        }
        if failure == nil, PQstatus(handle) == CONNECTION_BAD {
            failure = lastError(operation, commits: commits)
        }
        if let failure { throw failure }
    }

    /// Runs statements without values. Wraps `PQsendQuery`.
    @discardableResult
    func command(_ sql: String, commits: Bool) throws -> String {
        var tag = ""
        try ask(sql, commits: commits, send: { PQsendQuery(handle, sql) }, answer: { tag = $0.tag })
        return tag
    }

    /// The error that an answer tells of.
    func error(
        _ answer: borrowing Answer,
        _ operation: String,
        commits: Bool
    ) -> PostgreSQLError {
        let isOver = answer.isFatal || PQstatus(handle) == CONNECTION_BAD
        let fault = fault(operation, state: answer.sqlState, answer.message)
        return note(SQLState.error(fault), fault, isOver: isOver, commits: commits)
    }

    /// The error of a call of libpq that gave no answer.
    func lastError(_ operation: String, commits: Bool) -> PostgreSQLError {
        let fault = fault(operation, state: "", Self.lastWords(of: handle))
        let isOver = PQstatus(handle) == CONNECTION_BAD
        return note(.statementFailed(fault), fault, isOver: isOver, commits: commits)
    }

    func fault(_ operation: String, state: String, _ message: String) -> PostgreSQLFault {
        PostgreSQLFault(operation: operation, server: server, sqlState: state, message: message)
    }

    /// Gives the connection up: nobody knows any more what the server is doing.
    func abandon(_ reason: String) {
        if lost == nil { lost = fault("", state: "", reason) }
    }

    private func note(
        _ error: PostgreSQLError,
        _ fault: PostgreSQLFault,
        isOver: Bool,
        commits: Bool
    ) -> PostgreSQLError {
        guard isOver || error.isConnectionLost else { return error }
        if lost == nil { lost = fault }
        return commits || error.isOutcomeUnknown ? .outcomeUnknown(fault) : .connectionLost(fault)
    }

    /// The first line of `PQerrorMessage`; the others are advice for other programs.
    private static func lastWords(of handle: OpaquePointer) -> String {
        String(cString: PQerrorMessage(handle)).prefix { !$0.isNewline }.description
    }
}

internal import CPostgreSQL
internal import Glibc
public import Relational

extension PostgreSQLConnection {
    /// Runs a statement once for each row of values; gives how many rows they changed together.
    ///
    /// Outside a transaction the rows are one of their own: all of them count, or none.
    @discardableResult
    public func runEach(_ sql: String, _ rows: SQLRows) throws -> Int {
        var changes = 0
        try pipeline(sql, rows, changes: true) { _, answer in changes += answer.changes }
        return changes
    }

    /// Asks once for each row of values.
    public func forEachOfEach(
        _ sql: String,
        _ rows: SQLRows,
        body: (Int, PostgreSQLRow) throws -> Void
    ) throws {
        try pipeline(sql, rows, changes: false) { number, answer in
            try eachRow(of: answer, sql) { try body(number, $0) }
        }
    }

    private func pipeline(
        _ sql: String,
        _ rows: SQLRows,
        changes: Bool,
        answer: (Int, borrowing Answer) throws -> Void
    ) throws {
        guard !rows.isEmpty else { return }
        try answering { isOutside in
            let statement = try prepared(sql, types: Self.types(of: rows, sql))
            try forgetting(sql) {
                var pipeline = Pipeline(session, sql, commits: changes && isOutside)
                try pipeline.run(rows, answer: answer) { row in
                    values.set(row)
                    return (values.send(statement, in: session), values.byteCount)
                }
            }
        }
    }

    /// The type of each column of values, from its first value that is not NULL.
    private static func types(of rows: SQLRows, _ sql: String) -> [Oid] {
        var types = [Oid](repeating: ServerType.unknown, count: rows.columnCount)
        var column = 0
        for value in rows.values {
            let type = ServerType.of(value)
            if type != ServerType.unknown {
                precondition(
                    types[column] == type || types[column] == ServerType.unknown,
                    "values of different types for one ?: \(sql)"
                )
                types[column] = type
            }
            column = column + 1 == rows.columnCount ? 0 : column + 1
        }
        return types
    }
}

/// Executions of one statement on their way, without a round trip for each: libpq's pipeline mode.
///
/// Answers are read while rows are still being sent: if both sides only wrote, both would wait with
/// full buffers. After the first error the server skips the rest.
/// Source: PostgreSQL 15, 34.5 "Pipeline Mode".
private struct Pipeline {
    /// Rows on their way at once: enough to hide a round trip, few enough to bound memory.
    static let rowLimit = 512
    /// Bytes that are queued before answers are read.
    static let byteLimit = 1 << 18

    let session: Session
    let sql: String
    let commits: Bool
    private var sent = 0
    private var answered = 0
    private var failure: (any Error)?

    init(_ session: Session, _ sql: String, commits: Bool) {
        (self.session, self.sql, self.commits) = (session, sql, commits)
    }

    mutating func run(
        _ rows: SQLRows,
        answer: (Int, borrowing Answer) throws -> Void,
        send: (ArraySlice<SQLValue>) -> (result: Int32, byteCount: Int)
    ) throws {
        guard PQenterPipelineMode(session.handle) == 1,
            PQsetnonblocking(session.handle, 1) == 0
        else { throw session.lastError(sql, commits: false) }
        while failure == nil, answered < rows.count {
            sendRows(rows, send)
            // Half of them, so that the server has work while more are being sent.
            let goal = sent == rows.count ? sent : max(answered + 1, sent - Self.rowLimit / 2)
            guard endPart(isLast: sent == rows.count) else { break }
            while failure == nil, answered < goal { readAnswer(answer) }
        }
        finish(isSynced: sent == rows.count)
        if let failure { throw failure }
    }

    private mutating func sendRows(
        _ rows: SQLRows,
        _ send: (ArraySlice<SQLValue>) -> (result: Int32, byteCount: Int)
    ) {
        var byteCount = 0
        while sent < rows.count, sent - answered < Self.rowLimit, byteCount < Self.byteLimit {
            let (result, count) = send(rows[sent])
            guard result == 1 else {
                failure = session.lastError(sql, commits: commits)
                return
            }
            byteCount += count
            sent += 1
        }
    }

    /// Makes the server send the answers it has. The last part ends the transaction that a pipeline
    /// outside one is.
    private mutating func endPart(isLast: Bool) -> Bool {
        guard failure == nil else { return false }
        let result = isLast ? PQpipelineSync(session.handle) : PQsendFlushRequest(session.handle)
        if result != 1 { failure = session.lastError(sql, commits: commits) }
        return failure == nil
    }

    /// Reads the answer of the next row, to the nil behind it.
    private mutating func readAnswer(_ body: (Int, borrowing Answer) throws -> Void) {
        while true {
            guard let answer = next() else { break }
            guard failure == nil else { continue }
            if answer.isFailure {
                failure = session.error(answer, sql, commits: commits)
            } else {
                do { try body(answered, answer) } catch { failure = error }
            }
        }
        answered += 1
        if failure == nil, PQstatus(session.handle) == CONNECTION_BAD {
            failure = session.lastError(sql, commits: commits)
        }
    }

    /// Reads what is left up to the synchronization, and leaves the mode.
    private mutating func finish(isSynced: Bool) {
        if session.isUsable { drain(isSynced: isSynced) }
        guard session.isUsable else { return }
        if PQsetnonblocking(session.handle, 0) != 0 || PQexitPipelineMode(session.handle) != 1 {
            session.abandon("a pipeline could not be ended")
        }
    }

    private mutating func drain(isSynced: Bool) {
        if !isSynced, PQpipelineSync(session.handle) != 1 {
            _ = session.lastError(sql, commits: commits)
        }
        while PQstatus(session.handle) == CONNECTION_OK {
            guard let answer = next() else { continue }
            if answer.status == PGRES_PIPELINE_SYNC { return }
            // What fails at the end is the commit of the pipeline's own transaction.
            if failure == nil, answer.isFailure {
                failure = session.error(answer, sql, commits: commits)
            }
        }
        let lost = session.lastError(sql, commits: commits)
        failure = failure ?? lost
    }

    /// The next answer, while what is queued goes on being sent.
    private func next() -> Answer? {
        while PQisBusy(session.handle) == 1 {
            let isQueued = PQflush(session.handle) == 1
            // Sending may have found the connection lost: then there is no socket to wait at, and
            // PQgetResult says what happened.
            guard PQstatus(session.handle) == CONNECTION_OK, waitForSocket(toWrite: isQueued),
                PQconsumeInput(session.handle) == 1
            else { break }
        }
        return PQgetResult(session.handle).map { Answer(handle: $0) }
    }
    private func waitForSocket(toWrite: Bool) -> Bool {
        let events = Int16(POLLIN) | Int16(toWrite ? POLLOUT : 0)
        var socket = pollfd(fd: PQsocket(session.handle), events: events, revents: 0)
        return poll(&socket, 1, -1) >= 0 || errno == EINTR
    }
}

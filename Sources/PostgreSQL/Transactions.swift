internal import CPostgreSQL

extension PostgreSQLConnection {
    /// Runs `body` in one transaction: everything it wrote is kept, or nothing is.
    ///
    /// When `body` or the commit throws, all is rolled back and that error goes on, except after an
    /// error that `isOutcomeUnknown`. Transactions do not nest.
    public func transaction<Result>(_ body: () throws -> Result) throws -> Result {
        try begin("BEGIN ISOLATION LEVEL READ COMMITTED, READ WRITE")
        return try ending(body) {
            let tag = try session.command("COMMIT", commits: true)
            // The server answers a commit after a failed statement without an error.
            guard tag == "COMMIT" else {
                let message = "a statement had failed, and its error was not passed on"
                throw PostgreSQLError.statementFailed(
                    session.fault("COMMIT", state: "25P02", message)
                )
            }
        }
    }

    /// Runs `body`, which only reads, and sees the database as it stood at one moment.
    public func snapshot<Result>(_ body: () throws -> Result) throws -> Result {
        try begin("BEGIN ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        return try ending(body) { _ = try session.command("COMMIT", commits: false) }
    }

    private func begin(_ sql: String) throws {
        try session.checkUsable(sql)
        precondition(session.isOutsideTransaction, "transactions do not nest: \(server)")
        try session.command(sql, commits: false)
    }

    private func ending<Result>(
        _ body: () throws -> Result,
        _ commit: () throws -> Void
    ) throws -> Result {
        do {
            let result = try body()
            try commit()
            return result
        } catch {
            rollBack()
            throw error
        }
    }

    /// The error that goes on says more than one of rolling back: where that fails, the connection
    /// is given up, and the server rolls back by itself.
    private func rollBack() {
        guard session.isUsable, !session.isOutsideTransaction else { return }
        do { try session.command("ROLLBACK", commits: false) } catch {
            session.abandon("a transaction could not be rolled back")
        }
    }
}

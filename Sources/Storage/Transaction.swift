extension Database {
    /// Runs `body` in one transaction: everything it wrote is kept, or nothing is.
    ///
    /// It begins IMMEDIATE, so that a lock held elsewhere shows before the work, not after it.
    /// When `body` or the commit throws, all is rolled back and that error goes on. Transactions do
    /// not nest.
    public func transaction<Result>(_ body: () throws -> Result) throws -> Result {
        try checkUsable()
        precondition(!isInTransaction, "transactions do not nest: \(path)")
        try run("BEGIN IMMEDIATE")
        do {
            let result = try body()
            try run("COMMIT")
            return result
        } catch {
            try rollBack(after: error)
            throw error
        }
    }

    /// Runs `body`, which only reads, and sees the file as it stood at one moment.
    public func snapshot<Result>(_ body: () throws -> Result) throws -> Result {
        try run("BEGIN DEFERRED")
        do {
            let result = try body()
            try run("COMMIT")
            return result
        } catch {
            // The error that goes on says more than one of giving the snapshot back.
            if isInTransaction { try? run("ROLLBACK") }
            throw error
        }
    }

    /// SQLite has rolled back by itself after some errors (full disk, failed input or output).
    private func rollBack(after error: any Error) throws {
        guard isInTransaction else { return }
        if let error = error as? StorageError, error.isFatal { return }
        try run("ROLLBACK")
    }
}

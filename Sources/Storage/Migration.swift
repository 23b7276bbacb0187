internal import CSQLite

extension Database {
    /// The number of the layout, kept in the file's header; 0 in a new file.
    public var userVersion: Int {
        get throws { Int(try first("PRAGMA user_version") { try $0.integer(0) } ?? 0) }
    }

    /// Brings the file to the newest layout: `migrations[n]` leads from layout n to n + 1.
    ///
    /// Each step is a transaction with its version number, so that a crash leaves one layout or the
    /// next. The list only ever grows at its end. A file of a later program is refused.
    public func migrate(_ migrations: [String]) throws {
        let found = try userVersion
        guard (0...migrations.count).contains(found) else {
            let fault = StorageFault(
                operation: "migrate",
                path: path,
                code: SQLITE_ERROR,
                message: "user_version is \(found)"
            )
            throw StorageError.newerSchema(fault, found: found, known: migrations.count)
        }
        for version in found..<migrations.count {
            try transaction {
                try execute(migrations[version])
                try execute("PRAGMA user_version = \(version + 1)")
            }
        }
    }

    /// What `PRAGMA quick_check` complains about; empty for a sound file.
    ///
    /// Reads the whole file.
    public func integrityFaults() throws -> [String] {
        do {
            return try query("PRAGMA quick_check") { try $0.text(0) }.filter { $0 != "ok" }
        } catch StorageError.corrupt(let fault) {
            // Damaged so badly that the check itself cannot go through.
            return [fault.message]
        }
    }
}

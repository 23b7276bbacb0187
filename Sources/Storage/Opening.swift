internal import CSQLite
internal import Glibc

/// Makes the file readable for its owner only; SQLite gives its log the same mode.
///
/// An existing file is left alone: closing a second descriptor of it would drop the locks that
/// another connection of this process holds.
func createFile(path: String) throws(StorageError) {
    let descriptor = open(path, O_CREAT | O_EXCL | O_RDWR | O_CLOEXEC, 0o600)
    if descriptor >= 0 {
        close(descriptor)
    } else if errno != EEXIST {
        throw StorageError(systemError: errno, operation: "create", path: path)
    }
}

/// Opens the file with the setting that a full disk's “no” rests on: what SQLite writes leaves the bytes
/// beside it alone, also when the power fails in the midst (https://sqlite.org/psow.html). Without it
/// padding follows each commit in the log, and a commit whose padding found no room is refused and yet
/// there at the next start. SQLite takes that setting only with the name of the file.
///
/// Wraps `sqlite3_open_v2`.
func openConnection(
    path: String,
    options: DatabaseOptions
) throws(StorageError) -> OpaquePointer {
    let access = options.isReadOnly ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE
    var handle: OpaquePointer?
    let code = sqlite3_open_v2(
        uniformResourceIdentifier(of: path),
        &handle,
        access | SQLITE_OPEN_URI | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE,
        nil
    )
    guard code == SQLITE_OK, let handle else {
        defer { sqlite3_close(handle) }
        throw StorageError(handle: handle, code: code, operation: "open", path: path)
    }
    return handle
}

/// What ends a path or stands for another byte in SQLite's names of files is written as its number.
private func uniformResourceIdentifier(of path: String) -> String {
    var text = path.hasPrefix("/") ? "file://" : "file:"
    for character in path.unicodeScalars {
        switch character {
        case "%": text += "%25"
        case "?": text += "%3f"
        case "#": text += "%23"
        default: text.unicodeScalars.append(character)
        }
    }
    return text + "?psow=1"
}

extension Database {
    /// Sets what durability rests on and reads every answer: SQLite refuses silently.
    func apply(_ options: DatabaseOptions) throws(StorageError) {
        sqlite3_busy_timeout(connection, options.busyTimeoutMilliseconds)
        try checkPowersafeOverwrite()
        if options.locksExclusively {
            try set("locking_mode", to: "EXCLUSIVE", expecting: "exclusive")
        }
        if !options.isReadOnly {
            try set("journal_mode", to: "WAL", expecting: "wal")
        }
        try set("synchronous", to: options.synchronous.rawValue.description)
        try set("cache_size", to: "-\(options.cacheKibibytes)")
        if !options.isReadOnly {
            try set("wal_autocheckpoint", to: options.logPageLimit.description)
        }
        try set("foreign_keys", to: "1")
        // Functions in a schema that somebody else wrote shall not run.
        try set("trusted_schema", to: "0")
        if options.locksExclusively {
            // The lock is taken now, not with the first sale.
            try execute("BEGIN EXCLUSIVE; COMMIT")
        } else {
            // The first read shows whether the file is a database.
            _ = try pragma("PRAGMA user_version")
        }
        if !options.isReadOnly { try writeLogAnew() }
    }

    /// Wraps `sqlite3_file_control`, which tells the setting when it is given -1.
    private func checkPowersafeOverwrite() throws(StorageError) {
        var answer: Int32 = -1
        let code = sqlite3_file_control(
            connection,
            "main",
            SQLITE_FCNTL_POWERSAFE_OVERWRITE,
            &answer
        )
        guard code == SQLITE_OK, answer == 1 else {
            throw refused("psow", wanted: "1", found: code == SQLITE_OK ? "\(answer)" : "none")
        }
    }

    /// Writes what the log holds into the file, syncs it, and begins an empty log.
    ///
    /// After a sync that failed, Linux calls the pages clean that it could not write: they can be read,
    /// by a program that is started anew too, and are not on the disk, and no later sync brings them
    /// there. What follows them in the log would be lost with them when the power fails. Written to
    /// another place they are dirty again. A reader that is looking at the log puts this off.
    private func writeLogAnew() throws(StorageError) {
        _ = try pragma("PRAGMA wal_checkpoint(TRUNCATE)")
    }

    private func set(
        _ setting: String,
        to value: String,
        expecting answer: String? = nil
    ) throws(StorageError) {
        let immediate = try pragma("PRAGMA \(setting) = \(value)")
        let found = answer == nil ? try pragma("PRAGMA \(setting)") : immediate
        let wanted = answer ?? value
        guard found == wanted else {
            throw refused(setting, wanted: wanted, found: found)
        }
    }

    private func refused(_ setting: String, wanted: String, found: String) -> StorageError {
        let fault = StorageFault(
            operation: "open",
            path: path,
            code: SQLITE_ERROR,
            message: "\(setting) = \(found)"
        )
        return .settingRefused(fault, setting: setting, wanted: wanted, found: found)
    }

    /// The first column of the answer as text, empty without an answer.
    ///
    /// The statement is not kept.
    private func pragma(_ sql: String) throws(StorageError) -> String {
        let statement = try Statement(sql, connection: connection, path: path)
        // Keeps the statement, and so the text, until the copy is made.
        defer { statement.end() }
        guard try statement.step(),
            let text = sqlite3_column_text(statement.handle, 0)
        else { return "" }
        return String(cString: text)
    }
}

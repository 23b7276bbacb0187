internal import CSQLite
internal import Glibc

/// The one place where SQLite's numbers become errors.
extension StorageError {
    /// Reads the error that `handle` remembers of the call that has just failed.
    init(handle: OpaquePointer?, code: Int32, operation: String, path: String) {
        var message =
            handle.flatMap(sqlite3_errmsg).map { String(cString: $0) }
            ?? String(cString: sqlite3_errstr(code))
        let systemError = handle.map(sqlite3_system_errno) ?? 0
        // After a failed write the system's number is often gone already; SQLite's own is kept.
        if code & 0xFF == SQLITE_IOERR { message += ", code \(code)" }
        if code & 0xFF == SQLITE_CANTOPEN, systemError != 0 {
            message += " (\(String(cString: strerror(systemError))))"
        }
        let fault = StorageFault(operation: operation, path: path, code: code, message: message)
        self = Self.classify(fault, systemError: systemError)
    }

    /// An error that the system reported before SQLite was asked.
    init(systemError: Int32, operation: String, path: String) {
        let fault = StorageFault(
            operation: operation,
            path: path,
            code: SQLITE_CANTOPEN,
            message: String(cString: strerror(systemError))
        )
        self = Self.classify(fault, systemError: systemError)
    }

    private static func classify(_ fault: StorageFault, systemError: Int32) -> StorageError {
        switch fault.primaryCode {
        case SQLITE_BUSY, SQLITE_LOCKED: return .locked(fault)
        case SQLITE_FULL: return .diskFull(fault)
        case SQLITE_IOERR: return .inputOutput(fault)
        case SQLITE_CORRUPT: return .corrupt(fault)
        case SQLITE_NOTADB: return .notADatabase(fault)
        case SQLITE_PERM, SQLITE_READONLY, SQLITE_AUTH: return .permissionDenied(fault)
        case SQLITE_CONSTRAINT: return .constraintViolated(fault)
        case SQLITE_CANTOPEN: return cannotOpen(fault, systemError: systemError)
        case SQLITE_MISUSE, SQLITE_RANGE, SQLITE_NOMEM:
            // Our own mistake or the end of memory: no state to go on in.
            preconditionFailure("SQLite: \(fault.message) (\(fault.operation))")
        default: return .statementFailed(fault)
        }
    }

    private static func cannotOpen(_ fault: StorageFault, systemError: Int32) -> StorageError {
        switch systemError {
        case EACCES, EPERM, EROFS: .permissionDenied(fault)
        case ENOSPC, EDQUOT: .diskFull(fault)
        default: .cannotOpen(fault)
        }
    }
}

/// What went wrong between this program and a database file.
public enum StorageError: Error, Sendable, Equatable {
    /// Another connection holds the lock, and went on holding it past the busy timeout.
    case locked(StorageFault)
    /// The disk, or the limit set for the file, is full.
    ///
    /// What was committed before is kept.
    case diskFull(StorageFault)
    /// The system failed to read, write or sync the file.
    case inputOutput(StorageFault)
    /// The file is damaged, or holds a value of a type that was not written there.
    case corrupt(StorageFault)
    /// The file is something else than a database.
    case notADatabase(StorageFault)
    /// The system refuses this user.
    case permissionDenied(StorageFault)
    /// The file could not be opened or created.
    case cannotOpen(StorageFault)
    /// A rule of the schema (unique, check, foreign key) refused the change.
    case constraintViolated(StorageFault)
    /// A statement does not fit the schema that was found.
    case statementFailed(StorageFault)
    /// A setting that durability rests on did not take effect.
    case settingRefused(StorageFault, setting: String, wanted: String, found: String)
    /// The file was written by a later version of this program.
    case newerSchema(StorageFault, found: Int, known: Int)
}

/// Where a database operation failed, and what SQLite said.
public struct StorageFault: Sendable, Equatable {
    /// What was being done: `open`, `commit`, or the text of the statement.
    ///
    /// Never a bound value.
    public let operation: String
    /// The database file.
    public let path: String
    /// SQLite's extended result code; its low byte is the primary code.
    public let code: Int32
    /// SQLite's own words, or those of the system.
    public let message: String

    /// SQLite's primary result code.
    public var primaryCode: Int32 { code & 0xFF }
}

extension StorageError {
    /// Where it happened.
    public var fault: StorageFault {
        switch self {
        case .locked(let fault), .diskFull(let fault), .inputOutput(let fault),
            .corrupt(let fault), .notADatabase(let fault), .permissionDenied(let fault),
            .cannotOpen(let fault), .constraintViolated(let fault), .statementFailed(let fault),
            .settingRefused(let fault, _, _, _), .newerSchema(let fault, _, _):
            fault
        }
    }

    /// True when the state of the file is not known any more: after a failed sync the kernel may
    /// have dropped what it could not write.
    ///
    /// Nothing may go on before the file is opened again and verified; the connection itself
    /// refuses every further call.
    public var isFatal: Bool {
        switch self {
        case .inputOutput, .corrupt, .notADatabase: true
        case .locked, .diskFull, .permissionDenied, .cannotOpen, .constraintViolated,
            .statementFailed, .settingRefused, .newerSchema:
            false
        }
    }

    /// What happened.
    public var sentence: String {
        let path = fault.path
        switch self {
        case .locked: return "Another program is using \(path)."
        case .diskFull: return "There is no room left to write \(path)."
        case .inputOutput(let fault):
            return "The disk failed while \(path) was used: \(fault.message)."
        case .corrupt(let fault): return "\(path) is damaged: \(fault.message)."
        case .notADatabase: return "\(path) is not a database."
        case .permissionDenied: return "This user may not read and write \(path)."
        case .cannotOpen(let fault): return "\(path) cannot be opened: \(fault.message)."
        case .constraintViolated(let fault):
            return "\(path) refused a change: \(fault.message) (\(fault.operation))."
        case .statementFailed(let fault):
            return "\(path) does not fit this program: \(fault.message) (\(fault.operation))."
        case .settingRefused(_, let setting, let wanted, let found):
            return "\(path) does not take the setting \(setting): wanted \(wanted), got \(found)."
        case .newerSchema(_, let found, let known):
            return "\(path) has layout \(found); this program knows layouts up to \(known)."
        }
    }

    /// What to do next.
    public var hint: String {
        let path = fault.path
        switch self {
        case .locked: return "`fuser \(path)` shows which; end it, then try again."
        case .diskFull: return "`df` shows which disk is full; free some room, then try again."
        case .inputOutput:
            return "Check the disk (`dmesg`), then start again; the file is verified at the start."
        case .corrupt: return "Keep the file for examination and restore the last good copy."
        case .notADatabase:
            return "Check the path; restore the last good copy if the path is right."
        case .permissionDenied: return "Check the owner and the mode of the file and of its folder."
        case .cannotOpen: return "Check that the folder exists and the path is that of a file."
        case .constraintViolated, .statementFailed:
            return "Check that the path is right; if it is, this is a defect: please report it."
        case .settingRefused: return "Keep the file on a local disk, not on a network file system."
        case .newerSchema: return "Install the version of this program that wrote the file."
        }
    }
}

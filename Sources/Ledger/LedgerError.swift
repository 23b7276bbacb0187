public import PostgreSQL
public import Storage

/// Why the ledger's store cannot be used.
public enum LedgerError: Error, Equatable, Sendable {
    /// The database reported it.
    case storage(StorageError)
    /// The database server reported it, or cannot be reached.
    case postgreSQL(PostgreSQLError)
    /// Another ledger writes to the store.
    case inUse(path: String)
    /// Another ledger has become the one that writes.
    case replaced(path: String)
    /// The lock beside the file cannot be made.
    case cannotLock(path: String, reason: String)
    /// A database, but none of a ledger.
    case notALedger(path: String)
    /// A ledger that an earlier version wrote, or an empty store that is to be read.
    case olderLayout(path: String)
    /// A ledger that a later version wrote.
    case newerLayout(path: String, found: Int, known: Int)
    /// A ledger of before records were signed.
    case unsignedLayout(path: String)
    /// A backup cannot be written or read.
    case archive(ArchiveError)
    /// Other transactions were in the way of one, again and again.
    case contended(path: String)
    /// It was closed before the call: the program is ending.
    case closed(path: String)
    /// What was stored cannot be read any more.
    case damaged(path: String, what: String)

    /// What happened.
    public var sentence: String {
        switch self {
        case .storage(let error): error.sentence
        case .postgreSQL(let error): error.sentence
        case .replaced(let path): "Another ledger has taken over \(path)."
        case .inUse(let path): "Another ledger is running on \(path)."
        case .cannotLock(let path, let reason): "\(path) cannot be locked: \(reason)."
        case .notALedger(let path): "\(path) is a database, but not a ledger's."
        case .olderLayout(let path): "\(path) was written by an earlier version of this program."
        case .newerLayout(let path, let found, let known):
            "\(path) has layout \(found); this program knows layouts up to \(known)."
        case .unsignedLayout(let path):
            "\(path) holds records from before records were signed."
        case .archive(let error): error.sentence
        case .contended(let path): "\(path) is changed by another program at the same time."
        case .closed(let path): "\(path) was closed."
        case .damaged(let path, let what): "\(path) is damaged: \(what)"
        }
    }

    /// What to do next.
    public var hint: String {
        switch self {
        case .storage(let error): error.hint
        case .postgreSQL(let error): error.hint
        case .replaced: "Let one ledger alone run on the store, and start that one again."
        case .inUse: "Use the one that runs, or stop it first."
        case .cannotLock: "Check the owner and the mode of the folder."
        case .notALedger: "Check the key `store` of the configuration."
        case .olderLayout: "Make a backup, then run `ledger migrate`."
        case .newerLayout: "Use the program's later version."
        case .unsignedLayout:
            "Move the file away and enrol the kiosks: they send all their records again, signed."
        case .archive(let error): error.hint
        case .contended: "Let one ledger alone write to the store."
        case .closed: "Start the ledger again."
        case .damaged:
            "Keep the file for examination and restore the last good copy."
        }
    }

    /// True when the store must be opened again, and so checked, before anything else: what the disk
    /// holds is not known any more.
    public var isFatal: Bool {
        switch self {
        case .storage(let error): error.isFatal
        case .replaced: true
        case .postgreSQL, .inUse, .cannotLock, .notALedger, .olderLayout, .newerLayout,
            .unsignedLayout,
            .archive,
            .contended, .closed, .damaged:
            false
        }
    }
}

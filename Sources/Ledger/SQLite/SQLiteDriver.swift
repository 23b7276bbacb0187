import Relational
import Storage

/// A ledger in one SQLite file. One program writes to it; readers may look in beside it.
struct SQLiteDriver: LedgerDriver {
    let path: String

    /// “PKLG” in SQLite's header tells a ledger from any other database, a kiosk's journal above all.
    static let applicationIdentifier: Int64 = 0x504B_4C47

    var name: String { path }

    func connect(_ purpose: StorePurpose) throws -> SQLiteConnection {
        let options = DatabaseOptions(
            isReadOnly: purpose == .reading,
            cacheKibibytes: 65_536,
            logPageLimit: 8_000
        )
        return SQLiteConnection(try Database(path: path, options: options))
    }

    func contents(of connection: SQLiteConnection) throws -> StoreContents {
        let identifier = try connection.first("PRAGMA application_id") { try $0.integer(0) }
        let tables = try connection.query("SELECT name FROM sqlite_schema") { try $0.text(0) }
        if identifier == 0, tables.isEmpty { return .nothing }
        guard identifier == Self.applicationIdentifier else {
            throw LedgerError.notALedger(path: path)
        }
        guard tables.contains(LedgerTables.layout.name) else {
            throw LedgerError.unsignedLayout(path: path)
        }
        return .ledger
    }

    func mark(_ connection: SQLiteConnection) throws {
        try connection.execute("PRAGMA application_id = \(Self.applicationIdentifier)")
    }

    func claim(_ connection: SQLiteConnection) throws -> WriterLock {
        try WriterLock(store: path)
    }

    /// A file has no connection that could be lost, and one program writes to it.
    func remedy(for error: any Error) -> StoreRemedy { .none }

    func ledgerError(_ error: any Error) -> LedgerError? {
        (error as? StorageError).map(LedgerError.storage)
    }
}

extension WriterLock: WriterClaim {
    /// The system holds the lock.
    func check(_ connection: some SQLConnection) {}

    func resume(on connection: some SQLConnection) {}
}

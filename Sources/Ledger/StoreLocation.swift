public import Book
public import DeviceThreads

/// Where a ledger is kept, as the configuration names it.
public enum StoreLocation: Hashable, Sendable {
    /// `sqlite:` and the path of a file.
    case sqlite(path: String)
    /// A URL of libpq's, `postgresql://user@host/database`. It may hold a password.
    case postgreSQL(url: String)

    /// Reads `sqlite:var/ledger.sqlite` or `postgresql://…`; nil for anything else.
    public init?(_ text: String) {
        let schemes = ["postgresql://", "postgres://"]
        if schemes.contains(where: { text.hasPrefix($0) && text.count > $0.count }) {
            self = .postgreSQL(url: text)
            return
        }
        let scheme = "sqlite:"
        guard text.hasPrefix(scheme), text.count > scheme.count else { return nil }
        self = .sqlite(path: String(text.dropFirst(scheme.count)))
    }

    /// Opens the store for writing, and makes it where there is none.
    ///
    /// `rules` say which sales go to suspense; the store works on a thread of its own unless told
    /// otherwise.
    public func open(
        rules: IntakeRules = IntakeRules(),
        executor: any SerialExecutor = DeviceThread(name: "ledger store")
    ) async throws(LedgerError) -> any LedgerStore {
        switch self {
        case .sqlite(let path):
            let driver = SQLiteDriver(path: path)
            return try await StoredLedger.open(driver, rules: rules, executor: executor)
        case .postgreSQL(let url):
            let driver = PostgreSQLDriver(url: url)
            return try await StoredLedger.open(driver, rules: rules, executor: executor)
        }
    }

    /// Makes the tables or brings them up to date.
    public func migrate() async throws(LedgerError) -> MigrationReport {
        switch self {
        case .sqlite(let path): try await StoredLedger.migrate(SQLiteDriver(path: path))
        case .postgreSQL(let url): try await StoredLedger.migrate(PostgreSQLDriver(url: url))
        }
    }

    /// Fills an empty store from a backup.
    public func restore(from path: String) async throws(LedgerError) -> MigrationReport {
        switch self {
        case .sqlite(let file):
            try await StoredLedger.restore(SQLiteDriver(path: file), from: path)
        case .postgreSQL(let url):
            try await StoredLedger.restore(PostgreSQLDriver(url: url), from: path)
        }
    }

    /// Opens the store for reading only, also while a ledger runs on it.
    public func openReader() async throws(LedgerError) -> any LedgerReading {
        switch self {
        case .sqlite(let path): try await StoredLedger.openReader(SQLiteDriver(path: path))
        case .postgreSQL(let url): try await StoredLedger.openReader(PostgreSQLDriver(url: url))
        }
    }
}

/// Where a ledger is kept, as the configuration names it.
public enum StoreLocation: Hashable, Sendable {
    /// `sqlite:` and the path of a file.
    case sqlite(path: String)

    /// Reads `sqlite:var/ledger.sqlite`; nil for anything else.
    public init?(_ text: String) {
        let scheme = "sqlite:"
        guard text.hasPrefix(scheme), text.count > scheme.count else { return nil }
        self = .sqlite(path: String(text.dropFirst(scheme.count)))
    }

    /// Opens the store for writing, and makes it where there is none.
    public func open() async throws(LedgerError) -> any LedgerStore {
        switch self {
        case .sqlite(let path): try await SQLiteLedger.open(path: path)
        }
    }

    /// Opens the store for reading only, also while a ledger runs on it.
    public func openReader() async throws(LedgerError) -> any LedgerReading {
        switch self {
        case .sqlite(let path): try await SQLiteLedger.openReader(path: path)
        }
    }
}

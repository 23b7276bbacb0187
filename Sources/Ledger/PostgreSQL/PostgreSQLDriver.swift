import PostgreSQL
import Relational

/// A ledger in a database of PostgreSQL's, or of what speaks its protocol.
struct PostgreSQLDriver: LedgerDriver {
    let url: String
    var options = PostgreSQLOptions()

    /// The URL without user, password and parameters.
    var name: String {
        let rest = url.drop { $0 != ":" }.dropFirst(3).prefix { $0 != "?" }
        let place = rest.split(separator: "@", omittingEmptySubsequences: false).last ?? rest
        return "postgresql://\(place)"
    }

    func connect(_ purpose: StorePurpose) throws -> PostgreSQLConnection {
        try PostgreSQLConnection(url: url, options: options)
    }

    func contents(of connection: PostgreSQLConnection) throws -> StoreContents {
        let tables = try connection.query(
            """
            SELECT CAST(table_name AS TEXT) FROM information_schema.tables
            WHERE table_schema = current_schema()
            """
        ) { try $0.text(0) }
        if tables.contains(LedgerTables.layout.name) { return .ledger }
        guard tables.allSatisfy({ $0 == PostgreSQLClaim.table.name }) else {
            throw LedgerError.notALedger(path: name)
        }
        return .nothing
    }

    /// The tables are the mark.
    func mark(_ connection: PostgreSQLConnection) {}

    func claim(_ connection: PostgreSQLConnection) throws -> PostgreSQLClaim {
        _ = try contents(of: connection)
        return try PostgreSQLClaim(on: connection, store: name)
    }

    func remedy(for error: any Error) -> StoreRemedy {
        guard let error = error as? PostgreSQLError else { return .none }
        if error.isConnectionLost || error.isOutcomeUnknown { return .reconnect }
        return error.isTransient ? .again : .none
    }

    func ledgerError(_ error: any Error) -> LedgerError? {
        (error as? PostgreSQLError).map(LedgerError.postgreSQL)
    }
}

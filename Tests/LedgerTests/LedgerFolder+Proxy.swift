import Ledger
import RecordChain
import TestSupport
import Testing

extension LedgerFolder {
    /// Runs a body with a proxy before the database, and with where the ledger is behind it.
    func withProxy(
        _ body: (PostgreSQLProxy, StoreLocation) async throws -> Void
    ) async throws {
        let (server, name) = try #require(database)
        try await PostgreSQLProxy.run(before: server.port) { proxy in
            try await body(proxy, .postgreSQL(url: proxy.url(database: name)))
        }
    }
}

extension JournalWriter {
    /// One more sale, and the batch of its records.
    mutating func nextSale(from first: UInt32? = nil) throws -> RecordBatch {
        let start = first ?? head.sequence + 1
        sell()
        return try batch(start...head.sequence)
    }
}

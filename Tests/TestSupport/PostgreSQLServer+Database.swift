internal import PostgreSQL
internal import Synchronization

extension PostgreSQLServer {
    private static let ownedDatabaseCount = Atomic(0)

    /// Makes an empty database; its owner drops it.
    public func makeDatabase() throws -> String {
        let number = Self.ownedDatabaseCount.add(1, ordering: .relaxed).newValue
        let name = "owned_\(number)"
        try administerNow("CREATE DATABASE \(name)")
        return name
    }

    /// Drops a database, whoever is still connected.
    public func dropDatabase(_ name: String) throws {
        try administerNow("DROP DATABASE \(name) WITH (FORCE)")
    }

    /// Blocks for some milliseconds: a test's fixture is made and removed where nothing can wait.
    private func administerNow(_ sql: String) throws {
        let connection = try PostgreSQLConnection(url: url(overSocket: true))
        defer { connection.close() }
        try connection.execute(sql)
    }
}

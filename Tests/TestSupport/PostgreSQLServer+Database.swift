internal import Synchronization

extension PostgreSQLServer {
    private static let ownedDatabaseCount = Atomic(0)

    /// Makes an empty database; its owner drops it.
    public func makeDatabase() throws -> String {
        let number = Self.ownedDatabaseCount.add(1, ordering: .relaxed).newValue
        let name = "owned_\(number)"
        try administer("CREATE DATABASE \(name)")
        return name
    }

    /// Drops a database, whoever is still connected.
    public func dropDatabase(_ name: String) throws {
        try administer("DROP DATABASE \(name) WITH (FORCE)")
    }
}

import DeviceThreads
import PostgreSQL
import Relational
import Storage
import TestSupport
import Testing

/// A promise of the port, kept by each database.
struct Promise: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let sqlite: @Sendable (Contract<SQLiteConnection>) throws -> Void
    let postgreSQL: @Sendable (Contract<PostgreSQLConnection>) throws -> Void

    static let all = [
        Promise("every value comes back") {
            try $0.keepsValues()
        } _: {
            try $0.keepsValues()
        },
        Promise("long values") {
            try $0.keepsLongValues()
        } _: {
            try $0.keepsLongValues()
        },
        Promise("NULL for every type") {
            try $0.takesNullForEveryType()
        } _: {
            try $0.takesNullForEveryType()
        },
        Promise("run each") {
            try $0.runsEach()
        } _: {
            try $0.runsEach()
        },
        Promise("ask each") {
            try $0.asksEach()
        } _: {
            try $0.asksEach()
        },
        Promise("throwing bodies") {
            try $0.survivesThrowingBodies()
        } _: {
            try $0.survivesThrowingBodies()
        },
        Promise("duplicates") {
            try $0.refusesDuplicates()
        } _: {
            try $0.refusesDuplicates()
        },
        Promise("types") {
            try $0.checksTypes()
        } _: {
            try $0.checksTypes()
        },
    ]

    private init(
        _ name: String,
        _ sqlite: @escaping @Sendable (Contract<SQLiteConnection>) throws -> Void,
        _ postgreSQL: @escaping @Sendable (Contract<PostgreSQLConnection>) throws -> Void
    ) {
        (testDescription, self.sqlite, self.postgreSQL) = (name, sqlite, postgreSQL)
    }
}

@Suite(.timeLimit(.minutes(1)))
struct ContractTests {
    @Test(arguments: Promise.all)
    func `SQLite keeps the port's promises`(promise: Promise) throws {
        let folder = TemporaryFolder()
        let connection = SQLiteConnection(try Database(path: folder.file("contract")))
        defer { connection.close() }
        try promise.sqlite(Contract(connection: connection))
    }

    @Test(arguments: Promise.all, [true, false])
    func `PostgreSQL keeps the port's promises`(promise: Promise, copies: Bool) async throws {
        let server = try await PostgreSQLServer.shared
        try await server.withDatabase { database in
            try await DeviceWorker(name: "pg-client").perform {
                let connection = try PostgreSQLConnection(
                    url: server.url(database: database),
                    options: PostgreSQLOptions(copies: copies)
                )
                defer { connection.close() }
                try promise.postgreSQL(Contract(connection: connection))
            }
        }
    }
}

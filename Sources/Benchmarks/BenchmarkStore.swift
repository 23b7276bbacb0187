import Glibc
import Ledger
import TestSupport

/// Where a ledger under measurement keeps its records.
enum BenchmarkStore: Sendable {
    case sqlite
    case postgreSQL(PostgreSQLServer)

    /// All that this machine has; of PostgreSQL's absence it tells the reason.
    static func available() async throws -> [BenchmarkStore] {
        do {
            return [.sqlite, .postgreSQL(try await PostgreSQLServer.start(isDurable: true))]
        } catch let obstacle as PostgreSQLUnavailable {
            print("the ledger on PostgreSQL was not measured: \(obstacle)")
            return [.sqlite]
        }
    }

    /// For the name of a row.
    var name: String {
        switch self {
        case .sqlite: "SQLite"
        case .postgreSQL: "PostgreSQL"
        }
    }

    /// For its conditions.
    var words: String {
        switch self {
        case .sqlite: "SQLite on disk, every commit flushed"
        case .postgreSQL: "PostgreSQL on the same machine over a socket, every commit flushed"
        }
    }

    /// Runs `body` with a new, empty place, which goes with it.
    func withLocation<Result>(
        in folder: WorkFolder,
        _ body: (String) async throws -> Result
    ) async throws -> Result {
        switch self {
        case .sqlite:
            return try await body("sqlite:\(folder.file("ledger.sqlite"))")
        case .postgreSQL(let server):
            let database = try server.makeDatabase()
            defer { try? server.dropDatabase(database) }
            return try await body(server.url(database: database, overSocket: true))
        }
    }

    /// What the database took of all processors so far, in seconds; a file has no processes.
    func databaseProcessorSeconds() throws -> Double {
        guard case .postgreSQL(let server) = self else { return 0 }
        return try server.processorSeconds()
    }
}

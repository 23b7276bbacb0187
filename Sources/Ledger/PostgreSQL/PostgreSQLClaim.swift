import Glibc
import PostgreSQL
import Relational

/// The right to write to a database: a term of office, one higher than the one before.
///
/// 1. Every transaction that writes reads the term under a lock. A ledger whose term is over changes
///    nothing any more, however long it hung: this keeps the books right.
/// 2. An advisory lock of PostgreSQL's keeps a second ledger from starting while the first is
///    connected. It is a courtesy: databases that have no such lock do without.
final class PostgreSQLClaim: WriterClaim {
    static let table = SQLTable(
        "ledger_writer",
        [.text("role"), .integer("term")],
        key: ["role"]
    )

    private let store: String
    private let term: Int64

    init(on connection: PostgreSQLConnection, store: String) throws {
        try Self.lock(connection, store: store)
        self.store = store
        try connection.execute(
            "CREATE TABLE IF NOT EXISTS ledger_writer (role TEXT PRIMARY KEY, term BIGINT NOT NULL)"
        )
        let term = try connection.transaction {
            try connection.run(
                """
                INSERT INTO ledger_writer VALUES ('ledger', 1)
                ON CONFLICT (role) DO UPDATE SET term = ledger_writer.term + 1
                """
            )
            return try connection.first("SELECT term FROM ledger_writer WHERE role = 'ledger'") {
                try $0.integer(0)
            }
        }
        guard let term else { throw Damage(what: "its writer's term is missing.") }
        self.term = term
    }

    func check(_ connection: some SQLConnection) throws {
        let current = try connection.first(
            "SELECT term FROM ledger_writer WHERE role = 'ledger' FOR SHARE"
        ) { try $0.integer(0) }
        guard current == term else { throw LedgerError.replaced(path: store) }
    }

    /// The term first: who was replaced is not to wait for the lock of the one that came after.
    func resume(on connection: some SQLConnection) throws {
        try check(connection)
        try Self.lock(connection, store: store)
    }

    /// Held for as long as the connection is. The server notices the end of a connection a little
    /// after the program at its other end: a lock that is held is asked for some times more.
    private static func lock(_ connection: some SQLConnection, store: String) throws {
        for _ in 0..<attemptLimit {
            do {
                if try tryLock(connection) { return }
            } catch let error as PostgreSQLError where error.fault?.sqlState == "42883" {
                // A database without such locks.
                return
            }
            usleep(pauseMicroseconds)
        }
        throw LedgerError.inUse(path: store)
    }

    private static let attemptLimit = 20
    private static let pauseMicroseconds: UInt32 = 50_000

    /// The number is “PKLG”.
    private static func tryLock(_ connection: some SQLConnection) throws -> Bool {
        try connection.first("SELECT pg_try_advisory_lock(\(0x504B_4C47))") {
            try $0.integer(0) == 1
        } ?? false
    }
}

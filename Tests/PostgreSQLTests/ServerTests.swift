import DeviceThreads
import PostgreSQL
import Relational
import TestSupport
import Testing

/// What only PostgreSQL does.
@Suite(.timeLimit(.minutes(1)))
struct ServerTests {
    @Test func `integers of every size and all kinds of text are read`() async throws {
        try await withConnection { connection in
            let sql = """
                SELECT CAST(-7 AS smallint), CAST(-8 AS integer), CAST(-9 AS bigint), TRUE, \
                CAST('a' AS text), CAST('b' AS varchar), CAST('c' AS name)
                """
            let row = try connection.first(sql) { row in
                (try (0..<4).map { try row.integer($0) }, try (4..<7).map { try row.text($0) })
            }
            #expect(row?.0 == [-7, -8, -9, 1])
            #expect(row?.1 == ["a", "b", "c"])
            let error = #expect(throws: PostgreSQLError.self) {
                try connection.first("SELECT CAST(1 AS numeric)") { try $0.integer(0) }
            }
            #expect(error?.fault?.message == "column 0 holds type 1700, no integer")
        }
    }

    @Test func `a commit after a failed statement whose error was kept is an error`() async throws {
        try await withConnection { connection in
            try connection.execute("CREATE TABLE t (id BIGINT PRIMARY KEY)")
            let error = #expect(throws: PostgreSQLError.self) {
                try connection.transaction {
                    try connection.run("INSERT INTO t VALUES (?)", 1)
                    _ = try? connection.run("INSERT INTO t VALUES (?)", 1)
                }
            }
            #expect(error?.fault?.operation == "COMMIT")
            #expect(error?.isOutcomeUnknown == false)
            let count = try connection.first("SELECT COUNT(*) FROM t") { try $0.integer(0) }
            #expect(count == 0)
        }
    }

    @Test func `a table that changes makes its statements new`() async throws {
        try await withConnection { connection in
            try connection.execute("CREATE TABLE t (id BIGINT)")
            try connection.run("INSERT INTO t VALUES (?)", 1)
            let ask = { try connection.query("SELECT * FROM t") { try $0.integer(0) } }
            _ = try ask()
            try connection.execute("ALTER TABLE t ADD COLUMN other BIGINT")
            #expect(throws: PostgreSQLError.self) { try ask() }
            let found = try ask()
            #expect(found == [1])
        }
    }

    @Test func `a statement that takes too long is given up`() async throws {
        try await withConnection(PostgreSQLOptions(statementTimeoutMilliseconds: 50)) {
            connection in
            let error = #expect(throws: PostgreSQLError.self) {
                try connection.execute("SELECT pg_sleep(20)")
            }
            guard case .timedOut = error else {
                Issue.record("\(String(describing: error))")
                return
            }
            try connection.execute("SELECT 1")
        }
    }

    @Test func `money is committed to the disk, and notices are not printed`() async throws {
        try await withConnection { connection in
            try connection.execute("DO $$ BEGIN RAISE WARNING 'not for the terminal'; END $$")
            for (setting, value) in [
                ("synchronous_commit", "on"), ("default_transaction_isolation", "read committed"),
                ("client_encoding", "UTF8"), ("application_name", "prepaid ledger"),
                ("idle_in_transaction_session_timeout", "1min"),
            ] {
                let found = try connection.first("SHOW \(setting)") { try $0.text(0) }
                #expect(found == value, "\(setting)")
            }
        }
    }

    @Test func `a snapshot sees one moment`() async throws {
        let server = try await PostgreSQLServer.shared
        try await server.withDatabase { database in
            try await DeviceWorker(name: "pg-client").perform {
                let writer = try PostgreSQLConnection(url: server.url(database: database))
                defer { writer.close() }
                let reader = try PostgreSQLConnection(
                    url: server.url(database: database, overSocket: true)
                )
                defer { reader.close() }
                try writer.execute("CREATE TABLE t (id BIGINT)")
                let count = { try reader.first("SELECT COUNT(*) FROM t") { try $0.integer(0) } }
                let counts = try reader.snapshot {
                    let before = try count()
                    try writer.run("INSERT INTO t VALUES (?)", 1)
                    return [before, try count()]
                }
                #expect(counts == [0, 0])
                let after = try count()
                #expect(after == 1)
                let error = #expect(throws: PostgreSQLError.self) {
                    try reader.snapshot { try reader.run("INSERT INTO t VALUES (?)", 2) }
                }
                #expect(error?.fault?.sqlState == "25006")
            }
        }
    }

    @Test func `a server that was killed comes back with what was committed`() async throws {
        let server = try await PostgreSQLServer.start(isDurable: true)
        defer { server.stop() }
        let url = server.url()
        try await DeviceWorker(name: "pg-client").perform {
            let connection = try PostgreSQLConnection(url: url)
            defer { connection.close() }
            try connection.execute("CREATE TABLE t (id BIGINT)")
            try connection.run("INSERT INTO t VALUES (?)", 1)
        }
        try await server.kill()
        let error = #expect(throws: PostgreSQLError.self) { try PostgreSQLConnection(url: url) }
        #expect(error?.isConnectionLost == true)
        try await server.restart()
        try await DeviceWorker(name: "pg-client").perform {
            let connection = try PostgreSQLConnection(url: url)
            defer { connection.close() }
            let found = try connection.query("SELECT id FROM t") { try $0.integer(0) }
            #expect(found == [1])
        }
    }

    private func withConnection(
        _ options: PostgreSQLOptions = PostgreSQLOptions(),
        _ body: @Sendable (PostgreSQLConnection) throws -> Void
    ) async throws {
        let server = try await PostgreSQLServer.shared
        try await server.withDatabase { database in
            try await DeviceWorker(name: "pg-client").perform {
                let connection = try PostgreSQLConnection(
                    url: server.url(database: database),
                    options: options
                )
                defer { connection.close() }
                try body(connection)
            }
        }
    }
}

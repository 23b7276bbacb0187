import DeviceThreads
import PostgreSQL
import Relational
import TestSupport
import Testing

/// What goes wrong between this program and the server, through the proxy.
@Suite(.timeLimit(.minutes(1)))
struct FaultTests {
    private static let insert = "INSERT INTO counter VALUES (?, ?)"
    private static let table = SQLTable(
        "counter",
        [.integer("id"), .integer("value")],
        key: ["id"]
    )

    @Test(arguments: ["40001", "40P01"])
    func `a conflict at a statement rolls back, and the transaction runs again`(
        state: String
    ) async throws {
        try await withTable { proxy, _, connection in
            for point in [PostgreSQLProxy.Point.statement(2), .statement(3), .commit(1)] {
                proxy.arm(.fail(state: state), at: point)
                let error = #expect(throws: PostgreSQLError.self) { try Self.work(connection) }
                #expect(error?.isTransient == true)
                #expect(error?.isConnectionLost == false && error?.isOutcomeUnknown == false)
                #expect(error?.fault?.sqlState == state)
                try Self.expect([], in: connection)
            }
            try Self.work(connection)
            try Self.expect([10, 20], in: connection)
            #expect(proxy.happened == 3)
        }
    }

    @Test func `a conflict in the middle of a pipeline leaves a usable connection`() async throws {
        try await withTable { proxy, _, connection in
            var rows = SQLRows(columnCount: 2)
            for id in 1...2_000 { rows.append(id, 0) }
            for place in [2, 700, 2_001] {
                proxy.arm(.fail(state: "40001"), at: .statement(place))
                let error = #expect(throws: PostgreSQLError.self) {
                    try connection.transaction { _ = try connection.runEach(Self.insert, rows) }
                }
                #expect(error?.isTransient == true)
                try Self.expect([], in: connection)
            }
            let changes = try connection.runEach(Self.insert, rows)
            #expect(changes == 2_000)
        }
    }

    @Test func `the answer of a commit that is lost leaves the outcome unknown`() async throws {
        try await withTable { proxy, direct, connection in
            proxy.arm(.cutAnswer, at: .commit(1))
            let error = #expect(throws: PostgreSQLError.self) { try Self.work(connection) }
            #expect(error?.isOutcomeUnknown == true && error?.isConnectionLost == true)
            try Self.expect([10, 20], in: direct)
            try Self.expectLost(connection)
        }
    }

    @Test func `a commit that did not arrive leaves the outcome unknown too`() async throws {
        try await withTable { proxy, direct, connection in
            proxy.arm(.cut, at: .commit(1))
            let error = #expect(throws: PostgreSQLError.self) { try Self.work(connection) }
            #expect(error?.isOutcomeUnknown == true && error?.isConnectionLost == true)
            try Self.expect([], in: direct)
        }
    }

    @Test(arguments: ["40003", "08006", "57P01"])
    func `a commit that the server is not sure of is unknown`(state: String) async throws {
        try await withTable { proxy, direct, connection in
            proxy.arm(.failAfterwards(state: state), at: .commit(1))
            let error = #expect(throws: PostgreSQLError.self) { try Self.work(connection) }
            #expect(error?.isOutcomeUnknown == true)
            #expect(error?.isConnectionLost == (state != "40003"))
            #expect(connection.isUsable == (state == "40003"))
            try Self.expect([10, 20], in: direct)
        }
    }

    @Test func `a connection that is cut in a transaction undoes it`() async throws {
        try await withTable { proxy, direct, connection in
            proxy.arm(.cut, at: .statement(3))
            let error = #expect(throws: PostgreSQLError.self) { try Self.work(connection) }
            #expect(error?.isConnectionLost == true && error?.isOutcomeUnknown == false)
            try Self.expect([], in: direct)
            try Self.expectLost(connection)
        }
    }

    @Test func `a change outside a transaction whose answer is lost is unknown`() async throws {
        try await withTable { proxy, direct, connection in
            proxy.arm(.cutAnswer, at: .statement(1))
            let error = #expect(throws: PostgreSQLError.self) {
                try connection.run(Self.insert, 1, 10)
            }
            #expect(error?.isOutcomeUnknown == true)
            try Self.expect([10], in: direct)
        }
    }

    @Test(arguments: [1, 400, 1_500])
    func `a pipeline that is cut is undone`(place: Int) async throws {
        try await withTable { proxy, direct, connection in
            var rows = SQLRows(columnCount: 2)
            for id in 1...2_000 { rows.append(id, 0) }
            proxy.arm(.cut, at: .statement(place + 1))
            let error = #expect(throws: PostgreSQLError.self) {
                try connection.transaction { _ = try connection.runEach(Self.insert, rows) }
            }
            #expect(error?.isConnectionLost == true && error?.isOutcomeUnknown == false)
            try Self.expect([], in: direct)
            try Self.expectLost(connection)
        }
    }

    @Test func `an append that is cut is undone`() async throws {
        try await withTable { proxy, direct, connection in
            var rows = SQLRows(columnCount: 2)
            for id in 1...50_000 { rows.append(id, 0) }
            // The statement, then the pieces of its rows.
            proxy.arm(.cut, at: .message(6))
            let error = #expect(throws: PostgreSQLError.self) {
                try connection.transaction { try connection.append(rows, to: Self.table) }
            }
            #expect(error?.isConnectionLost == true && error?.isOutcomeUnknown == false)
            try Self.expect([], in: direct)
        }
    }

    @Test func `a server without COPY is given arrays`() async throws {
        try await withTable { proxy, _, connection in
            var rows = SQLRows(columnCount: 2)
            rows.append(1, 10)
            rows.append(2, 20)
            proxy.arm(.fail(state: "0A000"), at: .statement(2))
            let work = {
                try connection.transaction { try connection.append(rows, to: Self.table) }
            }
            let error = #expect(throws: PostgreSQLError.self) { try work() }
            #expect(error?.isTransient == true)
            try work()
            try Self.expect([10, 20], in: connection)
        }
    }

    @Test func `outside a transaction the arrays go at once`() async throws {
        try await withTable { proxy, _, connection in
            var rows = SQLRows(columnCount: 2)
            for id in 1...2_500 { rows.append(id, id) }
            proxy.arm(.fail(state: "0A000"), at: .statement(1))
            try connection.append(rows, to: Self.table)
            try Self.expect((1...2_500).map { $0 }, in: connection)
            #expect(proxy.happened == 1)
        }
    }

    @Test func `what is late arrives`() async throws {
        try await withTable { proxy, _, connection in
            proxy.arm(.delay(milliseconds: 30), at: .statement(2))
            let start = ContinuousClock.now
            try Self.work(connection)
            #expect(ContinuousClock.now - start >= .milliseconds(30))
            try Self.expect([10, 20], in: connection)
        }
    }

    @Test func `all connections can be cut while nobody asks`() async throws {
        try await withTable { proxy, _, connection in
            proxy.cutAll()
            let error = #expect(throws: PostgreSQLError.self) {
                // The cut may come after one question more.
                while true { _ = try Self.values(connection) }
            }
            #expect(error?.isConnectionLost == true && error?.isOutcomeUnknown == false)
        }
    }

    private static func work(_ connection: PostgreSQLConnection) throws {
        try connection.transaction {
            try connection.run(insert, 1, 10)
            try connection.run(insert, 2, 20)
        }
    }

    private static func values(_ connection: PostgreSQLConnection) throws -> [Int64] {
        try connection.query("SELECT value FROM counter ORDER BY id") { try $0.integer(0) }
    }

    private static func expect(
        _ values: [Int64],
        in connection: PostgreSQLConnection,
        sourceLocation: SourceLocation = #_sourceLocation
    ) throws {
        let found = try self.values(connection)
        #expect(found == values, sourceLocation: sourceLocation)
    }

    private static func expectLost(_ connection: PostgreSQLConnection) throws {
        #expect(!connection.isUsable)
        let error = #expect(throws: PostgreSQLError.self) { try work(connection) }
        #expect(error?.isConnectionLost == true && error?.isOutcomeUnknown == false)
    }

    /// A connection through a proxy, and one past it.
    private func withTable(
        _ body:
            @Sendable (
                PostgreSQLProxy, _ direct: PostgreSQLConnection, _ connection: PostgreSQLConnection
            ) throws -> Void
    ) async throws {
        let server = try await PostgreSQLServer.shared
        try await server.withDatabase { database in
            try await PostgreSQLProxy.run(before: server.port) { proxy in
                try await DeviceWorker(name: "pg-client").perform {
                    let direct = try PostgreSQLConnection(url: server.url(database: database))
                    defer { direct.close() }
                    try direct.create(Self.table)
                    let connection = try PostgreSQLConnection(url: proxy.url(database: database))
                    defer { connection.close() }
                    try body(proxy, direct, connection)
                }
            }
        }
    }
}

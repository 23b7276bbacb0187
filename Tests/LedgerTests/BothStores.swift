import Synchronization
import TestSupport
import Testing

/// The database under a test's ledgers.
enum TestStore: Sendable {
    case sqlite
    case postgreSQL(PostgreSQLServer)

    /// Where `LedgerFolder` makes its ledger.
    @TaskLocal static var current = TestStore.sqlite
}

/// Runs each test of a suite on PostgreSQL, and on SQLite before that where it has one body for both.
struct StoreTrait: SuiteTrait, TestTrait, TestScoping {
    let isRecursive = true
    let includesSQLite: Bool

    func provideScope(
        for test: Test,
        testCase: Test.Case?,
        performing function: @Sendable @concurrent () async throws -> Void
    ) async throws {
        guard testCase != nil else { return try await function() }
        if includesSQLite { try await function() }
        let server: PostgreSQLServer
        do { server = try await PostgreSQLServer.shared } catch let reason as PostgreSQLUnavailable
        {
            print("“\(test.name)” did not run on PostgreSQL: \(reason)")
            return
        }
        await Self.places.take()
        defer { Self.places.giveBack() }
        try await TestStore.$current.withValue(.postgreSQL(server)) { try await function() }
    }

    /// A server takes so many connections, and a test has up to three.
    private static let places = Places(8)
}

/// So many at one time; the others wait in line.
private final class Places: Sendable {
    private let state: Mutex<State>

    private struct State {
        var free: Int
        var line: [CheckedContinuation<Void, Never>] = []
    }

    init(_ count: Int) { state = Mutex(State(free: count)) }

    func take() async {
        await withCheckedContinuation { continuation in
            let isFree = state.withLock { state in
                guard state.free == 0 else {
                    state.free -= 1
                    return true
                }
                state.line.append(continuation)
                return false
            }
            if isFree { continuation.resume() }
        }
    }

    func giveBack() {
        let next = state.withLock { state in
            guard !state.line.isEmpty else {
                state.free += 1
                return nil as CheckedContinuation<Void, Never>?
            }
            return state.line.removeFirst()
        }
        next?.resume()
    }
}

extension Trait where Self == StoreTrait {
    /// Once on SQLite and once on PostgreSQL.
    static var onBothStores: StoreTrait { StoreTrait(includesSQLite: true) }

    /// For what happens between the ledger and a server.
    static var onPostgreSQL: StoreTrait { StoreTrait(includesSQLite: false) }
}

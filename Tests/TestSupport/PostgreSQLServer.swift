internal import DeviceThreads
internal import FoundationEssentials
internal import Glibc
internal import PostgreSQL
internal import Synchronization

/// A real PostgreSQL of this process, from Debian's package, in a temporary folder: on a socket there
/// and on a loopback port. It ends with the process, even if that is killed.
public final class PostgreSQLServer: Sendable {
    /// The port on the loopback interface.
    public var port: UInt16 { running.withLock { $0.port } }

    private let program: PostgreSQLProgram
    private let folder: String
    private let settings: String
    private let running: Mutex<Running>

    private struct Running {
        var shell: TetheredShell
        var port: UInt16
    }

    /// The server that all tests of this process share. It does not care for a power cut.
    public static var shared: PostgreSQLServer {
        get async throws { try await sharedServer.get() }
    }

    /// Starts a server of its own.
    ///
    /// - Parameter isDurable: whether a commit waits for the disk.
    public static func start(isDurable: Bool) async throws -> PostgreSQLServer {
        let program = try PostgreSQLProgram()
        let folder = try program.makeFolder()
        let durability = isDurable ? "on" : "off"
        let settings = "-c fsync=\(durability) -c shared_buffers=32MB -c max_connections=200"
        let prepare = "\(program.initialize(folder)) >\(folder)/log 2>&1 || exit 1"
        do {
            let running = try await launch(program, folder, settings, before: prepare)
            let server = PostgreSQLServer(program, folder, settings, running)
            return server
        } catch {
            try? FileManager.default.removeItem(atPath: folder)
            throw error
        }
    }

    private init(
        _ program: PostgreSQLProgram,
        _ folder: String,
        _ settings: String,
        _ running: Running
    ) {
        (self.program, self.folder, self.settings) = (program, folder, settings)
        self.running = Mutex(running)
    }

    deinit { stop() }

    /// A database's URL, over the loopback port or the socket.
    public func url(database: String = "postgres", overSocket: Bool = false) -> String {
        let port = port
        return overSocket
            ? "postgresql://ledger@/\(database)?host=\(folder)&port=\(port)"
            : "postgresql://ledger@127.0.0.1:\(port)/\(database)"
    }

    /// Runs `body` with the name of a new, empty database, which goes with it.
    public func withDatabase<Result>(
        isolation: isolated (any Actor)? = #isolation,
        _ body: (String) async throws -> Result
    ) async throws -> Result {
        let name = "test_\(Self.databaseCount.add(1, ordering: .relaxed).newValue)"
        try await administer("CREATE DATABASE \(name)")
        do {
            let result = try await body(name)
            try await administer("DROP DATABASE \(name) WITH (FORCE)")
            return result
        } catch {
            // The error of the body says more than one of a server that it may have stopped.
            try? await administer("DROP DATABASE \(name) WITH (FORCE)")
            throw error
        }
    }

    /// Its processes that run now, the first of them the parent of the others.
    public var processIdentifiers: [Int32] {
        guard let server = PostgreSQLProgram.process(folder) else { return [] }
        return [server] + PostgreSQLProgram.children(of: server)
    }

    /// Ends all its processes at once, as a power cut would end them.
    public func kill() async throws {
        let shell = running.withLock { $0.shell }
        program.killAll(folder: folder)
        try await waitUntil("PostgreSQL is gone") { shell.isGone }
    }

    /// Starts it again on the same data and, so that clients find it, on the same port.
    public func restart() async throws {
        let (shell, port) = running.withLock { ($0.shell, $0.port) }
        precondition(shell.isGone, "it still runs")
        let again = try await Self.launch(program, folder, settings, port: port)
        running.withLock { $0 = again }
    }

    /// Ends it, and removes its folder.
    public func stop() {
        running.withLock { $0.shell }.end()
        try? FileManager.default.removeItem(atPath: folder)
    }

    private func administer(_ sql: String) async throws {
        let url = url(overSocket: true)
        try await DeviceWorker(name: "pg-admin").perform {
            let connection = try PostgreSQLConnection(url: url)
            defer { connection.close() }
            try connection.execute(sql)
        }
    }

    /// Starts it at a free port, and waits until it takes connections.
    private static func launch(
        _ program: PostgreSQLProgram,
        _ folder: String,
        _ settings: String,
        port fixed: UInt16? = nil,
        before: String = ":"
    ) async throws -> Running {
        // PostgreSQL takes no port 0, and what was free may be taken meanwhile.
        for attempt in 1... {
            let port = try fixed ?? Loopback.freePort()
            let server = program.serve(folder, port: port, settings)
            let script =
                "\(attempt == 1 ? before : ":"); \(PostgreSQLProgram.script(server, folder))"
            let stale = PostgreSQLProgram.state(folder)
            let shell = try TetheredShell(script, outputTo: "\(folder)/log")
            if try await isReady(shell, folder, stale: stale) {
                return Running(shell: shell, port: port)
            }
            let log = (try? String(contentsOfFile: "\(folder)/log", encoding: .utf8)) ?? ""
            guard fixed == nil, attempt < 5, log.contains("Address already in use") else {
                throw PostgreSQLUnavailable.didNotStart(log: String(log.suffix(500)))
            }
        }
        fatalError("an endless loop has ended")
    }

    /// False when it ended instead.
    private static func isReady(
        _ shell: TetheredShell,
        _ folder: String,
        stale: String?
    ) async throws -> Bool {
        let end = ContinuousClock.now + .seconds(60)
        while !shell.isGone {
            let state = PostgreSQLProgram.state(folder)
            if let state, state != stale, state.contains("\nready") { return true }
            guard .now < end else { throw ConditionTimeout(description: "PostgreSQL starts") }
            try await Task.sleep(for: .milliseconds(10))
        }
        return false
    }

    private static let databaseCount = Atomic(0)
    private static let sharedServer = SharedServer()
}

/// The server of all tests: started with the first of them, ended with the process.
private actor SharedServer {
    private var starting: Task<PostgreSQLServer, any Error>?

    func get() async throws -> PostgreSQLServer {
        let task = starting ?? Task { try await PostgreSQLServer.start(isDurable: false) }
        starting = task
        let server = try await task.value
        Self.atExit.withLock { $0 = server }
        _ = Self.registerForExit
        return server
    }

    private static let atExit = Mutex<PostgreSQLServer?>(nil)

    private static let registerForExit: Void = {
        _ = atexit { SharedServer.atExit.withLock { $0?.stop() } }
    }()
}

import Demonstration
import DeviceThreads
import Foundation
import Ledger
import TestSupport
import Testing

/// `ledger run` as a program, for tests that end it in the middle of its work and start it again.
actor RunningLedger {
    private nonisolated let thread = DeviceThread(name: "ledger program")
    nonisolated var unownedExecutor: UnownedSerialExecutor { thread.asUnownedSerialExecutor() }

    private nonisolated let folder = TemporaryFolder()
    nonisolated let store: StoreLocation
    private var process: ChildProcess?

    /// On a new file, or on an empty database of PostgreSQL's.
    init(postgreSQL url: String? = nil) throws {
        store = url.map { .postgreSQL(url: $0) } ?? .sqlite(path: folder.file("ledger.sqlite"))
        let setting = url ?? "sqlite:\(folder.file("ledger.sqlite"))"
        try folder.write(
            """
            {
                store: "\(setting)", port: 0, signingKey: "\(folder.file("ledger.key"))",
                operator: { port: 0, token: "\(folder.file("ledger.token"))" },
                limits: { requestsPerSecond: 1000000, burst: 1000000 },
            }
            """,
            to: "ledger.json5"
        )
    }

    /// Starts it and waits until it listens; gives where, which is another place after each start.
    func start() throws -> String {
        let new = try spawn(["run"])
        let line = try new.waitForLine(
            containing: "listens on http",
            timeoutMilliseconds: 15_000
        )
        process = new
        return String(try #require(line.split(separator: " ").last))
    }

    /// Starts it and ends it some time later, wherever it is by then.
    func startAndKill(after microseconds: UInt32) throws {
        process = try spawn(["run"])
        usleep(microseconds)
        kill()
    }

    /// Ends it at once.
    func kill() {
        process?.kill()
        process = nil
    }

    /// Asks it to end; gives its exit status.
    func stop() -> Int32? {
        defer { process = nil }
        return process?.stop()
    }

    /// Runs another command of the program on the same store.
    func run(_ arguments: String...) throws -> Ended {
        let log = folder.file("errors")
        let end = try spawn(arguments, errorsTo: log).finish(timeoutMilliseconds: 60_000)
        let errors = try folder.text(of: "errors")
        return Ended(status: end.status, output: end.output, errors: errors)
    }

    /// What it has told its operator, over all starts.
    nonisolated func log() throws -> String { try folder.text(of: "log") }

    private func spawn(_ arguments: [String], errorsTo log: String? = nil) throws -> ChildProcess {
        try ChildProcess(
            TestedPackage.programs.appending(path: "ledger").path(),
            arguments + ["--config", folder.file("ledger.json5")],
            folder: folder.path,
            errorsTo: log ?? folder.file("log")
        )
    }
}

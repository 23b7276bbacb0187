import CommandLineTool
import Configuration
import Ledger
import LedgerService
import Logging

/// `ledger run`: serves until SIGTERM or SIGINT, or until the store cannot be trusted any more.
///
/// Standard output has what a person at the terminal wants to know, standard error the log.
@Sendable func runLedger(_ console: Console, configurationFile: String) async throws {
    let shutdown = ShutdownSignal.watch()
    let configuration = try ConfigurationFile.load(
        LedgerConfiguration.self,
        from: configurationFile
    )
    let log = EventLog.standardError()
    let server = try await LedgerServer(configuration, report: ServiceReport(log: log))
    if server.isSigningKeyNew {
        console.print(
            "\(configuration.signingKeyPath) holds a new key. Keep a copy where it is safe."
        )
    }
    console.print("The ledger listens on \(server.address)")
    log.info("started", ["address": server.address])
    let failure = await withTaskGroup(of: LedgerError?.self) { group in
        group.addTask {
            _ = await shutdown.first()
            return nil
        }
        group.addTask { await server.fatalFailure() }
        defer { group.cancelAll() }
        return await group.next() ?? nil
    }
    log.info("stopping", ["why": failure == nil ? "signal" : "store"])
    await server.stop()
    log.info("stopped")
    if let failure { throw failure }
}

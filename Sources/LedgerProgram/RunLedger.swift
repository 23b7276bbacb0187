import CommandLineTool
import Configuration
import Ledger
import LedgerService

/// `ledger run`: serves until SIGTERM or SIGINT, or until the store cannot be trusted any more.
@Sendable func runLedger(_ console: Console, configurationFile: String) async throws {
    let shutdown = ShutdownSignal.watch()
    let configuration = try ConfigurationFile.load(
        LedgerConfiguration.self,
        from: configurationFile
    )
    let server = try await LedgerServer(configuration) { sentence, hint in
        console.explain("error: \(sentence)")
        console.explain("hint: \(hint)")
    }
    if server.isSigningKeyNew {
        console.print(
            "\(configuration.signingKeyPath) holds a new key. Keep a copy where it is safe."
        )
    }
    console.print("The ledger listens on \(server.address)")
    let failure = await withTaskGroup(of: LedgerError?.self) { group in
        group.addTask {
            _ = await shutdown.first()
            return nil
        }
        group.addTask { await server.fatalFailure() }
        defer { group.cancelAll() }
        return await group.next() ?? nil
    }
    await server.stop()
    if let failure { throw failure }
}

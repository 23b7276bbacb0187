import Configuration
import Ledger
import LedgerService

/// Opens the store itself for reading, beside a ledger that runs on it or without one. So a command
/// needs no address and no key of the service, answers when the service is down, and whoever may not
/// read the file learns nothing.
func openLedger(_ configurationFile: String) async throws -> any LedgerReading {
    let configuration = try ConfigurationFile.load(
        LedgerConfiguration.self,
        from: configurationFile
    )
    return try await configuration.store.openReader()
}

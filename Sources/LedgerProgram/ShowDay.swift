import CommandLineTool
import Configuration
import Ledger
import LedgerService
import Prepayment

/// `ledger day`: reads the store itself, beside a ledger that runs on it or without one. So it needs
/// no address and no key of the service, answers when the service is down, and whoever may not read
/// the file learns nothing.
@Sendable func showDay(
    _ console: Console,
    day: BusinessDay,
    configurationFile: String,
    asJSON: Bool
) async throws {
    let configuration = try ConfigurationFile.load(
        LedgerConfiguration.self,
        from: configurationFile
    )
    let report = try await configuration.store.openReader().day(day)
    guard !asJSON else { return try console.printJSON(report) }
    for line in DayTable(report, localTime: \.localDescription).lines { console.print(line) }
}

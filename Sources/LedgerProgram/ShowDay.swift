import CommandLineTool
import Ledger
import LedgerService
import Prepayment

/// `ledger day`: a business day's sales.
@Sendable func showDay(
    _ console: Console,
    day: BusinessDay,
    configurationFile: String,
    asJSON: Bool
) async throws {
    let report = try await openLedger(configurationFile).day(day)
    guard !asJSON else { return try console.printJSON(report) }
    for line in DayTable(report, localTime: \.localDescription).lines { console.print(line) }
}

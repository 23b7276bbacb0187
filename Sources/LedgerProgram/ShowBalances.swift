import CommandLineTool
import Ledger
import LedgerService
import Prepayment

/// `ledger balances`: what stands on the accounts, read from the store itself.
@Sendable func showBalances(
    _ console: Console,
    day: BusinessDay?,
    kiosk: KioskIdentifier?,
    configurationFile: String,
    asJSON: Bool
) async throws {
    let balance = try await openLedger(configurationFile)
        .trialBalance(through: day, of: kiosk)
    guard !asJSON else { return try console.printJSON(balance) }
    for line in BalanceTable(balance).lines { console.print(line) }
}

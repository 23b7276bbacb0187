import CommandLineTool
import Ledger

/// `ledger verify`: trusts nothing but the records, and them only along their chains.
@Sendable func verifyLedger(
    _ console: Console,
    configurationFile: String,
    asJSON: Bool
) async throws {
    switch try await openLedger(configurationFile).verify() {
    case .faulty(let fault): throw fault
    case .sound(let counts):
        guard !asJSON else { return try console.printJSON(counts) }
        console.print(
            """
            All is as the kiosks recorded it: \(counts.records) records in \(counts.batches) \
            batches of \(counts.journals) journals, each batch signed and receipted, \
            \(counts.sales) sales, \(counts.transfers) transfers, \(counts.balances) balances, \
            \(counts.closedDays) closed days.
            """
        )
    }
}

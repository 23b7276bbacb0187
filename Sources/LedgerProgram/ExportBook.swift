import CommandLineTool
import Ledger
import LedgerService
import Prepayment

/// The languages in which the book can leave the house.
enum ExportFormat: String, CaseIterable {
    case beancount
}

/// `ledger export`: the book for other programs, on standard output.
@Sendable func exportBook(
    _ console: Console,
    format: ExportFormat,
    day: BusinessDay?,
    configurationFile: String
) async throws {
    let book = try await openLedger(configurationFile).extract(through: day)
    switch format {
    case .beancount: for line in BeancountExport(book).lines { console.print(line) }
    }
}

import CommandLineTool
import Cryptography
import Ledger
import LedgerService
import Prepayment
import RecordChain

let rootCommand = Command(
    "root",
    "Prints the signed root of a day that is over: keep it elsewhere, and no change stays unseen.",
    Parameter.required("--date", .businessDay, "the day of receipt"),
    configurationFile
) { console, day, path in
    let reader = try await loadConfiguration(path).store.openReader()
    guard let closed = try await reader.closedDay(day) else { throw DayNotClosed(day: day) }
    console.print(closed.checkpoint.note.description)
}

/// The root of a day that is not over, or on which there was no ledger.
struct DayNotClosed: Error {
    let day: BusinessDay

    var sentence: String { "The root of \(day) is not closed." }
    var hint: String { "A ledger that runs closes each day shortly after its midnight." }
}

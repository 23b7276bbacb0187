import CommandLineTool
import Journal
import KioskService

let journalVerifyCommand = Command(
    "verify",
    "Reads every record again and checks the whole chain.",
    .configuration
) { console, path in
    let configuration = try loadConfiguration(path)
    let journal = try JournalFile(path: configuration.journalPath, kiosk: configuration.kiosk)
    defer { journal.close() }
    let count = try journal.verify()
    console.print("\(configuration.journalPath) verifies: \(count) records, one chain.")
}

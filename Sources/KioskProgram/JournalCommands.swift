import CommandLineTool
import Journal
import KioskService

let journalVerifyCommand = Command(
    "verify",
    "Reads every record again and checks the whole chain.",
    .configuration
) { console, path in
    let configuration = try loadConfiguration(path)
    let count = try JournalFile.verify(
        path: configuration.journalPath,
        kiosk: configuration.kiosk
    )
    console.print("\(configuration.journalPath) verifies: \(count) records, one chain.")
}

import CommandLineTool
import Configuration
import Journal
import KioskService
import RecordChain

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

let journalExportCommand = Command(
    "export",
    "Writes signed records to a file, for a ledger that cannot be reached.",
    .configuration,
    .required("--to", .file, "the file to write, such as one on a stick"),
    .flag("--all", "the whole journal, not only what the ledger has not acknowledged")
) { console, path, file, isAll in
    let configuration = try loadConfiguration(path)
    let identity = try KioskIdentity.load(configuration.signingKeyPath, of: configuration.kiosk)
    let journal = try JournalFile(
        reading: configuration.journalPath,
        kiosk: configuration.kiosk
    )
    defer { journal.close() }
    var last = isAll ? 0 : try journal.acknowledged()
    let first = last + 1
    var bytes: [UInt8] = []
    while let batch = try journal.batch(after: last) {
        bytes += SignedBatch(batch, signedBy: identity.key).bytes
        last = batch.end.sequence
    }
    guard last >= first else {
        return console.print("The ledger has every record; nothing was written.")
    }
    try PrivateFile.write(bytes, to: file)
    console.print("\(file) holds records \(first) to \(last).")
}

import CommandLineTool
import Configuration
import Ledger
import LedgerService

let migrateCommand = Command(
    "migrate",
    "Makes the store's tables, or brings those of an earlier version up to date.",
    configurationFile
) { console, path in
    let report = try await loadConfiguration(path).store.migrate()
    console.print(
        report.from == report.to
            ? "The store has layout \(report.to)."
            : "The store has layout \(report.to) now; before: \(report.from)."
    )
    if report.postedRecords > 0 { console.print("Posted anew: \(report.postedRecords) records.") }
}

let backupCommand = Command(
    "backup",
    "Writes all that the kiosks signed, and what the office decided, to a file; the ledger may run.",
    Parameter.required("--to", .file, "the file; one that is there is left alone"),
    configurationFile,
    Parameter.flag("--json", "print what was written as one line of JSON")
) { console, file, path, asJSON in
    let report = try await loadConfiguration(path).store.openReader().backUp(to: file)
    guard !asJSON else { return try console.printJSON(report) }
    console.print("\(file): \(report.rows) rows, SHA-256 \(report.digest)")
}

let restoreCommand = Command(
    "restore",
    "Fills an empty store from a backup. The kiosks send again what came later.",
    Parameter.required("FILE", .file, "the backup"),
    configurationFile
) { console, file, path in
    let report = try await loadConfiguration(path).store.restore(from: file)
    console.print("Restored and posted: \(report.postedRecords) records. Check: ledger verify")
}

func loadConfiguration(_ path: String) throws -> LedgerConfiguration {
    try ConfigurationFile.load(LedgerConfiguration.self, from: path)
}

import CommandLineTool
import Prepayment

let ledgerVersion = "0.1.0"

let ledgerCommand = Command(
    "ledger",
    "The office's book of what the kiosks sold.",
    commands: [
        Command(
            "run",
            "Takes the kiosks' records over HTTP until it is stopped.",
            configurationFile,
            run: runLedger
        ),
        Command(
            "day",
            "Shows a business day's sales by kiosk and tender.",
            Parameter.required("--date", .businessDay, "which day"),
            configurationFile,
            Parameter.flag("--json", "print the report as one line of JSON"),
            run: showDay
        ),
        Command(
            "balances",
            "Shows what stands on each account.",
            Parameter.optional("--date", .businessDay, "at the end of which day (default: now)"),
            Parameter.optional("--kiosk", .kiosk, "of which kiosk (default: of all)"),
            configurationFile,
            Parameter.flag("--json", "print the balances as one line of JSON"),
            run: showBalances
        ),
        Command(
            "verify",
            "Reads every record again and checks chains, postings and balances.",
            configurationFile,
            Parameter.flag("--json", "print what was read as one line of JSON"),
            run: verifyLedger
        ),
        Command(
            "export",
            "Prints the book for other programs.",
            Parameter.required("--format", .word("FORMAT"), "in which language: beancount"),
            Parameter.optional("--date", .businessDay, "up to which day (default: all)"),
            configurationFile,
            run: exportBook
        ),
        enrolCommand,
        caseCommand,
        closeCommand,
        rootCommand,
        releaseCommand,
        importCommand,
        migrateCommand,
        backupCommand,
        restoreCommand,
    ]
)

let configurationFile = Parameter.defaulted(
    "--config",
    .file,
    to: "Config/ledger.json5",
    "the configuration"
)

extension ValueFormat where Value == BusinessDay {
    static var businessDay: ValueFormat {
        ValueFormat("YYYY-MM-DD", expectation: "a day such as 2026-11-22") { BusinessDay($0) }
    }
}

extension ValueFormat where Value == KioskIdentifier {
    static var kiosk: ValueFormat {
        ValueFormat("NUMBER", expectation: "the number of a kiosk, such as 7") { text in
            UInt32(text).map { KioskIdentifier($0) }
        }
    }
}

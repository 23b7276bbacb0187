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
        enrolCommand,
        caseCommand,
        releaseCommand,
        importCommand,
    ]
)

let configurationFile = Parameter.defaulted(
    "--config",
    .file,
    to: "Config/ledger.json5",
    "the configuration"
)

extension ValueFormat where Value == BusinessDay {
    fileprivate static var businessDay: ValueFormat {
        ValueFormat("YYYY-MM-DD", expectation: "a day such as 2026-11-22") { BusinessDay($0) }
    }
}

import CommandLineTool
import Configuration
import KioskService
import Prepayment

/// The words of `kiosk`.
let kioskCommand = Command(
    "kiosk",
    "The lobby kiosk: tops up prepaid cards for offline meters.",
    commands: [
        runCommand,
        checkConfigurationCommand,
        enrolCommand,
        sellCommand,
        settleCommand,
        refundCommand,
        Command("card", "Issues and shows cards.", commands: [cardIssueCommand, cardShowCommand]),
        Command("keys", "Makes key files.", commands: [keysNewCommand, keysExtractCommand]),
        Command(
            "journal",
            "Looks after the journal.",
            commands: [journalVerifyCommand, journalExportCommand]
        ),
        Command(
            "receipt",
            "Looks after receipts.",
            commands: [receiptPreviewCommand, receiptLintCommand, receiptReprintCommand]
        ),
        Command("day", "Shows and closes days.", commands: [dayShowCommand, dayCloseCommand]),
        Command(
            "held",
            "Looks after money that is kept for cards.",
            commands: [heldListCommand, heldPayOutCommand]
        ),
    ]
)

extension Parameter where Value == String {
    /// Where the configuration is.
    static var configuration: Parameter {
        .defaulted("--config", .file, to: "Config/kiosk.json5", "the kiosk's configuration")
    }
}

extension Parameter where Value == Bool {
    /// For scripts.
    static var json: Parameter { .flag("--json", "print the result as one line of JSON") }
}

/// Reads a configuration whole.
func loadConfiguration(_ path: String) throws -> KioskConfiguration {
    try ConfigurationFile.load(KioskConfiguration.self, from: path)
}

let checkConfigurationCommand = Command(
    "check-config",
    "Reads the configuration and says what is wrong with it.",
    .configuration
) { console, path in
    let configuration = try loadConfiguration(path)
    let utilities = configuration.terms.map(\.tariff.utility.name).joined(separator: ", ")
    console.print("\(path) is sound: kiosk \(configuration.kiosk) sells \(utilities).")
    console.print(configuration.printer.summary)
    console.print(configuration.screenSummary)
}

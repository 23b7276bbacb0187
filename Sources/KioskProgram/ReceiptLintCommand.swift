import CommandLineTool
import KioskService
import ReceiptPrinting

let receiptLintCommand = Command(
    "lint",
    "Looks for what would not be printed as it is written, in every template and language.",
    .configuration,
    .optional("--folder", .text("FOLDER"), "the templates' folder; else the configured one")
) { console, path, folder in
    let printer = try loadConfiguration(path).printer
    let templates = try TemplateFolder(
        folder ?? printer.templateFolder,
        names: ReceiptTemplateName.allCases.map(\.rawValue)
    )
    let findings = templates.lint(for: printer.profile.profile)
    for finding in findings {
        let widths = finding.columns.map(String.init).joined(separator: ", ")
        let place = finding.columns == TemplateFolder.widths ? "" : " (\(widths) columns)"
        console.print("\(finding.error.sentence)\(place) \(finding.error.hint)")
    }
    guard findings.isEmpty else { throw LintFailure(count: findings.count) }
    let (names, languages) = (templates.names.count, templates.languages.joined(separator: ", "))
    console.print("\(names) templates in \(languages) are sound for \(printer.profile.name).")
}

/// Templates would not be printed as they are written.
private struct LintFailure: Explained {
    let count: Int
    var sentence: String { count == 1 ? "There is 1 finding." : "There are \(count) findings." }
    var hint: String { "Correct the templates; see them with kiosk receipt preview." }
}

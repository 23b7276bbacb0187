import CommandLineTool
import KioskService

let enrolCommand = Command(
    "enrol",
    "Makes the kiosk known to its ledger, with a code from the office.",
    .configuration,
    .required("--code", .text("CODE"), "what `ledger enrol` told")
) { console, path, code in
    let configuration = try loadConfiguration(path)
    let identity = try await Enrolment.enrol(configuration, code: code)
    console.print(
        "\(identity.kiosk) is enrolled; \(configuration.signingKeyPath) holds its key \(identity.keyIdentifier)."
    )
}

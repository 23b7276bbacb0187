import CommandLineTool
import DESFire
import PrepaymentCards

let keysNewCommand = Command(
    "new",
    "Writes a file with new random keys, for an estate that begins.",
    .required("FILE", .file, "the key file to write; it must not exist"),
    .defaulted(
        "--system",
        .systemIdentifier,
        to: "prepaid-estate",
        "the estate's own name, kept for good"
    )
) { console, path, system in
    try KeyFile.create(path, systemIdentifier: system)
    console.print("\(path) holds the keys of \(system). Keep a copy where it is safe.")
}

let keysExtractCommand = Command(
    "extract",
    "Writes a file with some of a key file's keys, for a meter or a lobby kiosk.",
    .required("SOURCE", .file, "the estate's key file"),
    .required("FILE", .file, "the key file to write; it must not exist"),
    .required("--role", .role, "meter, load or read")
) { console, source, path, role in
    try KeyFile.extract([role], from: source, to: path)
    console.print("\(path) holds the \(role.rawValue) key.")
}

extension ValueFormat where Value == String {
    static var systemIdentifier: ValueFormat {
        ValueFormat("NAME", expectation: "6 to 21 letters, digits and hyphens") { text in
            KeyFile.isSystemIdentifier(text) ? text : nil
        }
    }
}

extension ValueFormat where Value == KeyRole {
    static var role: ValueFormat { .word("ROLE") }
}

public import Configuration
public import ReceiptPrinting

/// How receipts are printed.
public struct PrinterConfiguration: ConfigurationSection {
    /// Where the bytes go.
    public let sink: ReceiptSink
    /// Paper width, cutter, and how the printer proves what it did.
    public let profile: PrinterProfile
    /// The language of receipts: the middle of a template's file name.
    public let language: String
    /// The folder of the templates.
    public let templateFolder: String

    /// Reads the section.
    public init(from section: SectionReader) throws(ConfigurationError) {
        sink = try section.required(
            "sink",
            .parsed("file:PATH, device:PATH or tcp:HOST:PORT") { text throws(SettingRefusal) in
                Self.sink(text)
            }
        )
        let columns: Int = try section.defaulted("columns", .integer(in: 24...96), to: 48)
        let dotsPerLine: Int = try section.defaulted(
            "dotsPerLine",
            .integer(in: 200...2_000),
            to: columns * 12
        )
        var profile = PrinterProfile(columns: columns, dotsPerLine: dotsPerLine)
        let proof: Proof = try section.defaulted("proof", .word, to: .none)
        profile.proof = proof.method
        self.profile = profile
        language = try section.defaulted("language", .text, to: "zh")
        templateFolder = try section.defaulted("templates", .text, to: "Receipts")
    }

    private enum Proof: String, CaseIterable {
        case none, processIdentifier, paperAnswer

        var method: PrinterProfile.ProofMethod {
            switch self {
            case .none: .none
            case .processIdentifier: .processIdentifier
            case .paperAnswer: .paperAnswer
            }
        }
    }

    private static func sink(_ text: String) -> ReceiptSink? {
        let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 2, !parts[1].isEmpty else { return nil }
        switch parts[0] {
        case "file": return .file(path: String(parts[1]))
        case "device": return .device(path: String(parts[1]))
        case "tcp":
            guard let colon = parts[1].lastIndex(of: ":"), colon > parts[1].startIndex,
                let port = UInt16(parts[1][parts[1].index(after: colon)...]), port > 0
            else { return nil }
            return .tcp(host: String(parts[1][..<colon]), port: port)
        default: return nil
        }
    }
}

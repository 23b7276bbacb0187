public import Configuration
public import ReceiptPrinters
internal import ReceiptPrinting
internal import SerialLines

/// How receipts are printed.
public struct PrinterConfiguration: ConfigurationSection {
    /// Where the printer is.
    public let sink: PrinterAddress
    /// What kind of printer it is.
    public let profile: PrinterProfileFile
    /// How long a sale waits for its receipt, a change of the roll included.
    public let patienceSeconds: Int
    /// The language of receipts: the middle of a template's file name.
    public let language: String
    /// The folder of the templates.
    public let templateFolder: String

    private static let sinkForms = "file:PATH, device:PATH, serial:PATH or tcp:HOST:PORT"

    /// Reads the section, and the profile that it names.
    public init(from section: SectionReader) throws(ConfigurationError) {
        let serial: SerialConfiguration? = try section.optional("serial", .section)
        sink = try section.required(
            "sink",
            .parsed(Self.sinkForms) { text throws(SettingRefusal) in
                Self.sink(text, serial?.settings ?? SerialSettings())
            }
        )
        let folder: String = try section.defaulted("profiles", .text, to: "Config/printers")
        if let name: String = try section.optional("profile", .text) {
            profile = try PrinterProfileFile.load(name, folder: folder)
        } else {
            profile = .standard
        }
        patienceSeconds = try section.defaulted("patienceSeconds", .integer(in: 10...300), to: 60)
        language = try section.defaulted("language", .text, to: "zh")
        templateFolder = try section.defaulted("templates", .text, to: "Receipts")
    }

    /// What was understood, for an operator.
    public var summary: String {
        let (paper, model) = (profile.profile, profile.model)
        return "Receipts go to \(sink.text), printer profile \(profile.name), "
            + "\(profile.title): "
            + "\(paper.columns) columns on \(paper.dotsPerLine) dots, "
            + "text in \(paper.encoding.rawValue), "
            + "proof of printing \(model.proof.rawValue)."
    }

    private static func sink(_ text: String, _ serial: SerialSettings) -> PrinterAddress? {
        let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 2, !parts[1].isEmpty else { return nil }
        let path = String(parts[1])
        switch parts[0] {
        case "file": return .file(path: path)
        case "device": return .device(path: path)
        case "serial": return .serial(path: path, serial)
        case "tcp":
            guard let colon = path.lastIndex(of: ":"), colon > path.startIndex,
                let port = UInt16(path[path.index(after: colon)...]), port > 0
            else { return nil }
            return .tcp(host: String(path[..<colon]), port: port)
        default: return nil
        }
    }
}

/// How a serial line is set.
private struct SerialConfiguration: ConfigurationSection {
    let settings: SerialSettings

    init(from section: SectionReader) throws(ConfigurationError) {
        let speeds = SerialSettings.Speed.allCases.map { String($0.rawValue) }
        let number: Int = try section.defaulted("speed", .integer(in: 9_600...115_200), to: 9_600)
        guard let speed = SerialSettings.Speed(rawValue: number) else {
            throw section.refusal(of: "speed", "expected one of " + speeds.joined(separator: ", "))
        }
        settings = SerialSettings(
            speed: speed,
            parity: try section.defaulted("parity", .word, to: .none),
            flowControl: try section.defaulted("flowControl", .word, to: .hardware)
        )
    }
}

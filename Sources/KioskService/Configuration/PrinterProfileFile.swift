public import Configuration
public import ReceiptPrinters
public import ReceiptPrinting

/// One printer model, `Config/printers/<name>.json5`: what its paper is like, what it answers, and how
/// far it is believed. A file that inherits from another says only what differs.
public struct PrinterProfileFile: Sendable, Equatable {
    /// The file's name without its ending.
    public let name: String
    /// The maker's name and the model's.
    public let title: String
    /// What the encoder must know.
    public let profile: PrinterProfile
    /// What the driver must know.
    public let model: PrinterModel
    /// What the printer says of itself; nil where it says nothing, or anything will do.
    public let match: PrinterMatch?

    /// Inheriting goes no deeper, so that a circle is found.
    private static let depthLimit = 8

    /// Reads a profile and those that it inherits from.
    public static func load(
        _ name: String,
        folder: String
    ) throws(ConfigurationError) -> PrinterProfileFile {
        let path = "\(folder)/\(name).json5"
        var keys = try ConfigurationFile.load(PrinterProfileKeys.self, from: path)
        var parent = keys.inherits
        var depth = 1
        while let inherited = parent {
            guard depth < depthLimit else {
                throw keys.refusal(of: "inherits", "it leads in a circle, or too deep")
            }
            depth += 1
            let next = try ConfigurationFile.load(
                PrinterProfileKeys.self,
                from: "\(folder)/\(inherited).json5"
            )
            parent = next.inherits
            keys.complete(with: next)
        }
        return try keys.profile(name: name)
    }

    /// What holds where no profile is named: it prints, tells nothing, and is not believed.
    public static let standard = PrinterProfileFile(
        name: "standard",
        title: "any printer",
        profile: .paper80mm,
        model: .mute,
        match: nil
    )

    /// Whether the profile fits a printer that says what it is.
    public func isFor(_ identity: PrinterIdentity) -> Bool {
        guard let match, identity != PrinterIdentity() else { return true }
        return identity.maker == match.maker && identity.model.hasPrefix(match.model)
    }
}

/// What a printer says of itself.
public struct PrinterMatch: ConfigurationSection, Equatable {
    /// The answer to `GS I 66`.
    public let maker: String
    /// What the answer to `GS I 67` begins with.
    public let model: String

    /// Reads the section.
    public init(from section: SectionReader) throws(ConfigurationError) {
        maker = try section.required("maker", .text)
        model = try section.required("model", .text)
    }
}

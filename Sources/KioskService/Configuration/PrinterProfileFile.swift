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

/// The keys of one file, each of which may be missing.
private struct PrinterProfileKeys: ConfigurationSection {
    enum Cutter: String, CaseIterable { case none, partial, full }
    enum Status: String, CaseIterable { case eot, asb, clearBuffers, fullStatus, identity }
    enum Proof: String, CaseIterable { case none, assumed, paperAnswer, processIdentifier }

    let inherits: String?
    private let refuse: @Sendable (String, String) -> ConfigurationError
    private var vendor: String?
    private var model: String?
    private var match: PrinterMatch?
    private var dotsPerLine: Int?
    private var columns: Int?
    private var columnDots: Int?
    private var lineSpacingDots: Int?
    private var cutter: Cutter?
    private var feedLines: Int?
    private var status: [Status]?
    private var proof: Proof?
    private var bytesInFlight: Int?
    private var bytesPerSecond: Int?

    init(from section: SectionReader) throws(ConfigurationError) {
        inherits = try section.optional("inherits", .text)
        vendor = try section.optional("vendor", .text)
        model = try section.optional("model", .text)
        match = try section.optional("match", .section)
        dotsPerLine = try section.optional("dotsPerLine", .integer(in: 200...2_000))
        columns = try section.optional("columns", .integer(in: 24...96))
        columnDots = try section.optional("columnDots", .integer(in: 8...32))
        lineSpacingDots = try section.optional("lineSpacingDots", .integer(in: 24...120))
        cutter = try section.optional("cutter", .word)
        feedLines = try section.optional("feedLines", .integer(in: 0...50))
        status = try section.optional("status", .list(of: .word))
        proof = try section.optional("proof", .word)
        bytesInFlight = try section.optional("bytesInFlight", .integer(in: 64...65_536))
        bytesPerSecond = try section.optional("bytesPerSecond", .integer(in: 0...1_000_000))
        // The section is gone when the profile is whole; what may be refused then keeps its place.
        let refusable = ["inherits", "columns", "proof"].map { section.refusal(of: $0, "") }
        refuse = { key, reason in
            for case .refused(let place, let path, _) in refusable where path == key {
                return .refused(place, key: path, reason: reason)
            }
            preconditionFailure("no place is known of \(key)")
        }
    }

    func refusal(of key: String, _ reason: String) -> ConfigurationError { refuse(key, reason) }

    /// Takes what is missing here from the file that it inherits from.
    mutating func complete(with parent: PrinterProfileKeys) {
        vendor = vendor ?? parent.vendor
        model = model ?? parent.model
        match = match ?? parent.match
        dotsPerLine = dotsPerLine ?? parent.dotsPerLine
        columns = columns ?? parent.columns
        columnDots = columnDots ?? parent.columnDots
        lineSpacingDots = lineSpacingDots ?? parent.lineSpacingDots
        cutter = cutter ?? parent.cutter
        feedLines = feedLines ?? parent.feedLines
        status = status ?? parent.status
        proof = proof ?? parent.proof
        bytesInFlight = bytesInFlight ?? parent.bytesInFlight
        bytesPerSecond = bytesPerSecond ?? parent.bytesPerSecond
    }

    func profile(name: String) throws(ConfigurationError) -> PrinterProfileFile {
        let standard = PrinterProfileFile.standard.profile
        let columns = columns ?? standard.columns
        let columnDots = columnDots ?? standard.columnDots
        let dotsPerLine = dotsPerLine ?? columns * columnDots
        guard columns * columnDots <= dotsPerLine else {
            throw refusal(
                of: "columns",
                "\(columns) of \(columnDots) dots are wider than the line's \(dotsPerLine)"
            )
        }
        var profile = PrinterProfile(columns: columns, dotsPerLine: dotsPerLine)
        profile.columnDots = columnDots
        if let lineSpacingDots { profile.lineSpacingDots = UInt8(lineSpacingDots) }
        let feed = UInt8(feedLines ?? 4)
        switch cutter {
        case .partial?, nil: profile.cutter = .partial
        case .full?: profile.cutter = .full
        case PrinterProfileKeys.Cutter.none?: profile.cutter = .none(feedLines: feed)
        }
        return PrinterProfileFile(
            name: name,
            title: [vendor, model].compactMap(\.self).joined(separator: " "),
            profile: profile,
            model: try device(tearOff: profile.tearOff),
            match: match
        )
    }

    private func device(tearOff: [UInt8]) throws(ConfigurationError) -> PrinterModel {
        let status = status ?? [.eot]
        var device = PrinterModel()
        device.answersStatus = status.contains(.eot)
        device.tellsChanges = status.contains(.asb)
        device.clearsBuffers = status.contains(.clearBuffers)
        device.hasPresenter = status.contains(.fullStatus)
        device.tellsIdentity = status.contains(.identity)
        device.bytesInFlight = bytesInFlight ?? device.bytesInFlight
        device.bytesPerSecond = bytesPerSecond ?? 0
        device.tearOff = tearOff
        switch proof {
        case Proof.none?, nil: device.proof = .none
        case .assumed?: device.proof = .assumed
        case .paperAnswer?: device.proof = .paperAnswer
        case .processIdentifier?: device.proof = .processIdentifier
        }
        guard device.answersStatus || status.isEmpty && device.proof == .none else {
            throw refusal(of: "proof", "a printer proves nothing whose status has no \"eot\"")
        }
        return device
    }
}

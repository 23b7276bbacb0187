public import Configuration
public import Prepayment

/// What an operator sets for one reference meter (`Config/meter.json5`). Paths are relative to the
/// folder that the program is started in.
public struct MeterConfiguration: ConfigurationSection {
    /// The meter's memory.
    public let statePath: String?
    /// The key file, mode 0600; a meter needs `meter` alone.
    public let keyPath: String?
    /// The reader to use; nil takes the one that holds a card.
    public let reader: String?
    /// A new meter's number.
    public let meter: MeterNumber?
    /// What a new meter measures.
    public let utility: Utility?
    /// What a new meter counts credit in.
    public let creditMode: CreditMode?

    /// With nothing set: all comes from options.
    public static let empty = MeterConfiguration()

    private init() {
        (statePath, keyPath, reader) = (nil, nil, nil)
        (meter, utility, creditMode) = (nil, nil, nil)
    }

    /// Reads the file's keys; whichever is missing must be given as an option.
    public init(from section: SectionReader) throws(ConfigurationError) {
        statePath = try section.optional("state", .text)
        keyPath = try section.optional("keys", .text)
        reader = try section.optional("reader", .text)
        meter = try section.optional(
            "meter",
            .parsed("1 to 12 digits") { text throws(SettingRefusal) in MeterNumber(text) }
        )
        utility = try section.optional(
            "utility",
            .parsed("“electricity”, “water” or “gas”") { text throws(SettingRefusal) in
                Utility(name: text)
            }
        )
        creditMode = try section.optional(
            "creditMode",
            .parsed("“money” or “units”") { text throws(SettingRefusal) in CreditMode(name: text) }
        )
    }
}

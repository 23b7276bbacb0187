public import Book
public import Configuration
internal import Cryptography
public import Ledger
internal import Prepayment
public import RecordChain

/// What an operator sets: `Config/ledger.json5`.
public struct LedgerConfiguration: ConfigurationSection {
    /// Where the records are kept.
    public let store: StoreLocation
    /// The numeric address to listen on.
    public let host: String
    /// The port; 0 lets the system choose.
    public let port: UInt16
    /// HTTPS with these files; nil for plain HTTP, which only loopback allows.
    public let tls: TLSFiles?
    /// Bounds on what clients may use up.
    public let limits: LedgerLimits
    /// The file of the key that signs receipts, mode 0600; made when it is missing.
    public let signingKeyPath: String
    /// The ledger's name in the signed roots of its days.
    public let name: NoteKey.Name
    /// When silence becomes a case.
    public let watch: WatchRules
    /// Where the commands of this machine ask.
    public let operatorDoor: OperatorDoorConfiguration
    /// Which sales the office objects to.
    public let rules: IntakeRules
    /// Where the monitoring asks; nil for nowhere.
    public let monitoring: MonitoringConfiguration?

    /// Reads every key.
    public init(from section: SectionReader) throws(ConfigurationError) {
        store = try section.required(
            "store",
            .parsed("“sqlite:” and the path of a file, or a “postgresql://” URL") {
                StoreLocation($0)
            }
        )
        host = try section.defaulted("host", .text, to: "127.0.0.1")
        port = try section.defaulted("port", .integer(in: 0...UInt16.max), to: 8470)
        tls = try section.optional("tls", .section)
        limits = try section.defaulted("limits", .section, to: LedgerLimits())
        signingKeyPath = try section.required("signingKey", .text)
        name = try section.defaulted(
            "name",
            .parsed("a name without spaces and plus signs") {
                DayCheckpoint.keyName(ofLedger: $0)
            },
            to: Self.standardName
        )
        let watch: WatchConfiguration? = try section.optional("watch", .section)
        self.watch = watch?.rules ?? WatchRules()
        operatorDoor = try section.required("operator", .section)
        rules = try section.defaulted("rules", .section, to: RuleSettings()).rules
        monitoring = try section.optional("monitoring", .section)
    }
}

extension LedgerConfiguration {
    private static let standardName: NoteKey.Name = {
        guard let name = DayCheckpoint.keyName(ofLedger: "ledger") else {
            preconditionFailure("“ledger” is a name")
        }
        return name
    }()
}

/// When silence becomes a case.
struct WatchConfiguration: ConfigurationSection {
    let rules: WatchRules

    init(from section: SectionReader) throws(ConfigurationError) {
        let standard = WatchRules()
        rules = WatchRules(
            silenceSeconds: try section.defaulted(
                "silenceSeconds",
                .integer(in: 60...604_800),
                to: standard.silenceSeconds
            ),
            clockSkewSeconds: try section.defaulted(
                "clockSkewSeconds",
                .integer(in: 5...86_400),
                to: standard.clockSkewSeconds
            ),
            tailGraceSeconds: try section.defaulted(
                "tailGraceSeconds",
                .integer(in: 0...604_800),
                to: standard.tailGraceSeconds
            )
        )
    }
}

/// Where the commands of this machine ask: always on 127.0.0.1, in plain HTTP.
public struct OperatorDoorConfiguration: ConfigurationSection {
    /// The port; 0 lets the system choose.
    public let port: UInt16
    /// Where the service leaves the token that they need, mode 0600.
    public let tokenPath: String

    /// Reads both keys.
    public init(from section: SectionReader) throws(ConfigurationError) {
        port = try section.defaulted("port", .integer(in: 0...UInt16.max), to: 8469)
        tokenPath = try section.required("token", .text)
    }
}

/// The server's certificate and its private key, both PEM.
public struct TLSFiles: ConfigurationSection {
    /// The certificate, and those that lead to the authority behind it.
    public let certificateFile: String
    /// The key; a file of mode 0600.
    public let keyFile: String

    /// Reads both keys.
    public init(from section: SectionReader) throws(ConfigurationError) {
        certificateFile = try section.required("certificateFile", .text)
        keyFile = try section.required("keyFile", .text)
    }
}

/// Where the monitoring asks, in plain HTTP on loopback or over the kiosks' certificate elsewhere.
public struct MonitoringConfiguration: ConfigurationSection {
    /// The numeric address to listen on.
    public let host: String
    /// The port; 0 lets the system choose.
    public let port: UInt16

    /// Reads both keys.
    public init(from section: SectionReader) throws(ConfigurationError) {
        host = try section.defaulted("host", .text, to: "127.0.0.1")
        port = try section.defaulted("port", .integer(in: 0...UInt16.max), to: 8468)
    }
}

/// Which sales the office objects to.
struct RuleSettings: ConfigurationSection {
    var rules = IntakeRules()

    init() {}

    /// Reads what is given.
    init(from section: SectionReader) throws(ConfigurationError) {
        let amount = SettingFormat.parsed("an amount in yuan, such as \"2000.00\"") { text in
            try? Money(yuan: text)
        }
        let card = SettingFormat.parsed("a chip's number in hexadecimal digits") { text in
            [UInt8](hexadecimal: text).flatMap { $0.count >= 4 ? CardIdentifier($0) : nil }
        }
        rules.largestSale = try section.optional("largestSale", amount)
        let tariffs = try section.defaulted(
            "tariffs",
            .list(of: .integer(in: 1...UInt16.max)),
            to: []
        )
        rules.tariffVersions = Set(tariffs)
        rules.blockedCards = Set(try section.defaulted("blockedCards", .list(of: card), to: []))
    }
}

public import Configuration
public import Ledger

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
    /// Where the commands of this machine ask.
    public let operatorDoor: OperatorDoorConfiguration
    /// Where the monitoring asks; nil for nowhere.
    public let monitoring: MonitoringConfiguration?

    /// Reads every key.
    public init(from section: SectionReader) throws(ConfigurationError) {
        store = try section.required(
            "store",
            .parsed("“sqlite:” and the path of a file") { StoreLocation($0) }
        )
        host = try section.defaulted("host", .text, to: "127.0.0.1")
        port = try section.defaulted("port", .integer(in: 0...UInt16.max), to: 8470)
        tls = try section.optional("tls", .section)
        limits = try section.defaulted("limits", .section, to: LedgerLimits())
        signingKeyPath = try section.required("signingKey", .text)
        operatorDoor = try section.required("operator", .section)
        monitoring = try section.optional("monitoring", .section)
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

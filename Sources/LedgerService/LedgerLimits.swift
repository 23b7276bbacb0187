public import Configuration
internal import RateLimits
internal import WebServer

/// Bounds on what clients may use up.
///
/// A client is an IPv4 address or an IPv6 network of 64 bits; behind a proxy all are one.
public struct LedgerLimits: ConfigurationSection {
    /// Connections open at one time.
    public let connections: Int
    /// How many of them one client may have.
    public let connectionsPerAddress: Int
    /// A connection without traffic is closed after so long.
    public let idleSeconds: Int
    /// A request must have come, and its answer must be taken, in so long.
    public let requestSeconds: Int
    /// Requests a second of one client, and of one key.
    public let requestsPerSecond: Int
    /// Requests in one moment after a rest, of one client and of one key.
    public let burst: Int
    /// The largest body that is taken. A batch has at most 1 MiB.
    public let bodyBytes: Int
    /// At the end of the service, requests that have begun have so long.
    public let stopSeconds: Int

    init() {
        (connections, connectionsPerAddress) = (1_024, 256)
        (idleSeconds, requestSeconds, stopSeconds) = (30, 60, 10)
        (requestsPerSecond, burst) = (100, 200)
        bodyBytes = 1 << 20
    }

    /// Reads what is given.
    public init(from section: SectionReader) throws(ConfigurationError) {
        let standard = LedgerLimits()
        func count(
            _ key: String,
            upTo limit: Int,
            _ standard: Int
        ) throws(ConfigurationError) -> Int {
            try section.defaulted(key, .integer(in: 1...limit), to: standard)
        }
        connections = try count("connections", upTo: 100_000, standard.connections)
        connectionsPerAddress = try count(
            "connectionsPerAddress",
            upTo: 100_000,
            min(standard.connectionsPerAddress, connections)
        )
        idleSeconds = try count("idleSeconds", upTo: 3_600, standard.idleSeconds)
        requestSeconds = try count("requestSeconds", upTo: 3_600, standard.requestSeconds)
        requestsPerSecond = try count(
            "requestsPerSecond",
            upTo: 1_000_000,
            standard.requestsPerSecond
        )
        burst = try count("burst", upTo: 1_000_000, max(standard.burst, requestsPerSecond))
        bodyBytes = try section.defaulted(
            "bodyBytes",
            .integer(in: 4_096...(1 << 20)),
            to: standard.bodyBytes
        )
        stopSeconds = try count("stopSeconds", upTo: 3_600, standard.stopSeconds)
    }

    /// The rate of one client, and of one key.
    var rate: Rate { Rate(perSecond: requestsPerSecond, burst: burst) }
}

extension ServerConfiguration {
    /// The door of the kiosks.
    init(_ configuration: LedgerConfiguration, identity: TLSIdentity?) {
        let limits = configuration.limits
        self.init(
            host: configuration.host,
            port: configuration.port,
            identity: identity,
            connectionLimit: limits.connections,
            connectionsPerAddress: limits.connectionsPerAddress,
            idleTimeoutSeconds: limits.idleSeconds,
            requestTimeoutMilliseconds: limits.requestSeconds * 1_000,
            responseTimeoutMilliseconds: limits.requestSeconds * 1_000,
            bodyLimitBytes: limits.bodyBytes,
            requestRate: limits.rate,
            stopGraceMilliseconds: limits.stopSeconds * 1_000
        )
    }
}

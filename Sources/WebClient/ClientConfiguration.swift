/// How a client speaks to its servers.
///
/// There is no switch that turns the verification of certificates off.
public struct ClientConfiguration: Sendable {
    /// Sent as User-Agent.
    public var clientName: String
    /// How long it takes at most to reach the server.
    public var connectTimeoutMilliseconds: Int
    /// How long a whole request takes at most.
    public var timeoutMilliseconds: Int
    /// The authorities, in PEM, that are trusted instead of those of the system.
    public var certificateAuthorityFile: String?
    /// A longer answer is refused.
    public var responseLimitBytes: Int

    /// Every limit has a value that suits a kiosk and its ledger.
    public init(
        clientName: String,
        connectTimeoutMilliseconds: Int = 5_000,
        timeoutMilliseconds: Int = 15_000,
        certificateAuthorityFile: String? = nil,
        responseLimitBytes: Int = 1 << 20
    ) {
        self.clientName = clientName
        self.connectTimeoutMilliseconds = connectTimeoutMilliseconds
        self.timeoutMilliseconds = timeoutMilliseconds
        self.certificateAuthorityFile = certificateAuthorityFile
        self.responseLimitBytes = responseLimitBytes
    }
}

/// Where a server listens and what it bears.
public struct ServerConfiguration: Sendable {
    /// A numeric IPv4 or IPv6 address.
    public var host: String
    /// The port; 0 lets the system choose, and `HTTPServer.port` says which it was.
    public var port: UInt16
    /// HTTPS with this certificate; nil for plain HTTP.
    public var identity: TLSIdentity?
    /// Plain HTTP can be read and changed by everybody on the way: it is refused on addresses that
    /// other machines reach, unless this is set.
    public var allowsPlainHTTPBeyondLoopback: Bool
    /// How many threads take requests.
    ///
    /// They never wait for a handler, so one serves a kiosk.
    public var threadCount: Int
    /// How many connections may be open; further ones wait or are closed.
    public var connectionLimit: Int
    /// A connection without traffic is closed after this time, event streams excepted.
    public var idleTimeoutSeconds: Int
    /// A longer body is answered with 413.
    public var bodyLimitBytes: Int
    /// A comment is sent to every event stream this often: it finds the clients that are gone.
    public var heartbeatMilliseconds: Int
    /// How long `stop()` waits for handlers before it answers for them.
    public var stopGraceMilliseconds: Int

    /// A server for this machine only.
    public init(
        host: String = "127.0.0.1",
        port: UInt16 = 0,
        identity: TLSIdentity? = nil,
        allowsPlainHTTPBeyondLoopback: Bool = false,
        threadCount: Int = 1,
        connectionLimit: Int = 256,
        idleTimeoutSeconds: Int = 30,
        bodyLimitBytes: Int = 1 << 20,
        heartbeatMilliseconds: Int = 10_000,
        stopGraceMilliseconds: Int = 2_000
    ) {
        self.host = host
        self.port = port
        self.identity = identity
        self.allowsPlainHTTPBeyondLoopback = allowsPlainHTTPBeyondLoopback
        self.threadCount = threadCount
        self.connectionLimit = connectionLimit
        self.idleTimeoutSeconds = idleTimeoutSeconds
        self.bodyLimitBytes = bodyLimitBytes
        self.heartbeatMilliseconds = heartbeatMilliseconds
        self.stopGraceMilliseconds = stopGraceMilliseconds
    }
}

/// A certificate chain and its private key, in PEM.
///
/// Its description shows neither.
public struct TLSIdentity: Sendable, CustomStringConvertible, CustomReflectable {
    let certificatePEM: [UInt8]
    let keyPEM: [UInt8]

    /// The server's certificate comes first, then those that lead to the authority.
    public init(certificatePEM: [UInt8], keyPEM: [UInt8]) {
        self.certificatePEM = certificatePEM
        self.keyPEM = keyPEM
    }

    /// Nothing of the content.
    public var description: String { "a TLS identity" }

    /// Nothing of the content.
    public var customMirror: Mirror { Mirror(self, children: []) }
}

public import RateLimits

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
    /// How many connections may be open; one more takes the place of the longest idle one.
    public var connectionLimit: Int
    /// How many of them one client may have, an IPv4 address or an IPv6 network of 64 bits; one more
    /// is closed at once. Nil for as many as there are.
    public var connectionsPerAddress: Int?
    /// A connection without traffic is closed after this time, event streams excepted.
    public var idleTimeoutSeconds: Int
    /// The head and body of a request must have come after this time, however steadily they do.
    public var requestTimeoutMilliseconds: Int
    /// An answer must have been taken after this time, event streams excepted.
    public var responseTimeoutMilliseconds: Int
    /// A longer head is answered with 431. One of more than twice the size meets the library's own
    /// bound, and is answered 431 in its words.
    public var headLimitBytes: Int
    /// A longer body is answered with 413, unless its route has a limit of its own.
    public var bodyLimitBytes: Int
    /// Bodies of all requests together; what goes beyond is answered with 503.
    public var bodiesInFlightBytes: Int
    /// Requests whose handlers are at work; one more is answered with 503.
    public var requestsInFlight: Int
    /// How often one client may ask; more is answered with 429. Nil for as often as it likes.
    public var requestRate: Rate?
    /// A comment is sent to every event stream this often: it finds the clients that are gone.
    public var heartbeatMilliseconds: Int
    /// How long `stop()` waits for handlers before it answers for them.
    public var stopGraceMilliseconds: Int

    /// Connections that MHD may have open: also those that were cut off and not yet closed.
    var socketLimit: Int { connectionLimit + max(16, connectionLimit / 16) }

    /// A server for this machine only.
    public init(
        host: String = "127.0.0.1",
        port: UInt16 = 0,
        identity: TLSIdentity? = nil,
        allowsPlainHTTPBeyondLoopback: Bool = false,
        threadCount: Int = 1,
        connectionLimit: Int = 256,
        connectionsPerAddress: Int? = nil,
        idleTimeoutSeconds: Int = 30,
        requestTimeoutMilliseconds: Int = 60_000,
        responseTimeoutMilliseconds: Int = 60_000,
        headLimitBytes: Int = 16 * 1_024,
        bodyLimitBytes: Int = 1 << 20,
        bodiesInFlightBytes: Int = 64 << 20,
        requestsInFlight: Int = 1_024,
        requestRate: Rate? = nil,
        heartbeatMilliseconds: Int = 10_000,
        stopGraceMilliseconds: Int = 2_000
    ) {
        self.host = host
        self.port = port
        self.identity = identity
        self.allowsPlainHTTPBeyondLoopback = allowsPlainHTTPBeyondLoopback
        self.threadCount = threadCount
        self.connectionLimit = connectionLimit
        self.connectionsPerAddress = connectionsPerAddress
        self.idleTimeoutSeconds = idleTimeoutSeconds
        self.requestTimeoutMilliseconds = requestTimeoutMilliseconds
        self.responseTimeoutMilliseconds = responseTimeoutMilliseconds
        self.headLimitBytes = headLimitBytes
        self.bodyLimitBytes = bodyLimitBytes
        self.bodiesInFlightBytes = bodiesInFlightBytes
        self.requestsInFlight = requestsInFlight
        self.requestRate = requestRate
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

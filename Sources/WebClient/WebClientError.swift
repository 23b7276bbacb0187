/// Why there is no answer.
///
/// `server` is host and port; a URL may hold a secret and is not shown.
public enum WebClientError: Error, Sendable, Equatable {
    /// The address is no URL of the kind http or https.
    case invalidAddress
    /// The file of trusted authorities cannot be used.
    case authorityFileUnusable(path: String)
    /// No address is known for the name.
    case cannotResolve(server: String)
    /// Nobody listens there, or the network does not lead there.
    case cannotConnect(server: String)
    /// No trusted authority signed the server's certificate, or it has expired.
    case certificateNotTrusted(server: String, reason: String)
    /// The certificate is that of another host.
    case certificateNameMismatch(server: String)
    /// No secure connection came about for another reason.
    case tlsFailed(server: String, reason: String)
    /// The time was over.
    case timedOut(server: String, wasSent: Bool)
    /// The connection ended before the answer did.
    case connectionLost(server: String, wasSent: Bool)
    /// What came back is not HTTP.
    case badResponse(server: String, reason: String)
    /// The answer is longer than the client takes.
    case responseTooLarge(server: String, limitBytes: Int)
    /// The task was cancelled.
    case cancelled(wasSent: Bool)

    /// Whether the server may have done what it was asked.
    ///
    /// False only when it is certain that it did not. Otherwise ask it, or repeat the same request
    /// under the same number.
    public var mayHaveBeenProcessed: Bool {
        switch self {
        case .invalidAddress, .authorityFileUnusable, .cannotResolve, .cannotConnect,
            .certificateNotTrusted, .certificateNameMismatch, .tlsFailed:
            false
        case .timedOut(_, let wasSent), .connectionLost(_, let wasSent), .cancelled(let wasSent):
            wasSent
        case .badResponse, .responseTooLarge: true
        }
    }

    /// What happened.
    public var sentence: String {
        switch self {
        case .invalidAddress: "The address of the server is not an http or https URL."
        case .authorityFileUnusable(let path):
            "The file of trusted authorities, \(path), cannot be used."
        case .cannotResolve(let server): "No address is known for \(server)."
        case .cannotConnect(let server): "\(server) does not take connections."
        case .certificateNotTrusted(let server, let reason):
            "The certificate of \(server) is not trusted: \(reason)."
        case .certificateNameMismatch(let server):
            "The certificate that \(server) shows is made out to another name."
        case .tlsFailed(let server, let reason):
            "No secure connection to \(server): \(reason)."
        case .timedOut(let server, _): "\(server) did not answer in time."
        case .connectionLost(let server, _): "The connection to \(server) broke off."
        case .badResponse(let server, let reason): "\(server) does not speak HTTP: \(reason)."
        case .responseTooLarge(let server, let limitBytes):
            "The answer of \(server) is longer than \(limitBytes) bytes."
        case .cancelled: "The request was cancelled."
        }
    }

    /// What to do next.
    public var hint: String {
        switch self {
        case .invalidAddress: "Write it like https://ledger.example:8443/."
        case .authorityFileUnusable: "Check that the file exists and holds certificates in PEM."
        case .cannotResolve: "Check the name in the address, and the network's name service."
        case .cannotConnect: "Check that the server runs, its port, and the network between."
        case .certificateNotTrusted:
            "Name the authority that signed it in the configuration, or renew the certificate."
        case .certificateNameMismatch:
            "Use the name that the certificate holds, or have a certificate made for this one."
        case .tlsFailed: "Check that the port is one for https."
        case .timedOut, .connectionLost, .cancelled:
            mayHaveBeenProcessed
                ? "The server may have done it: ask it before doing it again."
                : "Nothing was sent: try again."
        case .badResponse: "Check that the address is that of the right server."
        case .responseTooLarge: "Check that the address is that of the right server."
        }
    }
}

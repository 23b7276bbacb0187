/// Why a server does not start.
public enum ServerError: Error, Sendable, Equatable {
    /// The host is no numeric address.
    case invalidHost(String)
    /// Another program listens there.
    case addressInUse(host: String, port: UInt16)
    /// No interface of this machine has the address.
    case addressNotHere(host: String)
    /// Ports below 1024 are for root.
    case portNotAllowed(port: UInt16)
    /// Plain HTTP was asked for on an address that other machines reach.
    case plainHTTPBeyondLoopback(host: String)
    /// The certificate or its key cannot be used; `reason` is the library's.
    case identityRefused(reason: String)
    /// So many connections need more open files than this process may have.
    case tooFewOpenFiles(needed: Int, allowed: Int)
    /// The system or the library refused for another reason.
    case cannotListen(host: String, port: UInt16, reason: String)

    /// What happened.
    public var sentence: String {
        switch self {
        case .invalidHost(let host): "\(host) is not a numeric address."
        case .addressInUse(let host, let port):
            "Another program listens on \(host), port \(port)."
        case .addressNotHere(let host): "\(host) is not an address of this machine."
        case .portNotAllowed(let port): "This user may not listen on port \(port)."
        case .plainHTTPBeyondLoopback(let host):
            "Plain HTTP on \(host) could be read and changed on the way."
        case .identityRefused(let reason):
            "The server's certificate or key cannot be used: \(reason)."
        case .tooFewOpenFiles(let needed, let allowed):
            "The connections need \(needed) open files; this process may have \(allowed)."
        case .cannotListen(let host, let port, let reason):
            "The server cannot listen on \(host), port \(port): \(reason)."
        }
    }

    /// What to do next.
    public var hint: String {
        switch self {
        case .invalidHost: "Write an address such as 127.0.0.1 or ::1."
        case .addressInUse(_, let port):
            "`ss -ltnp 'sport = :\(port)'` shows which; end it, or choose another port."
        case .addressNotHere: "`ip address` lists the addresses of this machine."
        case .portNotAllowed: "Choose a port from 1024 on."
        case .plainHTTPBeyondLoopback:
            "Give a certificate and a key, or listen on 127.0.0.1 only."
        case .identityRefused:
            "Check that both files are PEM and that the key belongs to the certificate."
        case .tooFewOpenFiles(let needed, _):
            "Allow fewer connections, or more files: `LimitNOFILE=\(needed)` or `ulimit -Hn`."
        case .cannotListen: "Check the address, and the limit of open files (`ulimit -n`)."
        }
    }
}

internal import Glibc

/// How many files this process may have open.
///
/// At that limit accept(2) fails. MHD then waits until one of its connections ends, so the server lives
/// on, but so long it is of no use, and nothing else in the process can open a file either.
enum OpenFileLimit {
    /// What a program needs beside a server's connections: its store and log, smaller servers, clients.
    private static let reserve = 256

    /// Raises the soft limit as far as so many connections need; throws where the hard one is below.
    ///
    /// Wraps `getrlimit(2)` and `setrlimit(2)`. The soft limit is 1,024 by custom, for the sake of
    /// select(2), which nothing here uses.
    static func allow(_ connections: Int) throws(ServerError) {
        var limit = rlimit()
        let resource = __rlimit_resource_t(RLIMIT_NOFILE.rawValue)
        precondition(getrlimit(resource, &limit) == 0, "getrlimit failed: \(errno)")
        let needed = rlim_t(connections + reserve)
        guard limit.rlim_cur < needed else { return }
        limit.rlim_cur = needed
        guard needed <= limit.rlim_max, setrlimit(resource, &limit) == 0 else {
            throw .tooFewOpenFiles(needed: Int(needed), allowed: Int(clamping: limit.rlim_max))
        }
    }
}

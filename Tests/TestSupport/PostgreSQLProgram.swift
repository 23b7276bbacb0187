internal import FoundationEssentials
internal import Glibc

/// Why there is no PostgreSQL to test with.
public enum PostgreSQLUnavailable: Error, CustomStringConvertible {
    /// Debian's package is not there.
    case notInstalled
    /// It does not run as root, and there is no other user for it.
    case noUser
    /// It ended at once.
    case didNotStart(log: String)

    /// What is missing and what to do.
    public var description: String {
        switch self {
        case .notInstalled: "There is no PostgreSQL. Install Debian's package (make deps)."
        case .noUser: "PostgreSQL does not run as root, and there is no user postgres or nobody."
        case .didNotStart(let log): "PostgreSQL did not start: \(log)"
        }
    }
}

/// PostgreSQL's programs as Debian installs them, and how this user may run them.
struct PostgreSQLProgram {
    private let folder: String
    /// Another user, as the server refuses to run as root.
    private let user: User?

    private struct User {
        let number: uid_t
        let group: gid_t
    }

    /// Takes the highest version.
    init() throws {
        let root = "/usr/lib/postgresql"
        let versions = (try? FileManager.default.contentsOfDirectory(atPath: root)) ?? []
        let version = versions.compactMap { Int($0) }.max()
        guard let version, access("\(root)/\(version)/bin/initdb", X_OK) == 0 else {
            throw PostgreSQLUnavailable.notInstalled
        }
        folder = "\(root)/\(version)/bin"
        user = geteuid() == 0 ? try Self.otherUser() : nil
    }

    /// Makes a folder that belongs to the server's user.
    func makeFolder() throws -> String {
        var template = Array("/tmp/prepaid-postgresql-XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else {
            throw SystemCallFailure(call: "mkdtemp", code: errno)
        }
        let path = String(decoding: template.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
        if let user { try SystemCallFailure.check(chown(path, user.number, user.group), "chown") }
        return path
    }

    /// The command that makes a cluster with one user, who needs no password.
    func initialize(_ folder: String) -> String {
        command(
            "initdb -D \(folder)/data --auth=trust -U ledger --no-sync -E UTF8 --locale=C.UTF-8"
        )
    }

    /// The command that runs the server.
    func serve(_ folder: String, port: UInt16, _ settings: String) -> String {
        command(
            """
            postgres -D \(folder)/data -c listen_addresses=127.0.0.1 -p \(port) -k \(folder) \
            \(settings)
            """
        )
    }

    /// Runs a server until it ends, or until its tether is cut: then its folder goes with it.
    ///
    /// A program behind `&` ignores SIGQUIT until it has a handler, so one is not enough.
    static func script(_ server: String, _ folder: String) -> String {
        """
        exec 3<&0
        \(server) </dev/null & server=$!
        {
            read line <&3
            : >\(folder)/stopped
            while kill -QUIT $server; do sleep 0.1; done 2>/dev/null
        } & reader=$!
        wait $server
        if [ -e \(folder)/stopped ]; then rm -rf \(folder); else kill $reader; fi
        """
    }

    /// The server's lock file: its first line is the number of its process, its last its state. It
    /// stays when the server is killed.
    static func state(_ folder: String) -> String? {
        try? String(contentsOfFile: "\(folder)/data/postmaster.pid", encoding: .utf8)
    }

    /// Ends the server and all processes it has made.
    func killAll(folder: String) {
        guard let server = Self.process(folder) else { return }
        // Stopped first, it makes no others while they are looked for.
        kill(server, SIGSTOP)
        for process in Self.children(of: server) { kill(process, SIGKILL) }
        kill(server, SIGKILL)
    }

    /// The server's own process; nil where none has begun.
    static func process(_ folder: String) -> pid_t? {
        state(folder)?.split(separator: "\n").first.flatMap { pid_t($0) }
    }

    /// The processes that the server has made and that run now.
    static func children(of server: pid_t) -> [pid_t] {
        let processes = (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []
        return processes.compactMap { pid_t($0) }.filter { parent(of: $0) == server }
    }

    private func command(_ words: String) -> String {
        guard let user else { return "\(folder)/\(words)" }
        return """
            setpriv --reuid=\(user.number) --regid=\(user.group) --clear-groups \(folder)/\(words)
            """
    }

    private static func otherUser() throws -> User {
        for name in ["postgres", "nobody"] {
            if let entry = getpwnam(name) {
                return User(number: entry.pointee.pw_uid, group: entry.pointee.pw_gid)
            }
        }
        throw PostgreSQLUnavailable.noUser
    }

    /// The second field behind the name in brackets. Source: proc(5), `/proc/[pid]/stat`.
    private static func parent(of process: pid_t) -> pid_t? {
        let text = try? String(contentsOfFile: "/proc/\(process)/stat", encoding: .utf8)
        guard let text, let bracket = text.lastIndex(of: ")") else { return nil }
        let fields = text[text.index(after: bracket)...].split(separator: " ")
        return fields.count > 1 ? pid_t(fields[1]) : nil
    }
}

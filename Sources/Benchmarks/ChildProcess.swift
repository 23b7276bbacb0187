import Glibc

/// A program that this one started, and its standard output.
///
/// It ends with this object at the latest: nothing that a benchmark starts stays behind.
final class ChildProcess {
    let identifier: pid_t
    private let output: Int32
    private var unread: [UInt8] = []
    private var hasEnded = false

    /// Starts a program; its standard error is this program's.
    ///
    /// Wraps `posix_spawn(3)`.
    init(_ program: String, _ arguments: [String]) throws {
        var ends: [Int32] = [-1, -1]
        guard pipe(&ends) == 0 else { throw BenchmarkFailure.systemCall("pipe", errno: errno) }
        defer { close(ends[1]) }
        output = ends[0]
        _ = fcntl(output, F_SETFD, FD_CLOEXEC)
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_adddup2(&actions, ends[1], STDOUT_FILENO)
        // The threads of the cooperative pool block all signals, and a child inherits that.
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        var noSignals = sigset_t()
        sigemptyset(&noSignals)
        posix_spawnattr_setsigmask(&attributes, &noSignals)
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK))
        let words = ([program] + arguments).map { (word: String) in strdup(word) }
        defer { words.forEach { free($0) } }
        var identifier = pid_t()
        let code = posix_spawn(&identifier, program, &actions, &attributes, words + [nil], environ)
        self.identifier = identifier
        guard code == 0 else {
            hasEnded = true
            throw BenchmarkFailure.systemCall("posix_spawn \(program)", errno: code)
        }
    }

    deinit {
        if !hasEnded {
            kill(identifier, SIGKILL)
            waitpid(identifier, nil, 0)
        }
        close(output)
    }

    /// The next line of its output that contains a text; nil when the output ends before.
    func waitForLine(containing text: String) -> String? {
        while true {
            while let end = unread.firstIndex(of: UInt8(ascii: "\n")) {
                let line = String(decoding: unread[..<end], as: UTF8.self)
                unread.removeFirst(end + 1)
                if line.contains(text) { return line }
            }
            var buffer = [UInt8](repeating: 0, count: 1024)
            let count = read(output, &buffer, buffer.count)
            guard count > 0 else { return nil }
            unread += buffer.prefix(count)
        }
    }

    /// Tells it to end, and waits until it has.
    func stop() {
        kill(identifier, SIGTERM)
        waitForEnd()
    }

    /// Waits until it has ended by itself.
    func waitForEnd() {
        precondition(!hasEnded, "a child is waited for once")
        waitpid(identifier, nil, 0)
        hasEnded = true
    }

    /// What it has in memory, in bytes: the second field of `/proc/PID/statm`, the VmRSS of `status`.
    func residentBytes() throws -> Int {
        let path = "/proc/\(identifier)/statm"
        let file = open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { throw BenchmarkFailure.systemCall("open \(path)", errno: errno) }
        defer { close(file) }
        var buffer = [UInt8](repeating: 0, count: 256)
        let count = read(file, &buffer, buffer.count)
        let fields = String(decoding: buffer.prefix(max(0, count)), as: UTF8.self).split(
            separator: " "
        )
        guard fields.count > 1, let pages = Int(fields[1]) else {
            throw BenchmarkFailure.systemCall("read \(path)", errno: 0)
        }
        return pages * sysconf(Int32(_SC_PAGESIZE))
    }
}

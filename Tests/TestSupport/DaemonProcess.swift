internal import Glibc
internal import SmartCards
internal import Synchronization

/// A pcscd that this process started.
///
/// A shell stands between: it ends pcscd when its standard input does. So pcscd ends with this
/// process even if that crashes.
struct DaemonProcess {
    static let program = "/usr/sbin/pcscd"
    static let driver = "/usr/lib/pcsc/drivers/serial/libifdvpcd.so"

    let readers: VirtualReaderDaemon.Readers

    /// Whether a pcscd answers that this process did not start.
    static var isForeignRunning: Bool {
        running.withLock { $0 == nil } && (try? CardReaders()) != nil
    }

    init(readers: VirtualReaderDaemon.Readers) throws {
        self.readers = readers
        let options = readers == .virtual ? "" : " --config /dev/null"
        try Self.start(
            "\(Self.program) --foreground\(options) & pid=$!; read line; kill $pid; wait $pid"
        )
    }

    func end() async throws {
        try await waitUntil("pcscd ends") { Self.stop(waiting: WNOHANG) }
    }

    private struct Running {
        var shell: pid_t
        /// The shell's standard input; -1 once it is closed.
        var lifeline: Int32
    }

    private static let running = Mutex<Running?>(nil)

    private static let registerForExit: Void = {
        _ = atexit { _ = DaemonProcess.stop(waiting: 0) }
    }()

    private static func start(_ script: String) throws {
        var ends: [Int32] = [-1, -1]
        try SystemCallFailure.check(pipe(&ends), "pipe")
        defer { close(ends[0]) }
        _ = fcntl(ends[1], F_SETFD, FD_CLOEXEC)
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_adddup2(&actions, ends[0], 0)
        posix_spawn_file_actions_addopen(&actions, 1, "/dev/null", O_WRONLY, 0)
        posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", O_WRONLY, 0)
        // The threads of the cooperative pool block all signals, and a child inherits that.
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        var noSignals = sigset_t()
        sigemptyset(&noSignals)
        posix_spawnattr_setsigmask(&attributes, &noSignals)
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK))
        let words = ["sh", "-c", script].map { (word: String) in strdup(word) }
        defer { words.forEach { free($0) } }
        var shell = pid_t()
        let code = posix_spawn(&shell, "/bin/sh", &actions, &attributes, words + [nil], environ)
        guard code == 0 else {
            close(ends[1])
            throw SystemCallFailure(call: "posix_spawn", code: code)
        }
        running.withLock { $0 = Running(shell: shell, lifeline: ends[1]) }
        _ = registerForExit
    }

    /// Cuts the lifeline and collects the shell; false while it still runs.
    private static func stop(waiting options: Int32) -> Bool {
        running.withLock { running in
            guard var current = running else { return true }
            if current.lifeline >= 0 { close(current.lifeline) }
            current.lifeline = -1
            let isGone = waitpid(current.shell, nil, options) == current.shell
            running = isGone ? nil : current
            return isGone
        }
    }
}

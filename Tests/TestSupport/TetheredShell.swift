internal import CSystem
internal import Glibc
internal import Synchronization

/// A shell script that ends with this process, even if that crashes: it holds the reading end of a
/// pipe as its standard input, which comes to its end when this process does.
public final class TetheredShell: Sendable {
    private struct State {
        var process: pid_t
        /// The pipe's writing end; -1 once it is closed.
        var tether: Int32
        var isGone = false
    }

    private let state: Mutex<State>

    /// Starts `sh -c script`. Its output goes to a file, or nowhere.
    public init(_ script: String, outputTo path: String = "/dev/null") throws {
        var ends: [Int32] = [-1, -1]
        // Close on exec: another child that held the writing end would keep the script alive.
        try SystemCallFailure.check(prepaid_pipe_cloexec(&ends), "pipe2")
        defer { close(ends[0]) }
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_adddup2(&actions, ends[0], 0)
        let flags = O_WRONLY | O_CREAT | O_APPEND
        posix_spawn_file_actions_addopen(&actions, 1, path, flags, 0o644)
        posix_spawn_file_actions_adddup2(&actions, 1, 2)
        prepaid_spawn_with_standard_streams_only(&actions)
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
        var process = pid_t()
        let code = posix_spawn(&process, "/bin/sh", &actions, &attributes, words + [nil], environ)
        guard code == 0 else {
            close(ends[1])
            throw SystemCallFailure(call: "posix_spawn", code: code)
        }
        state = Mutex(State(process: process, tether: ends[1]))
    }

    /// Lets the script see the end of its standard input.
    public func cut() {
        state.withLock { state in
            if state.tether >= 0 { close(state.tether) }
            state.tether = -1
        }
    }

    /// Whether the script has ended.
    public var isGone: Bool { collect(waiting: WNOHANG) }

    /// Cuts it loose and waits for its end.
    public func end() {
        cut()
        _ = collect(waiting: 0)
    }

    private func collect(waiting options: Int32) -> Bool {
        state.withLock { state in
            if !state.isGone {
                state.isGone = waitpid(state.process, nil, options) == state.process
            }
            return state.isGone
        }
    }
}

internal import CSystem
internal import Glibc

/// A program that this one started, with its standard output to read and its end to wait for.
///
/// Calls block and belong to a thread that may wait. Whoever starts one ends it: `stop` sends
/// SIGTERM, and SIGKILL when that is not heard. Where this program ends without that, even by SIGKILL,
/// the kernel ends it.
public final class ChildProcess {
    /// Its number.
    public let identifier: Int32
    private let output: Int32
    private var pending: [UInt8] = []
    private var status: Int32?

    /// Starts a program. Its standard error goes to a file, its standard output comes here.
    public init(
        _ program: String,
        _ arguments: [String],
        folder: String,
        errorsTo errorPath: String
    ) throws(ChildProcessError) {
        var ends: [Int32] = [-1, -1]
        guard prepaid_pipe_cloexec(&ends) == 0 else { throw .cannotStart(program, errno: errno) }
        var identifier = pid_t()
        let words = ([program] + arguments).map { strdup($0) } + [nil]
        defer { for word in words { free(word) } }
        let result = prepaid_start_child(program, words, folder, errorPath, ends[1], &identifier)
        close(ends[1])
        guard result == 0 else {
            close(ends[0])
            throw .cannotStart(program, errno: result)
        }
        self.identifier = identifier
        output = ends[0]
    }

    deinit {
        stop()
        close(output)
    }

    /// Its next line of output; nil when it closed its output, or when the time was over.
    public func readLine(timeoutMilliseconds: Int) -> String? {
        let deadline = now() + timeoutMilliseconds
        while true {
            if let end = pending.firstIndex(of: UInt8(ascii: "\n")) {
                defer { pending.removeSubrange(...end) }
                return String(decoding: pending[..<end], as: UTF8.self)
            }
            var poll = pollfd(fd: output, events: Int16(POLLIN), revents: 0)
            let rest = deadline - now()
            guard rest > 0, Glibc.poll(&poll, 1, Int32(rest)) > 0 else { return nil }
            var buffer = [UInt8](repeating: 0, count: 4096)
            let count = read(output, &buffer, buffer.count)
            guard count > 0 else { return nil }
            pending += buffer.prefix(count)
        }
    }

    /// The first line that contains a text.
    public func waitForLine(
        containing text: String,
        timeoutMilliseconds: Int
    ) throws(ChildProcessError) -> String {
        let deadline = now() + timeoutMilliseconds
        while let line = readLine(timeoutMilliseconds: deadline - now()) {
            if line.contains(text) { return line }
        }
        throw .saidNothing(expected: text)
    }

    /// All output until its end, and how it ended.
    public func finish(timeoutMilliseconds: Int) throws(ChildProcessError) -> (
        status: Int32, output: String
    ) {
        let deadline = now() + timeoutMilliseconds
        var lines: [String] = []
        while let line = readLine(timeoutMilliseconds: deadline - now()) { lines.append(line) }
        lines.append(String(decoding: pending, as: UTF8.self))
        guard now() < deadline else { throw .didNotEnd }
        return (wait(), lines.filter { !$0.isEmpty }.joined(separator: "\n"))
    }

    /// Asks it to end, and ends it after five seconds.
    ///
    /// Gives its exit status, or minus the number of the signal that ended it.
    @discardableResult
    public func stop() -> Int32 {
        if let status { return status }
        kill(identifier, SIGTERM)
        let deadline = now() + 5_000
        while now() < deadline {
            if let ended = ended() { return ended }
            usleep(2_000)
        }
        kill(identifier, SIGKILL)
        return wait()
    }

    /// Ends it at once, as a power cut would.
    public func kill() { if status == nil { Glibc.kill(identifier, SIGKILL) } }

    /// Whether it has not ended.
    public var isRunning: Bool { status == nil && ended() == nil }

    private func kill(_ identifier: pid_t, _ signal: Int32) { Glibc.kill(identifier, signal) }

    private func wait() -> Int32 {
        if let status { return status }
        var raw: Int32 = 0
        while waitpid(identifier, &raw, 0) == -1, errno == EINTR {}
        return keep(raw)
    }

    private func ended() -> Int32? {
        var raw: Int32 = 0
        guard waitpid(identifier, &raw, WNOHANG) == identifier else { return nil }
        return keep(raw)
    }

    private func keep(_ raw: Int32) -> Int32 {
        let signal = raw & 0x7F
        let value = signal == 0 ? (raw >> 8) & 0xFF : -signal
        status = value
        return value
    }
}

/// Milliseconds that never go back.
func now() -> Int {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return time.tv_sec * 1_000 + time.tv_nsec / 1_000_000
}

/// Why a program could not be started, or did not do what was waited for.
public enum ChildProcessError: Error, Sendable, Equatable {
    /// It could not be started.
    case cannotStart(String, errno: Int32)
    /// It ended, or was silent, without the line that was waited for.
    case saidNothing(expected: String)
    /// It did not end in time.
    case didNotEnd

    /// What happened.
    public var sentence: String {
        switch self {
        case .cannotStart(let program, let code):
            "\(program) cannot be started: \(String(cString: strerror(code)))."
        case .saidNothing(let expected): "A program did not say “\(expected)”."
        case .didNotEnd: "A program did not end in time."
        }
    }

    /// What to do.
    public var hint: String {
        switch self {
        case .cannotStart:
            "Build all programs (make build), and install what they need (make deps)."
        case .saidNothing, .didNotEnd: "See its messages, which stand above or in its log."
        }
    }
}

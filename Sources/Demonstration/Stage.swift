internal import DeviceThreads
internal import FoundationEssentials
internal import Glibc

/// The demonstration's own thread: it starts programs and waits for them.
public actor Stage {
    private nonisolated let thread = DeviceThread(name: "demonstration")
    /// Waiting for programs blocks.
    public nonisolated var unownedExecutor: UnownedSerialExecutor {
        thread.asUnownedSerialExecutor()
    }

    private let report: @Sendable (String) -> Void
    private var children: [ChildProcess] = []
    private var startedAt = now()
    /// Everything that the demonstration writes.
    private(set) var folder: WorkingFolder

    /// `programs` holds the built programs, `project` the folders `Config` and `Receipts`.
    public init(
        programs: String,
        project: String,
        report: @escaping @Sendable (String) -> Void
    ) {
        folder = WorkingFolder("", programs: programs, project: project)
        self.report = report
    }

    /// Runs a body between making the folder and ending everything that was started.
    func perform(_ body: @Sendable (isolated Stage) throws -> Void) throws {
        var template = Array("/tmp/prepaid-demo-XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else { throw StageError.noFolder(errno: errno) }
        let path = String(
            decoding: template.dropLast().map(UInt8.init(bitPattern:)),
            as: UTF8.self
        )
        folder = WorkingFolder(path, programs: folder.programs, project: folder.project)
        defer {
            while let child = children.popLast() { child.stop() }
            // A folder in /tmp that could not be removed harms nobody and names itself.
            try? FileManager.default.removeItem(atPath: path)
        }
        try body(self)
    }

    /// One step: does it, and prints one line with its time.
    func step<Result>(_ name: String, _ body: () throws -> Result) throws -> Result {
        startedAt = now()
        do {
            let result = try body()
            say("ok", name, detail: (result as? String) ?? "")
            return result
        } catch {
            say("FAILED", name, detail: "")
            throw error
        }
    }

    /// Lines for the reader, indented.
    func show(_ text: String) {
        var lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        while lines.last?.isEmpty == true { lines.removeLast() }
        for line in lines { report("        \(line)") }
    }

    private func say(_ mark: String, _ name: String, detail: String) {
        let milliseconds = String(now() - startedAt)
        let time =
            String(repeating: " ", count: max(0, 6 - milliseconds.count)) + milliseconds + " ms"
        report("\(time)  \(mark)  \(name)\(detail.isEmpty ? "" : ": \(detail)")")
    }

    /// Starts a program that stays; it is ended with the demonstration.
    func start(_ name: String, _ program: String, _ arguments: [String]) throws -> ChildProcess {
        keep(try folder.start(name, program, arguments))
    }

    /// Takes over a program that was started; it is ended with the demonstration.
    @discardableResult
    func keep(_ process: ChildProcess) -> ChildProcess {
        children.append(process)
        return process
    }

    /// Ends one of the programs that stay.
    func stop(_ process: ChildProcess) {
        children.removeAll { $0 === process }
        process.stop()
    }
}

/// Why a demonstration or a bench stopped.
public enum StageError: Error, Sendable, Equatable {
    /// A folder could not be made.
    case noFolder(errno: Int32)
    /// A command ended in another way than expected.
    case refused(command: String, said: String)
    /// Something did not come about.
    case neverHeld(String)
    /// A shipped file is not as it is known here.
    case changedFile(String)

    /// What happened.
    public var sentence: String {
        switch self {
        case .noFolder(let code): "No folder can be made: \(String(cString: strerror(code)))."
        case .refused(let command, let said):
            "“\(command)” did not end as expected. It said: \(said)"
        case .neverHeld(let condition): "This did not come about: \(condition)."
        case .changedFile(let file): "\(file) cannot be used: it is not as it was shipped."
        }
    }

    /// What to do.
    public var hint: String {
        switch self {
        case .noFolder: "Check /tmp, or the folder that was named."
        case .refused, .neverHeld: "Run the commands by hand, as the README tells."
        case .changedFile: "Restore the file as it was shipped."
        }
    }
}

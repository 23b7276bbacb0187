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

    /// The folder of the programs.
    let programs: String
    /// The project's folder, with `Config` and `Receipts`.
    let project: String
    private let report: @Sendable (String) -> Void
    private var children: [(name: String, process: ChildProcess)] = []
    private var startedAt = now()
    /// Everything that the demonstration writes.
    private(set) var folder = ""

    /// `programs` holds the built programs, `project` the folders `Config` and `Receipts`.
    public init(
        programs: String,
        project: String,
        report: @escaping @Sendable (String) -> Void
    ) {
        self.programs = programs
        self.project = project
        self.report = report
    }

    /// Runs a body between making the folder and ending everything that was started.
    func perform(_ body: @Sendable (isolated Stage) throws -> Void) throws {
        var template = Array("/tmp/prepaid-demo-XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else { throw StageError.noFolder(errno: errno) }
        folder = String(decoding: template.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
        defer {
            while let child = children.popLast() { child.process.stop() }
            // A folder in /tmp that could not be removed harms nobody and names itself.
            try? FileManager.default.removeItem(atPath: folder)
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
        let process = try ChildProcess(
            program,
            arguments,
            folder: folder,
            errorsTo: "\(folder)/\(name).log"
        )
        children.append((name, process))
        return process
    }

    /// Ends one of the programs that stay.
    func stop(_ process: ChildProcess) {
        children.removeAll { $0.process === process }
        process.stop()
    }

    /// Runs one of our programs to its end; gives its output. Another end than `expecting` throws
    /// with what it said.
    func run(
        _ program: String,
        _ arguments: [String],
        expecting status: Int32 = 0
    ) throws -> String {
        let log = "\(folder)/command.log"
        unlink(log)
        let process = try ChildProcess(
            "\(programs)/\(program)",
            arguments,
            folder: folder,
            errorsTo: log
        )
        let end = try process.finish(timeoutMilliseconds: 60_000)
        guard end.status == status else {
            throw StageError.refused(
                command: ([program] + arguments).joined(separator: " "),
                said: contents(of: log)
            )
        }
        return end.output
    }

    /// Waits for a line of a program that stays; if it does not come, tells what the program said.
    func line(_ text: String, from process: ChildProcess, _ name: String) throws -> String {
        do {
            return try process.waitForLine(containing: text, timeoutMilliseconds: 15_000)
        } catch {
            throw StageError.refused(command: name, said: log(of: name))
        }
    }

    /// Whether vpcd listens for a card, on the port of its first reader.
    func readerPortListens() -> Bool {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(descriptor) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = UInt16(35_963).bigEndian
        address.sin_addr.s_addr = in_addr_t(INADDR_LOOPBACK).bigEndian
        return withUnsafePointer(to: &address) { address in
            address.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
            }
        }
    }

    /// Puts the shipped configuration and templates into the folder, each program with a reader of
    /// its own: the lobby's and the one at home.
    func copyShippedFiles(lobbyReader: String, homeReader: String) throws {
        for path in ["Config", "Config/printers", "Receipts", "var", "var/kiosk"] {
            guard mkdir("\(folder)/\(path)", 0o700) == 0 else {
                throw StageError.noFolder(errno: errno)
            }
        }
        try copy("Config/ledger.json5")
        try copy("Config/kiosk.json5") { line in
            line.contains("// reader:") ? "    reader: \"\(lobbyReader)\"," : line
        }
        try copy("Config/meter.json5") { line in
            line.contains("// reader:") ? "    reader: \"\(homeReader)\"," : line
        }
        for profile in ["generic-80", "epson-tm-t20iii"] {
            try copy("Config/printers/\(profile).json5")
        }
        let templates = try FileManager.default.contentsOfDirectory(atPath: "\(project)/Receipts")
        for name in templates where name.hasSuffix(".receipt") { try copy("Receipts/\(name)") }
    }

    private func copy(_ path: String, changing change: (String) -> String = { $0 }) throws {
        let shipped = contents(of: "\(project)/\(path)")
        let lines = shipped.split(separator: "\n", omittingEmptySubsequences: false)
        let copied = lines.map { change(String($0)) }.joined(separator: "\n")
        guard !shipped.isEmpty,
            FileManager.default.createFile(
                atPath: "\(folder)/\(path)",
                contents: Data(copied.utf8)
            )
        else {
            throw StageError.changedFile(path)
        }
    }

    /// What a program said on standard error.
    func log(of name: String) -> String { contents(of: "\(folder)/\(name).log") }

    /// Asks a condition again and again, each 20 ms, until it holds.
    func wait(
        for condition: String,
        timeoutMilliseconds: Int = 15_000,
        _ holds: () throws -> Bool
    ) throws {
        let deadline = now() + timeoutMilliseconds
        while try !holds() {
            guard now() < deadline else { throw StageError.neverHeld(condition) }
            usleep(20_000)
        }
    }
}

/// Why a demonstration stopped.
public enum StageError: Error, Sendable, Equatable {
    /// No temporary folder could be made.
    case noFolder(errno: Int32)
    /// A command ended in another way than expected.
    case refused(command: String, said: String)
    /// Something did not come about.
    case neverHeld(String)
    /// A shipped file is not as the demonstration knows it.
    case changedFile(String)

    /// What happened.
    public var sentence: String {
        switch self {
        case .noFolder(let code): "No temporary folder: \(String(cString: strerror(code)))."
        case .refused(let command, let said):
            "“\(command)” did not end as expected. It said: \(said)"
        case .neverHeld(let condition): "This did not come about: \(condition)."
        case .changedFile(let file): "\(file) cannot be used for the demonstration."
        }
    }

    /// What to do.
    public var hint: String {
        switch self {
        case .noFolder: "Check /tmp."
        case .refused, .neverHeld: "Run the commands by hand, as the README tells."
        case .changedFile: "Restore the file as it was shipped."
        }
    }
}

internal import FoundationEssentials
internal import Glibc

/// A folder in which the programs run: the shipped configuration and templates, the programs' logs,
/// and what they keep.
///
/// Its calls block and belong to a thread that may wait.
public struct WorkingFolder: Sendable {
    /// The folder itself.
    public let path: String
    /// The folder of the built programs.
    public let programs: String
    /// The project's folder, with `Config` and `Receipts`.
    public let project: String

    /// Takes the three folders; this one must be there.
    public init(_ path: String, programs: String, project: String) {
        (self.path, self.programs, self.project) = (path, programs, project)
    }

    /// The path of a file in it.
    public func file(_ name: String) -> String { "\(path)/\(name)" }

    /// One of our programs, by its name.
    public func program(_ name: String) -> String { "\(programs)/\(name)" }

    /// What a program that stays said on standard error.
    public func log(of name: String) -> String { contents(of: file("\(name).log")) }

    /// Starts a program that stays; `name` is that of its log.
    public func start(
        _ name: String,
        _ program: String,
        _ arguments: [String]
    ) throws(ChildProcessError) -> ChildProcess {
        try ChildProcess(program, arguments, folder: path, errorsTo: file("\(name).log"))
    }

    /// Waits for a line of a program that stays; if it does not come, tells what the program said.
    public func line(
        _ text: String,
        from process: ChildProcess,
        _ name: String
    ) throws(StageError) -> String {
        do throws(ChildProcessError) {
            return try process.waitForLine(containing: text, timeoutMilliseconds: 15_000)
        } catch {
            throw StageError.refused(command: name, said: log(of: name))
        }
    }

    /// Runs one of our programs to its end; gives its status, its output and what it said.
    public func end(
        of program: String,
        _ arguments: [String]
    ) throws(ChildProcessError) -> (status: Int32, output: String, errors: String) {
        let log = file("command.log")
        unlink(log)
        let process = try ChildProcess(
            self.program(program),
            arguments,
            folder: path,
            errorsTo: log
        )
        let end = try process.finish(timeoutMilliseconds: 60_000)
        return (end.status, end.output, contents(of: log))
    }

    /// Runs one of our programs to its end; gives its output. Another end than `expecting` throws
    /// with what it said.
    public func run(
        _ program: String,
        _ arguments: [String],
        expecting status: Int32 = 0
    ) throws -> String {
        let end = try end(of: program, arguments)
        guard end.status == status else {
            throw StageError.refused(
                command: ([program] + arguments).joined(separator: " "),
                said: end.errors
            )
        }
        return end.output
    }

    /// Makes a folder in it, which may be there already.
    public func makeFolder(_ name: String) throws(StageError) {
        guard mkdir(file(name), 0o700) == 0 || errno == EEXIST else {
            throw StageError.noFolder(errno: errno)
        }
    }

    /// Puts the shipped configuration and templates into the folder, each program with a reader of
    /// its own: the lobby's and the one at home. What is there already is replaced.
    ///
    /// `kioskLines` and `ledgerLines` are lines of the two configurations to replace, by a text in them.
    public func copyShippedFiles(
        lobbyReader: String,
        homeReader: String,
        kioskLines: [String: String] = [:],
        ledgerLines: [String: String] = [:]
    ) throws {
        for path in ["Config", "Config/printers", "Receipts", "var", "var/kiosk"] {
            try makeFolder(path)
        }
        try copy("Config/ledger.json5", replacing: ledgerLines)
        var lines = kioskLines
        lines["// reader:"] = "    reader: \"\(lobbyReader)\","
        try copy("Config/kiosk.json5", replacing: lines)
        try copy(
            "Config/meter.json5",
            replacing: ["// reader:": "    reader: \"\(homeReader)\","]
        )
        for profile in ["generic-80", "epson-tm-t20iii"] {
            try copy("Config/printers/\(profile).json5")
        }
        let templates = try FileManager.default.contentsOfDirectory(atPath: "\(project)/Receipts")
        for name in templates where name.hasSuffix(".receipt") { try copy("Receipts/\(name)") }
    }

    /// Puts one shipped file into the folder, under another name if one is given, with the lines
    /// that contain a text replaced by others.
    public func copy(
        _ path: String,
        to name: String? = nil,
        replacing new: [String: String] = [:]
    ) throws(StageError) {
        let shipped = contents(of: "\(project)/\(path)")
        var lines = shipped.split(separator: "\n", omittingEmptySubsequences: false)
            .map { String($0) }
        for (text, line) in new {
            guard let index = lines.firstIndex(where: { $0.contains(text) }) else {
                throw .changedFile(path)
            }
            lines[index] = line
        }
        let copied = Data(lines.joined(separator: "\n").utf8)
        guard !shipped.isEmpty,
            FileManager.default.createFile(atPath: file(name ?? path), contents: copied)
        else {
            throw .changedFile(path)
        }
    }

    /// Uses the pcscd that runs with vpcd's readers, or starts one and gives it.
    public func startReaderDaemon() throws -> ChildProcess? {
        let socket = "/run/pcscd/pcscd.comm"
        if access(socket, F_OK) == 0, Self.readerPortListens() { return nil }
        let daemon = try start("pcscd", "pcscd", ["--foreground"])
        try wait(for: "pcscd listens, with the virtual reader (\(log(of: "pcscd")))") {
            access(socket, F_OK) == 0 && Self.readerPortListens()
        }
        return daemon
    }

    /// Whether vpcd listens for a card, on the port of its first reader.
    private static func readerPortListens() -> Bool {
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

    /// Asks a condition again and again, each 20 ms, until it holds.
    public func wait(
        for condition: @autoclosure () -> String,
        timeoutMilliseconds: Int = 15_000,
        _ holds: () throws -> Bool
    ) throws {
        let deadline = now() + timeoutMilliseconds
        while try !holds() {
            guard now() < deadline else { throw StageError.neverHeld(condition()) }
            usleep(20_000)
        }
    }
}

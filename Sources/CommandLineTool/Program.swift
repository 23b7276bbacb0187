internal import Glibc
internal import Spelling

/// A program: a tree of commands and a version.
///
/// `main.swift` holds one line, `await Program(…).main()`: code at its top level is isolated to
/// the main actor, and so would be every closure written there.
public struct Program: Sendable {
    private let root: Command
    private let version: String

    /// The name of `root` is that of the program.
    public init(_ root: Command, version: String) {
        self.root = root
        self.version = version
    }

    /// Runs the command that the process was started with and ends the process.
    public func main(_ words: [String] = Array(CommandLine.arguments.dropFirst())) async -> Never {
        // A closed pipe shall be an error of write(2), not the end of the process.
        signal(SIGPIPE, SIG_IGN)
        let status = await run(words, console: .standard)
        exit(status.rawValue)
    }

    /// Runs one command line and says how it ended.
    public func run(_ words: [String], console: Console) async -> ExitStatus {
        let status = await runCommand(words, console: console)
        guard let failure = console.failure else { return status }
        console.explain(
            "error: The result could not be written: \(String(cString: strerror(failure)))."
        )
        return .refused
    }

    private func runCommand(_ words: [String], console: Console) async -> ExitStatus {
        var words = words[...]
        var help = HelpText(path: [root.name], command: root, isRoot: true)
        do {
            if words == ["--version"] {
                console.print("\(root.name) \(version)")
                return .done
            }
            while case .group(let commands) = help.command.content,
                let word = words.first, !isHelp(word)
            {
                words.removeFirst()
                let command = try choose(word, among: commands)
                help = HelpText(path: help.path + [command.name], command: command, isRoot: false)
            }
            if words.prefix(while: { $0 != "--" }).contains(where: isHelp) {
                console.write(help.text)
                return .done
            }
            try await act(help.command, words: Array(words), console: console)
            return .done
        } catch let error as UsageError {
            console.explain("error: \(error.sentence)")
            console.explain(help.usage)
            return .wrongUsage
        } catch {
            report(error, console: console)
            return .refused
        }
    }

    private func isHelp(_ word: String) -> Bool { word == "--help" || word == "-h" }

    private func choose(
        _ word: String,
        among commands: [Command]
    ) throws(UsageError) -> Command {
        if let command = commands.first(where: { $0.name == word }) { return command }
        let names = commands.map(\.name)
        guard word.hasPrefix("-") else {
            throw UsageError(
                "Unknown command \"\(word)\".",
                meant: nearestName(to: word, among: names)
            )
        }
        throw UsageError("Unknown option \(word); the options of a command follow its name.")
    }

    private func act(_ command: Command, words: [String], console: Console) async throws {
        switch command.content {
        case .group(let commands):
            let names = commands.map(\.name).joined(separator: ", ")
            throw UsageError("A command is missing; there are: \(names).")
        case .action(let forms, let run):
            try await run(try ParsedArguments(words, forms: forms), console)
        }
    }

    private func report(_ error: any Error, console: Console) {
        if let error = error as? any Explained {
            console.explain("error: \(error.sentence)")
            console.explain("hint: \(error.hint)")
        } else {
            console.explain("error: \(error)")
            console.explain(
                "hint: This error has no explanation, which is a defect: please report it."
            )
        }
    }
}

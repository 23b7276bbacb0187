public import CommandLineTool
internal import Synchronization

/// A program's command as it was run within the test, and what it printed.
public struct ProgramRun: Equatable, Sendable {
    /// How it ended.
    public let status: ExitStatus
    /// Standard output.
    public let bytes: [UInt8]
    /// Standard error.
    public let diagnostics: String
    /// Standard output as text.
    public var output: String { String(decoding: bytes, as: UTF8.self) }

    private final class Written: Sendable {
        let bytes = Mutex<[UInt8]>([])
        let diagnostics = Mutex("")
    }

    /// What is expected of a run.
    public init(status: ExitStatus, output: String, diagnostics: String) {
        (self.status, bytes, self.diagnostics) = (status, Array(output.utf8), diagnostics)
    }

    /// Runs it; each write to standard output ends with `outputError`, an errno value.
    public init(of program: Program, _ words: [String], outputError: Int32 = 0) async {
        let written = Written()
        let console = Console(
            outputBytes: { bytes in
                written.bytes.withLock { $0 += bytes }
                return outputError
            },
            diagnostics: { text in
                written.diagnostics.withLock { $0 += text }
                return 0
            }
        )
        status = await program.run(words, console: console)
        bytes = written.bytes.withLock { $0 }
        diagnostics = written.diagnostics.withLock { $0 }
    }
}

import CommandLineTool
import Synchronization

@testable import KioskProgram

/// A command of `kiosk` as it was run within the test.
struct CommandRun {
    let status: ExitStatus
    let bytes: [UInt8]
    let diagnostics: String
    var output: String { String(decoding: bytes, as: UTF8.self) }

    private final class Written: Sendable {
        let bytes = Mutex<[UInt8]>([])
        let diagnostics = Mutex("")
    }

    init(_ words: [String]) async {
        let written = Written()
        let console = Console(
            outputBytes: { bytes in
                written.bytes.withLock { $0 += bytes }
                return 0
            },
            diagnostics: { text in
                written.diagnostics.withLock { $0 += text }
                return 0
            }
        )
        status = await Program(kioskCommand, version: "0").run(words, console: console)
        bytes = written.bytes.withLock { $0 }
        diagnostics = written.diagnostics.withLock { $0 }
    }
}

import CommandLineTool
import TestSupport

@testable import KioskProgram

/// A command of `kiosk` as it was run within the test.
func kiosk(_ words: [String]) async -> ProgramRun {
    await ProgramRun(of: Program(kioskCommand, version: "0"), words)
}

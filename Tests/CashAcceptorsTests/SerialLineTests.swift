import BenchDevices
import Glibc
import SerialLines
import TestSupport
import Testing
import VirtualAcceptors

/// A serial line has one reader.
struct SerialLineTests {
    @Test func `a line that a program has open is refused to another one`() throws {
        let folder = TemporaryFolder()
        let settings = VirtualAcceptor.Settings(path: folder.file("tty"))
        let device = try VirtualAcceptor(settings)
        let first = try SerialLine.open(settings.path, SerialSettings(flowControl: .none))
        #expect(throws: SerialLineError.failed(settings.path, code: EBUSY)) {
            try SerialLine.open(settings.path, SerialSettings(flowControl: .none))
        }
        close(first)
        close(try SerialLine.open(settings.path, SerialSettings(flowControl: .none)))
        withExtendedLifetime(device) {}
    }
}

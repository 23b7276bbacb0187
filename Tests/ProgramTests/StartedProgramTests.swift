import Demonstration
import Glibc
import TestSupport
import Testing

/// What a program that was started holds of the one that started it.
@Suite(.timeLimit(.minutes(1)))
struct StartedProgramTests {
    /// A pipe that every child would inherit, as the sockets of some libraries are.
    private final class InheritablePipe {
        private var ends: [Int32] = [-1, -1]

        init() { precondition(pipe(&ends) == 0, "a process has room for a pipe") }

        deinit { close(ends[0]) }

        /// Closes the writing end; whether that was the last copy of it.
        func isEndedByClosing() -> Bool {
            close(ends[1])
            var reading = pollfd(fd: ends[0], events: Int16(POLLIN), revents: 0)
            return poll(&reading, 1, 0) == 1 && Int32(reading.revents) & Int32(POLLHUP) != 0
        }
    }

    @Test func `a child process holds no copy of a connection`() throws {
        let folder = TemporaryFolder()
        let pipe = InheritablePipe()
        let child = try ChildProcess(
            "sleep",
            ["60"],
            folder: folder.path,
            errorsTo: folder.file("log")
        )
        #expect(pipe.isEndedByClosing())
        child.stop()
    }

    @Test func `a tethered shell holds no copy of a connection`() throws {
        let pipe = InheritablePipe()
        let shell = try TetheredShell("read line")
        #expect(pipe.isEndedByClosing())
        shell.end()
    }
}

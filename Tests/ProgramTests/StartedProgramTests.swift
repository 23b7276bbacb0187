import Demonstration
import DeviceThreads
import Foundation
import Glibc
import Synchronization
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

        /// Closes the writing end; whether that was the last copy of it. What another test starts at this
        /// moment has one too until it has closed it.
        func isEndedByClosing() -> Bool {
            close(ends[1])
            var reading = pollfd(fd: ends[0], events: Int16(POLLIN), revents: 0)
            return poll(&reading, 1, 5_000) == 1 && Int32(reading.revents) & Int32(POLLHUP) != 0
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

    @Test func `a child process ends when the program that started it is killed`() async throws {
        let folder = TemporaryFolder()
        let pipe = try NamedPipe(in: folder)
        await #expect(processExitsWith: .signal(SIGKILL)) { [path = folder.path as String] in
            let child = try ChildProcess(
                "sh",
                ["-c", "exec 9> pipe; echo alive >&9; echo started; exec sleep 60"],
                folder: path,
                errorsTo: path + "/log"
            )
            _ = try child.waitForLine(containing: "started", timeoutMilliseconds: 10_000)
            kill(getpid(), SIGKILL)
        }
        #expect(pipe.read() == "alive\n")
        // Its writing end is open for as long as the child lives.
        try await waitUntil("the child has ended") { pipe.read() == "" }
    }

    @Test func `a child process does not end with the thread that started it`() async throws {
        let folder = TemporaryFolder()
        let started = Mutex<ChildProcess?>(nil)
        try await DeviceWorker(name: "starter").perform {
            try started.withLock { child in
                child = try ChildProcess(
                    "sh",
                    ["-c", "mkfifo pipe; echo started; read word < pipe; echo $word"],
                    folder: folder.path,
                    errorsTo: folder.file("log")
                )
            }
        }
        try await waitUntil("the thread has ended") { try !Self.threadNames().contains("starter") }
        let output = try started.withLock { child in
            let child = try #require(child)
            _ = try child.waitForLine(containing: "started", timeoutMilliseconds: 10_000)
            // For reading too, or this would wait for a child that is gone.
            let pipe = open(folder.file("pipe"), O_RDWR)
            defer { close(pipe) }
            #expect(write(pipe, "still here\n", 11) == 11)
            return try child.finish(timeoutMilliseconds: 10_000).output
        }
        #expect(output == "still here")
    }

    @Test(arguments: [("/nowhere/program", "/tmp"), ("sleep", "/nowhere")])
    func `what cannot be started is told at once`(program: String, folder: String) {
        #expect(throws: ChildProcessError.cannotStart(program, errno: ENOENT)) {
            try ChildProcess(program, ["60"], folder: folder, errorsTo: "/dev/null")
        }
    }

    private static func threadNames() throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: "/proc/self/task").compactMap { task in
            // One that ended meanwhile has none.
            try? String(contentsOfFile: "/proc/self/task/\(task)/comm", encoding: .utf8)
        }.map { $0.trimmingCharacters(in: .newlines) }
    }

    /// A pipe with a name, and its reading end.
    private final class NamedPipe: Sendable {
        private let reading: Int32

        init(in folder: TemporaryFolder) throws {
            try #require(mkfifo(folder.file("pipe"), 0o600) == 0)
            reading = open(folder.file("pipe"), O_RDONLY | O_NONBLOCK)
            try #require(reading >= 0)
        }

        deinit { close(reading) }

        /// What was written since; empty when nobody can write any more, nil when somebody still can.
        func read() -> String? {
            var bytes = [UInt8](repeating: 0, count: 64)
            let count = Glibc.read(reading, &bytes, bytes.count)
            return count < 0 ? nil : String(decoding: bytes.prefix(count), as: UTF8.self)
        }
    }

    @Test func `a tethered shell holds no copy of a connection`() throws {
        let pipe = InheritablePipe()
        let shell = try TetheredShell("read line")
        #expect(pipe.isEndedByClosing())
        shell.end()
    }
}

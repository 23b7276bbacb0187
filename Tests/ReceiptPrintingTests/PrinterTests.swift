import Foundation
import Glibc
import Testing
import VirtualPrinters

@testable import ReceiptPrinting

private let job: [UInt8] = [0x1B, 0x40] + Array("receipt".utf8) + [0x0A, 0x1D, 0x56, 0x42, 0x00]
/// More than any buffer between us and the printer holds.
private let longJob = [UInt8](repeating: 0x41, count: 16 << 20)

/// Answers of a printer and what they say of its paper.
private let paperAnswers: [(answer: [UInt8], state: PaperState)] = [
    ([0x12], .present),
    ([0x1E], .nearEnd),
    ([0x7E], .out),
    // Flow control and an automatic status before the answer.
    ([0x13, 0x11, 0x10, 0x00, 0x03, 0x00, 0x1E], .nearEnd),
    // A block that holds what looks like an answer.
    ([0x37, 0x22, 0x12, 0x12, 0x00, 0x7E], .out),
    // Noise.
    ([0x99, 0xFF, 0x80], .unknown),
]

@Suite(.temporaryFolder, .timeLimit(.minutes(1))) struct PrinterTests {
    private func printer(
        _ sink: ReceiptSink,
        proof: PrinterProfile.ProofMethod = .none
    ) -> ReceiptPrinter {
        var profile = PrinterProfile.paper80mm
        profile.proof = proof
        var timeouts = ReceiptPrinter.Timeouts()
        timeouts.writeMilliseconds = 300
        timeouts.proofMilliseconds = 300
        timeouts.answerMilliseconds = 300
        return ReceiptPrinter(sink: sink, profile: profile, timeouts: timeouts)
    }

    private func tcp(_ port: UInt16) -> ReceiptSink { .tcp(host: "127.0.0.1", port: port) }

    @Test func `jobs are added to a file`() throws {
        let path = TemporaryFolder.path + "/receipts"
        var printer = printer(.file(path: path))
        #expect(printer.print(job) == .printed(.file))
        #expect(printer.print(job) == .printed(.file))
        #expect(try Data(contentsOf: URL(filePath: path)) == Data(job + job))
    }

    @Test func `a file that cannot be is not printed`() {
        var missing = printer(.file(path: TemporaryFolder.path + "/no/file"))
        #expect(missing.print(job) == .notPrinted(.missing(TemporaryFolder.path + "/no/file")))
        var folder = printer(.file(path: TemporaryFolder.path))
        let kind = PrintError.wrongKind(TemporaryFolder.path, expected: "a file")
        #expect(folder.print(job) == .notPrinted(kind))
        var device = printer(.file(path: "/dev/null"))
        #expect(device.print(job) == .notPrinted(.wrongKind("/dev/null", expected: "a file")))
    }

    @Test func `a device gets every byte as it is, and that proves nothing`() throws {
        let terminal = try Terminal()
        var printer = printer(.device(path: terminal.path))
        let bytes: [UInt8] = [0x10, 0x04, 0x04, 0x0A, 0x0D, 0x11, 0x13, 0x03, 0x1C, 0x7F, 0xFF]
        #expect(printer.print(bytes) == .unknown(.writeOnlyLink))
        #expect(readAll(terminal.master) { $0.count >= bytes.count } == bytes)
    }

    @Test func `a device that takes no more is given up in time`() throws {
        let terminal = try Terminal()
        let path = terminal.path
        var printer = printer(.device(path: path))
        let timedOut = PrintError.timedOut(path, afterMilliseconds: 300)
        #expect(printer.print(longJob) == .unknown(.interrupted(timedOut)))
        // Nothing of the next job is taken, so it is known not to be printed.
        #expect(printer.print(job) == .notPrinted(timedOut))
    }

    @Test func `a full device says so`() {
        var printer = printer(.device(path: "/dev/full"))
        #expect(printer.print(job) == .notPrinted(.noSpace("/dev/full")))
    }

    @Test func `no file is made where a device is missing, and none is taken for one`() throws {
        let path = TemporaryFolder.path + "/lp0"
        var printer = printer(.device(path: path))
        #expect(printer.print(job) == .notPrinted(.missing(path)))
        #expect(!FileManager.default.fileExists(atPath: path))
        #expect(FileManager.default.createFile(atPath: path, contents: nil))
        #expect(printer.print(job) == .notPrinted(.wrongKind(path, expected: "a device")))
    }

    @Test func `a device that sends rubbish without end is given up in time`() throws {
        #expect(try printer(.device(path: "/dev/zero")).paperState() == .unknown)
        var printer = printer(.device(path: "/dev/zero"), proof: .processIdentifier)
        #expect(printer.print(job) == .unknown(.noAnswer))
    }

    @Test func `a port at which nothing listens is unreachable`() throws {
        let port = try ScriptedPrinter.closedPort()
        var printer = printer(tcp(port))
        #expect(printer.print(job) == .notPrinted(.unreachable("127.0.0.1:\(port)")))
        #expect(throws: PrintError.unreachable("127.0.0.1:\(port)")) { try printer.paperState() }
    }

    @Test func `a name without an address is told`() {
        var printer = printer(.tcp(host: "printer.invalid", port: 9100))
        #expect(printer.print(job) == .notPrinted(.unknownHost("printer.invalid:9100")))
    }

    @Test func `a job that the printer breaks off is unknown`() throws {
        let server = try ScriptedPrinter { connection in
            _ = readAll(connection) { $0.count >= 100 }
            var linger = linger(l_onoff: 1, l_linger: 0)
            let size = socklen_t(MemoryLayout.size(ofValue: linger))
            setsockopt(connection, SOL_SOCKET, SO_LINGER, &linger, size)
        }
        var printer = printer(tcp(server.port))
        let gone = PrintError.disconnected("127.0.0.1:\(server.port)")
        #expect(printer.print(longJob) == .unknown(.interrupted(gone)))
    }

    @Test func `a printer that takes no more is given up in time`() throws {
        let mayEnd = DispatchSemaphore(value: 0)
        let server = try ScriptedPrinter { _ in mayEnd.wait() }
        defer { mayEnd.signal() }
        var printer = printer(tcp(server.port))
        let timedOut = PrintError.timedOut("127.0.0.1:\(server.port)", afterMilliseconds: 300)
        #expect(printer.print(longJob) == .unknown(.interrupted(timedOut)))
    }

    @Test(arguments: paperAnswers)
    func `the paper is what the printer says`(paper: (answer: [UInt8], state: PaperState)) throws {
        let server = try ScriptedPrinter { connection in
            #expect(readAll(connection) { $0.count >= 3 } == [0x10, 0x04, 0x04])
            _ = write(connection, paper.answer, paper.answer.count)
            _ = readAll(connection)
        }
        #expect(try printer(tcp(server.port)).paperState() == paper.state)
    }

    @Test func `a file has no paper to ask for`() throws {
        #expect(try printer(.file(path: TemporaryFolder.path)).paperState() == .unknown)
    }

    @Test(
        arguments: [
            (.none, .unknown(.writeOnlyLink)), (.paperAnswer, .printed(.paperAnswer)),
        ] as [(PrinterProfile.ProofMethod, PrintOutcome)]
    )
    func `a receipt reaches the virtual printer`(
        method: PrinterProfile.ProofMethod,
        outcome: PrintOutcome
    ) throws {
        try withVirtualPrinter(directory: TemporaryFolder.path) { server in
            var printer = printer(tcp(server.port), proof: method)
            #expect(printer.print(job) == outcome)
            let paper = try printer.paperState()
            #expect(paper == .present)
        }
        let files = try FileManager.default.contentsOfDirectory(atPath: TemporaryFolder.path)
        #expect(files.sorted() == ["receipt-0001.escpos", "receipt-0001.txt"])
        let bytes = try Data(
            contentsOf: URL(filePath: TemporaryFolder.path + "/receipt-0001.escpos")
        )
        #expect(bytes == Data(job))
    }

    @Test func `each receipt is proved by an identifier of its own`() throws {
        try withVirtualPrinter(directory: TemporaryFolder.path) { server in
            var printer = printer(tcp(server.port), proof: .processIdentifier)
            let outcomes = [printer.print(job), printer.print(job)]
            let identifiers = outcomes.map { outcome in
                if case .printed(.processIdentifier(let identifier)) = outcome {
                    identifier
                } else {
                    ""
                }
            }
            #expect(identifiers.allSatisfy { $0.count == 4 })
            #expect(Set(identifiers).count == 2)
        }
        let files = try FileManager.default.contentsOfDirectory(atPath: TemporaryFolder.path)
        #expect(files.count == 4)
    }

    @Test(arguments: [.processIdentifier, .paperAnswer] as [PrinterProfile.ProofMethod])
    func `a silent printer proves nothing`(method: PrinterProfile.ProofMethod) throws {
        let server = try ScriptedPrinter { connection in _ = readAll(connection) }
        var printer = printer(tcp(server.port), proof: method)
        #expect(printer.print(job) == .unknown(.noAnswer))
    }

    @Test func `the identifier of another job proves nothing`() throws {
        let server = try ScriptedPrinter { connection in
            _ = readAll(connection) { $0.count >= job.count }
            let answer: [UInt8] = [0x37, 0x22] + Array("past".utf8) + [0x00]
            _ = write(connection, answer, answer.count)
            _ = readAll(connection)
        }
        var printer = printer(tcp(server.port), proof: .processIdentifier)
        #expect(printer.print(job) == .unknown(.noAnswer))
    }

    @Test func `a fault just after the answer takes the proof away`() throws {
        let server = try ScriptedPrinter { connection in
            _ = readAll(connection) { $0.suffix(3) == [0x1D, 0x72, 0x01] }
            _ = write(connection, [UInt8(0x00)], 1)
            _ = readAll(connection) { $0.suffix(3) == [0x10, 0x04, 0x02] }
            _ = write(connection, [UInt8(0x32)], 1)
            _ = readAll(connection)
        }
        var printer = printer(tcp(server.port), proof: .paperAnswer)
        #expect(printer.print(job) == .unknown(.fault))
    }

    @Test(
        arguments: [
            (EACCES, .permissionDenied("/dev/usb/lp0")), (EPERM, .permissionDenied("/dev/usb/lp0")),
            (ENOENT, .missing("/dev/usb/lp0")), (ENODEV, .missing("/dev/usb/lp0")),
            (EBUSY, .busy("/dev/usb/lp0")), (EIO, .disconnected("/dev/usb/lp0")),
            (EDQUOT, .noSpace("/dev/usb/lp0")), (EINVAL, .system("/dev/usb/lp0", code: EINVAL)),
        ] as [(Int32, PrintError)]
    )
    func `what the system says becomes a sentence and a hint`(code: Int32, error: PrintError) {
        let actual = PrintError(errno: code, address: "/dev/usb/lp0")
        #expect(actual == error)
        #expect(actual.sentence.contains("/dev/usb/lp0"))
        #expect(actual.sentence.hasSuffix("."))
        #expect(actual.hint.hasSuffix("."))
    }

    @Test func `a device without permission names the group`() {
        #expect(PrintError.permissionDenied("/dev/usb/lp0").hint.contains("group lp"))
    }
}

/// A pseudo terminal: a character device whose other end is the test's.
private struct Terminal: ~Copyable {
    let master: Int32
    let path: String

    init() throws {
        master = open("/dev/ptmx", O_RDWR | O_NOCTTY)
        var isLocked: Int32 = 0
        var number: Int32 = 0
        // TIOCSPTLCK and TIOCGPTN, which unlockpt(3) and ptsname(3) wrap and Swift does not see.
        let isOpen =
            ioctl(master, 0x4004_5431, &isLocked) == 0
            && ioctl(master, 0x8004_5430, &number) == 0
        try #require(isOpen)
        path = "/dev/pts/\(number)"
    }

    deinit { close(master) }
}

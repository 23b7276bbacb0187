import Foundation
import Glibc
import SerialLines
import Synchronization
import TestSupport
import Testing

@testable import ReceiptPrinters

/// The whole driver at real sockets and terminals.
@Suite(.timeLimit(.minutes(1))) struct ReceiptPrinterTests {
    /// Usual times, made short; those that must be waited for in vain are the shortest.
    private static var times: PrinterTimes {
        var times = PrinterTimes()
        times.connecting = .milliseconds(500)
        times.answer = .milliseconds(300)
        times.poll = .milliseconds(40)
        times.idlePoll = .milliseconds(200)
        times.resynchronising = .milliseconds(900)
        times.shortestPause = .milliseconds(20)
        times.longestPause = .milliseconds(50)
        times.job = .milliseconds(700)
        times.jobPer20Millimetres = .zero
        times.settling = .milliseconds(30)
        times.identifierRepeat = .milliseconds(100)
        return times
    }

    private static var model: PrinterModel {
        var model = MachineBench.full
        model.bytesInFlight = 256
        model.tellsIdentity = true
        return model
    }

    private static func page(_ text: String, rows: Int = 200) -> PrintedPage {
        // An image, as that is where a job breaks off worst.
        let image =
            [0x1D, 0x76, 0x30, 0, 8, 0, UInt8(rows), 0] + [UInt8](repeating: 0xAA, count: 8 * rows)
        let bytes = [0x1B, 0x40] + image + Array(text.utf8) + [0x0A, 0x1D, 0x56, 0x42, 0]
        return PrintedPage(bytes: bytes, lengthMillimetres: 100)
    }

    private func printer(
        _ printer: TestPrinter,
        _ model: PrinterModel = Self.model,
        changed: @escaping @Sendable (PrinterCondition, PrinterIdentity?) -> Void = { _, _ in }
    ) -> ReceiptPrinter {
        ReceiptPrinter(
            at: .tcp(host: "127.0.0.1", port: printer.port),
            model,
            times: Self.times,
            changed: changed
        )
    }

    private func print(
        _ text: String,
        _ printer: ReceiptPrinter,
        patience: Duration = .seconds(20)
    ) async -> PrintOutcome {
        await printer.print(Self.page(text), patience: patience) { Self.page(text + " COPY") }
    }

    @Test func `a receipt is printed and proved`() async throws {
        let device = try TestPrinter()
        let printer = printer(device)
        #expect(await print("one", printer) == .printed(.processIdentifier))
        #expect(await print("two", printer) == .printed(.processIdentifier))
        await printer.stop()
        #expect(device.slips == ["#one\n", "#two\n"])
        #expect(printer.identity?.model == "TM-T20III")
    }

    @Test(arguments: [TestPrinterBrain.Fault.paperOut, .coverOpen, .cutter], [true, false])
    func `a fault in an image costs a copy, and the torn slip is cut off`(
        fault: TestPrinterBrain.Fault,
        knowsClearing: Bool
    ) async throws {
        var brain = TestPrinterBrain()
        brain.clearsBuffers = knowsClearing
        let device = try TestPrinter(brain)
        var model = Self.model
        model.clearsBuffers = knowsClearing
        let printer = printer(device, model)
        #expect(await print("first", printer) == .printed(.processIdentifier))
        device.change { $0.failsAfter = (900, fault) }
        async let outcome = print("receipt", printer)
        try await waitUntil("the fault is seen") {
            if case .fault = printer.condition { true } else { false }
        }
        device.mend()
        #expect(await outcome == .printed(.processIdentifier))
        await printer.stop()
        // Held by a printer that cannot throw it away, the first may still come out whole.
        if knowsClearing {
            #expect(device.slips.last == "#receipt COPY\n")
            #expect(device.slips.count { $0.contains("receipt") } == 1)
        } else {
            #expect(device.slips.last?.contains("receipt") == true)
        }
        #expect(device.complaints.isEmpty)
    }

    @Test func `a receipt that nobody makes room for is not printed, not even later`() async throws
    {
        let device = try TestPrinter()
        let printer = printer(device)
        #expect(await print("first", printer) == .printed(.processIdentifier))
        device.change { $0.failsAfter = (900, .paperOut) }
        let outcome = await print("receipt", printer, patience: .milliseconds(400))
        #expect(outcome == .notPrinted(.paperOut))
        device.mend()
        try await waitUntil("it can print again") {
            if case .ready = printer.condition { true } else { false }
        }
        #expect(await print("next", printer) == .printed(.processIdentifier))
        await printer.stop()
        #expect(device.slips.allSatisfy { !$0.contains("receipt") })
        #expect(device.slips.last == "#next\n")
    }

    @Test func `a printer that breaks in a job leaves it unknown`() async throws {
        let device = try TestPrinter()
        let printer = printer(device)
        #expect(await print("first", printer) == .printed(.processIdentifier))
        device.change { $0.failsAfter = (900, .unrecoverable) }
        #expect(await print("receipt", printer) == .unknown(.unrecoverable))
        await printer.stop()
    }

    @Test func `a hot head only takes longer`() async throws {
        let device = try TestPrinter()
        let printer = printer(device)
        device.fail(.hot)
        try await waitUntil("it is told") { printer.condition == .fault(.hot) }
        device.mend()
        try await waitUntil("it has cooled") {
            if case .ready = printer.condition { true } else { false }
        }
        #expect(await print("receipt", printer) == .printed(.processIdentifier))
        await printer.stop()
    }

    @Test func `a line that is cut in an image leaves the job unknown, and the next one whole`()
        async throws
    {
        let device = try TestPrinter()
        let printer = printer(device)
        #expect(await print("first", printer) == .printed(.processIdentifier))
        device.change { $0.diesAfter = 900 }
        let outcome = await print("lost", printer)
        guard case .unknown(.link) = outcome else { return #expect(outcome == .unknown(.silent)) }
        #expect(await print("next", printer) == .printed(.processIdentifier))
        await printer.stop()
        #expect(device.slips.last == "#next\n")
        #expect(device.slips.allSatisfy { !$0.contains("lost") })
        #expect(device.complaints.isEmpty)
    }

    @Test func `lost answers are asked for again`() async throws {
        var brain = TestPrinterBrain()
        brain.identifiersToLose = 2
        let device = try TestPrinter(brain)
        let printer = printer(device)
        #expect(await print("receipt", printer) == .printed(.processIdentifier))
        await printer.stop()
        #expect(device.slips == ["#receipt\n"])
    }

    @Test func `a printer that proves nothing leaves the receipt unknown`() async throws {
        var brain = TestPrinterBrain()
        brain.answersIdentifiers = false
        let device = try TestPrinter(brain)
        let printer = printer(device)
        #expect(await print("receipt", printer) == .unknown(.silent))
        await printer.stop()
        #expect(device.slips.count { $0.contains("receipt") } == 1)
    }

    @Test(
        arguments: [
            (.paperAnswer, .printed(.paperAnswer)), (.assumed, .printed(.assumed)),
            (.none, .unknown(.tellsNothing)),
        ] as [(PrinterModel.ProofMethod, PrintOutcome)]
    )
    func `a simple printer proves as well as it can`(
        proof: PrinterModel.ProofMethod,
        outcome: PrintOutcome
    ) async throws {
        let device = try TestPrinter()
        let printer = printer(device, MachineBench.plain(proof))
        #expect(await print("receipt", printer) == outcome)
        await printer.stop()
        #expect(device.slips == ["#receipt\n"])
    }

    @Test func `the paper's state is known while nobody prints, and comes back by itself`()
        async throws
    {
        let conditions = Seen()
        let device = try TestPrinter()
        let printer = printer(device) { condition, _ in conditions.add(condition) }
        try await waitUntil("it is ready") { conditions.isLast { $0 == .ready($1) } }
        device.fail(.paperOut)
        try await waitUntil("it is out") { printer.condition == .fault(.paperOut) }
        #expect(await printer.check() == .fault(.paperOut))
        #expect(await print("receipt", printer) == .notPrinted(.paperOut))
        device.mend()
        try await waitUntil("it is back") { conditions.isLast { $0 == .ready($1) } }
        device.change {
            $0.isNearEnd = true
            $0.mend()
        }
        try await waitUntil("the roll ends soon") {
            conditions.isLast { $0 == .ready($1) && $1.paper == .nearEnd }
        }
        await printer.stop()
        #expect(device.slips.isEmpty)
    }

    @Test(arguments: TestPrinterBrain.Fault.allCases)
    func `every fault is asked for before the money`(fault: TestPrinterBrain.Fault) async throws {
        var brain = TestPrinterBrain()
        brain.tellsChanges = false
        let device = try TestPrinter(brain)
        device.fail(fault)
        let printer = printer(device, MachineBench.plain(.assumed))
        let expected: PrinterFault =
            switch fault {
            case .paperOut: .paperOut
            case .coverOpen: .coverOpen
            case .offline: .offline
            case .cutter: .cutter
            case .unrecoverable: .unrecoverable
            case .hot: .hot
            }
        #expect(await printer.check() == .fault(expected))
        #expect(!expected.sentence.isEmpty && expected.hint.hasSuffix("."))
        await printer.stop()
    }

    @Test func `a printer that was switched off comes back by itself`() async throws {
        let device = try TestPrinter()
        let printer = printer(device)
        #expect(await print("first", printer) == .printed(.processIdentifier))
        device.hangUp()
        try await waitUntil("it is back") {
            guard device.connectionCount == 2, case .ready = printer.condition else { return false }
            return true
        }
        #expect(await print("second", printer) == .printed(.processIdentifier))
        await printer.stop()
        #expect(device.slips == ["#first\n", "#second\n"])
    }

    @Test func `a link that is only half open is found out`() async throws {
        let device = try TestPrinter()
        let printer = printer(device)
        #expect(await print("first", printer) == .printed(.processIdentifier))
        device.change { $0.isSilent = true }
        try await waitUntil("it is missed") { printer.condition == .fault(.silent) }
        #expect(await print("second", printer) == .notPrinted(.silent))
        device.change { $0.isSilent = false }
        try await waitUntil("it is back") {
            if case .ready = printer.condition { true } else { false }
        }
        await printer.stop()
    }

    @Test func `without a printer nothing is printed, and nothing waits`() async throws {
        let port = try Loopback.freePort()
        let printer = ReceiptPrinter(
            at: .tcp(host: "127.0.0.1", port: port),
            Self.model,
            times: Self.times
        )
        let refusal = LinkError.unreachable("127.0.0.1:\(port)")
        #expect(await printer.check() == .fault(.link(refusal)))
        #expect(await print("receipt", printer) == .notPrinted(.link(refusal)))
        await printer.stop()
        #expect(await print("receipt", printer) == .notPrinted(.stopped))
    }

    @Test func `a printer at a serial line, unplugged and plugged in again`() async throws {
        let folder = TemporaryFolder()
        let path = folder.file("ttyUSB0")
        let settings = SerialSettings(speed: .baud115200, parity: .none, flowControl: .none)
        let printer = ReceiptPrinter(
            at: .serial(path: path, settings),
            Self.model,
            times: Self.times
        )
        #expect(await printer.check() == .fault(.link(.missing(path))))
        for text in ["first", "second"] {
            let terminal = try TestTerminal()
            let device = TestPrinter(terminal: terminal)
            symlink(terminal.path, path)
            try await waitUntil("it is there") {
                if case .ready = printer.condition { true } else { false }
            }
            #expect(await print(text, printer) == .printed(.processIdentifier))
            #expect(device.slips == ["#\(text)\n"])
            unlink(path)
            device.unplug()
            try await waitUntil("it is gone") {
                if case .fault(.link) = printer.condition { true } else { false }
            }
        }
        await printer.stop()
    }

    @Test func `jobs are added to a file`() async throws {
        let folder = TemporaryFolder()
        let printer = ReceiptPrinter(at: .file(path: folder.file("receipts")), .mute)
        #expect(await print("one", printer) == .printed(.file))
        #expect(await print("two", printer) == .printed(.file))
        await printer.stop()
        let bytes = try Data(contentsOf: URL(filePath: folder.file("receipts")))
        #expect(Array(bytes) == Self.page("one").bytes + Self.page("two").bytes)
    }

    @Test func `what is no device, file or printer is told`() async throws {
        let folder = TemporaryFolder()
        let file = folder.file("lp0")
        func fault(_ address: PrinterAddress) async -> PrinterCondition {
            let printer = ReceiptPrinter(at: address, Self.model, times: Self.times)
            let condition = await printer.check()
            await printer.stop()
            return condition
        }
        #expect(await fault(.device(path: file)) == .fault(.link(.missing(file))))
        #expect(!FileManager.default.fileExists(atPath: file), "a device is never made")
        #expect(FileManager.default.createFile(atPath: file, contents: nil))
        let kind = LinkError.wrongKind(file, expected: "a device")
        #expect(await fault(.device(path: file)) == .fault(.link(kind)))
        let folderKind = LinkError.wrongKind(folder.path, expected: "a file")
        #expect(await fault(.file(path: folder.path)) == .fault(.link(folderKind)))
        let null = LinkError.wrongKind("/dev/null", expected: "a file")
        #expect(await fault(.file(path: "/dev/null")) == .fault(.link(null)))
        let serial = PrinterAddress.serial(path: "/dev/null", SerialSettings())
        #expect(await fault(serial) == .fault(.link(.unsettable("/dev/null"))))
        #expect(await fault(.device(path: "/dev/zero")) == .fault(.link(.babbling("/dev/zero"))))
        #expect(await fault(.device(path: "/dev/full")) == .fault(.link(.noSpace("/dev/full"))))
        let unknown = PrinterAddress.tcp(host: "printer.invalid", port: 9100)
        let name = LinkError.unknownHost("printer.invalid:9100")
        #expect(await fault(unknown) == .fault(.link(name)))
    }

    @Test func `a printer that takes no more is given up in time, and its job with it`()
        async throws
    {
        let (listener, port) = try Loopback.listen()
        defer { close(listener) }
        let printer = ReceiptPrinter(
            at: .tcp(host: "127.0.0.1", port: port),
            .mute,
            times: Self.times
        )
        // More than any buffer between us and the printer holds.
        let page = PrintedPage(
            bytes: [UInt8](repeating: 0x41, count: 16 << 20),
            lengthMillimetres: 0
        )
        #expect(await printer.print(page, patience: .seconds(5)) { page } == .unknown(.silent))
        await printer.stop()
    }

    @Test(
        arguments: [
            (EACCES, .permissionDenied("/dev/usb/lp0")), (EPERM, .permissionDenied("/dev/usb/lp0")),
            (ENOENT, .missing("/dev/usb/lp0")), (ENODEV, .missing("/dev/usb/lp0")),
            (EBUSY, .busy("/dev/usb/lp0")), (EIO, .disconnected("/dev/usb/lp0")),
            (EDQUOT, .noSpace("/dev/usb/lp0")), (EINVAL, .system("/dev/usb/lp0", code: EINVAL)),
        ] as [(Int32, LinkError)]
    )
    func `what the system says becomes a sentence and a hint`(code: Int32, error: LinkError) {
        let actual = LinkError(errno: code, address: "/dev/usb/lp0")
        #expect(actual == error)
        #expect(actual.sentence.contains("/dev/usb/lp0"))
        #expect(actual.sentence.hasSuffix("."))
        #expect(actual.hint.hasSuffix("."))
    }

    @Test func `a device without permission names the group`() {
        #expect(LinkError.permissionDenied("/dev/usb/lp0").hint.contains("group lp"))
    }
}

/// Conditions in the order in which they came.
private final class Seen: Sendable {
    private let seen = Mutex<[PrinterCondition]>([])
    func add(_ condition: PrinterCondition) { seen.withLock { $0.append(condition) } }

    /// Judges the last one; the status is that of a printer that can print, else an empty one.
    func isLast(_ judge: (PrinterCondition, PrinterStatus) -> Bool) -> Bool {
        guard let last = seen.withLock({ $0.last }) else { return false }
        if case .ready(let status) = last { return judge(last, status) }
        return judge(last, PrinterStatus())
    }
}

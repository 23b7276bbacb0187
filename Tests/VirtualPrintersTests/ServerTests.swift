import BenchDevices
import Foundation
import Glibc
import TestSupport
import Testing
import VirtualPrinters

/// The printer at the end of a real line, met by a host that shares no code with any driver.
@Suite(.timeLimit(.minutes(1))) struct ServerTests {
    /// Serves on a thread outside of the pool, whose few threads may all wait for an answer.
    private func serve(_ server: VirtualPrinterServer) -> DispatchGroup {
        let group = DispatchGroup()
        group.enter()
        Thread.detachNewThread {
            do {
                try server.serve { _ in }
            } catch {
                Issue.record(error)
            }
            group.leave()
        }
        return group
    }

    /// Runs a printer for the time of `body`.
    private func withPrinter(
        _ change: (inout VirtualPrinterServer.Settings, TemporaryFolder) -> Void = { _, _ in },
        _ body: (VirtualPrinterServer, TemporaryFolder) throws -> Void
    ) throws {
        let folder = TemporaryFolder()
        var settings = VirtualPrinterServer.Settings(line: .tcp(port: 0), directory: folder.path)
        change(&settings, folder)
        let server = try VirtualPrinterServer(settings)
        let serving = serve(server)
        do {
            try body(server, folder)
            server.stop()
        } catch {
            server.stop()
            throw error
        }
        serving.wait()
    }

    @Test(
        arguments: [
            (.paperOut, 2, 0x32), (.cover, 2, 0x16), (.offline, 1, 0x1A), (.hot, 3, 0x52),
        ] as [(PrinterFault, UInt8, UInt8)]
    )
    func `a job waits until the fault is gone`(
        fault: PrinterFault,
        question: UInt8,
        answer: UInt8
    ) throws {
        try withPrinter { server, folder in
            let host = try RawHost(port: server.port)
            server.set(fault)
            #expect(try host.ask(Job.askRealTime(question)) == [answer])
            try host.send(Job.receipt("held") + Job.identifier("0042"))
            // The real-time answer shows that all before it was received.
            #expect(try host.ask(Job.askRealTime(question)) == [answer])
            #expect(host.isQuiet())
            #expect(try folder.names() == [])
            server.clear(fault)
            #expect(host.receive(7) == Job.proof(of: "0042"))
            #expect(try folder.text(of: "receipt-0001.txt") == "held\n")
        }
    }

    @Test func `near the end it prints and says so`() throws {
        try withPrinter { server, folder in
            let host = try RawHost(port: server.port)
            #expect(try host.ask(Job.watchAll, answer: 4) == [0x10, 0, 0, 0])
            server.set(.nearEnd)
            #expect(host.receive(4) == [0x10, 0, 0x03, 0])
            #expect(try host.ask(Job.receipt("warned") + Job.askPaperInTurn) == [0x03])
            #expect(try folder.text(of: "receipt-0001.txt") == "warned\n")
        }
    }

    @Test func `a jam is found at the cut`() throws {
        try withPrinter { server, folder in
            let host = try RawHost(port: server.port)
            server.set(.cutter)
            try host.send(Job.receipt("jam"))
            #expect(try host.ask(Job.askRealTime(3)) == [0x1A])
            server.clear(.cutter)
            #expect(try host.ask(Job.resume + Job.askPaperInTurn) == [0x00])
            #expect(try folder.text(of: "receipt-0001.txt") == "jam\n")
        }
    }

    @Test func `a slow printer answers at once and proves late`() throws {
        try withPrinter { server, _ in
            let host = try RawHost(port: server.port)
            server.set(.slow)
            // 30 dots at 80 dots a second.
            let start = ContinuousClock.now
            try host.send(Job.text("slow") + Job.identifier("0001"))
            #expect(try host.ask(Job.askRealTime(1)) == [0x12])
            #expect(host.receive(7) == Job.proof(of: "0001"))
            #expect(ContinuousClock.now - start > .milliseconds(300))
        }
    }

    @Test func `a printer that dies hangs up, and serves the next host`() throws {
        try withPrinter { server, folder in
            let host = try RawHost(port: server.port)
            server.set(.diesAfter(bytes: 6))
            try host.send(Job.initialise + Array("half".utf8))
            #expect(host.receive(1).isEmpty, "the connection is gone")
            let next = try RawHost(port: server.port)
            #expect(try next.ask(Job.receipt("new") + Job.askPaperInTurn) == [0x00])
            #expect(try folder.text(of: "receipt-0001-torn.txt") == "half\n")
            #expect(try folder.text(of: "receipt-0002.txt") == "new\n")
        }
    }

    @Test func `a silent printer says nothing`() throws {
        try withPrinter { server, _ in
            let host = try RawHost(port: server.port)
            server.set(.silent)
            try host.send(Job.receipt("quiet") + Job.identifier("0001") + Job.askRealTime(1))
            #expect(host.isQuiet())
            server.clear(.silent)
            #expect(try host.ask(Job.askRealTime(1)) == [0x12])
        }
    }

    @Test func `garbage arrives, and later answers again`() throws {
        try withPrinter { server, _ in
            let host = try RawHost(port: server.port)
            server.set(.garbage)
            #expect(try host.ask(Job.identifier("0001"), answer: 7) != Job.proof(of: "0001"))
            server.clear(.garbage)
            #expect(try host.ask(Job.identifier("0002"), answer: 7) == Job.proof(of: "0002"))
        }
    }

    @Test func `a lost answer leaves the receipt`() throws {
        try withPrinter { server, folder in
            let host = try RawHost(port: server.port)
            server.set(.losesAnswers)
            try host.send(Job.receipt("printed") + Job.identifier("0001"))
            #expect(try host.ask(Job.askRealTime(1)) == [0x12])
            #expect(host.isQuiet())
            #expect(try folder.text(of: "receipt-0001.txt") == "printed\n")
        }
    }

    @Test func `a job that breaks off leaves a torn receipt`() throws {
        try withPrinter { server, folder in
            let host = try RawHost(port: server.port)
            try host.send(Array("half a rec".utf8))
            host.finish()
            // The next host is served when the torn receipt is kept.
            #expect(try RawHost(port: server.port).ask(Job.askRealTime(1)) == [0x12])
            #expect(try folder.text(of: "receipt-0001-torn.txt") == "half a rec\n")
        }
    }

    @Test func `a full buffer makes the host wait and loses nothing`() throws {
        let change = { (settings: inout VirtualPrinterServer.Settings, _: TemporaryFolder) in
            settings.model.receiveBufferBytes = 256
            settings.faults = [.paperOut]
        }
        try withPrinter(change) { server, folder in
            let host = try RawHost(port: server.port)
            let lines = (0..<200).map { "line \($0)\n" }.joined()
            try host.send(Array(lines.utf8) + Job.cut + Job.askPaperInTurn)
            #expect(host.isQuiet())
            server.clear(.paperOut)
            #expect(host.receive(1) == [0x00])
            #expect(try folder.text(of: "receipt-0001.txt") == lines)
        }
    }

    @Test func `pictures are kept when they are wanted`() throws {
        try withPrinter({ settings, _ in settings.keepsPictures = true }) { server, folder in
            let host = try RawHost(port: server.port)
            #expect(try host.ask(Job.receipt("drawn") + Job.askPaperInTurn) == [0x00])
            #expect(
                try folder.names()
                    == ["receipt-0001.escpos", "receipt-0001.png", "receipt-0001.txt"]
            )
            #expect(
                try folder.bytes(of: "receipt-0001.png").starts(with: [0x89, 0x50, 0x4E, 0x47])
            )
        }
    }

    @Test func `a serial device is a line too`() async throws {
        let folder = TemporaryFolder()
        let device = folder.file("printer")
        var settings = VirtualPrinterServer.Settings(
            line: .serial(path: device),
            directory: folder.file("receipts")
        )
        settings.control = folder.file("control")
        let server = try VirtualPrinterServer(settings)
        let serving = serve(server)
        try await waitUntil("the device is there") { access(device, F_OK) == 0 }
        do {
            let host = try RawHost(device: device)
            // CR and LF, XON and XOFF pass as they are.
            let odd: [UInt8] = [0x0D, 0x0A]
            #expect(try host.ask(odd + Job.receipt("serial") + Job.askPaperInTurn) == [0x00])
            server.set(.diesAfter(bytes: 1))
            try host.send([0x0A])
            #expect(host.receive(1).isEmpty, "the device is gone")
        }
        try await waitUntil("a new device is there") { (try? RawHost(device: device)) != nil }
        #expect(try RawHost(device: device).ask(Job.askRealTime(1)) == [0x12])
        #expect(
            try ControlSocket.say("status", at: folder.file("control"))
                == "ok faults: none; unknown commands: 0"
        )
        server.stop()
        await withCheckedContinuation { done in serving.notify(queue: .global()) { done.resume() } }
        #expect(access(device, F_OK) != 0, "it is taken away at the end")
        #expect(try folder.text(of: "receipts/receipt-0001.txt") == "\nserial\n")
    }

    @Test func `faults are set over the control socket`() throws {
        let change = { (settings: inout VirtualPrinterServer.Settings, folder: TemporaryFolder) in
            settings.control = folder.path + "-control"
        }
        try withPrinter(change) { server, folder in
            let control = folder.path + "-control"
            let host = try RawHost(port: server.port)
            #expect(try ControlSocket.say("set cover", at: control) == "ok")
            #expect(try host.ask(Job.askRealTime(2)) == [0x16])
            #expect(try ControlSocket.say("set dies-after 100", at: control) == "ok")
            #expect(
                try ControlSocket.say("status", at: control)
                    == "ok faults: cover, dies-after 100; unknown commands: 0"
            )
            #expect(try ControlSocket.say("clear", at: control) == "ok")
            #expect(try host.ask(Job.askRealTime(2)) == [0x12])
            #expect(throws: BenchDeviceError.refused("error unknown: set fire")) {
                try ControlSocket.say("set fire", at: control)
            }
        }
    }

    @Test func `a port that is taken is told`() throws {
        let folder = TemporaryFolder()
        let first = try VirtualPrinterServer(port: 0, directory: folder.path)
        #expect(throws: BenchDeviceError.cannotListen(first.port, code: EADDRINUSE)) {
            try VirtualPrinterServer(port: first.port, directory: folder.path)
        }
    }

    @Test func `a folder that cannot be is told`() {
        #expect(throws: BenchDeviceError.cannotWrite("/dev/null/x", code: ENOTDIR)) {
            try VirtualPrinterServer(port: 0, directory: "/dev/null/x")
        }
    }

    @Test(arguments: PrinterFault.allTexts.filter { !$0.hasSuffix("BYTES") } + ["dies-after 7"])
    func `faults are read as they are written`(text: String) {
        #expect(PrinterFault(text)?.text == text)
    }
}

import Foundation
import Glibc
import ReceiptPrinters
import SerialLines
import TestSupport
import Testing
import VirtualPrinters

/// The driver at the virtual printer, which shares no code with it.
@Suite(.timeLimit(.minutes(2))) struct BenchPrinterTests {
    private static var model: ReceiptPrinters.PrinterModel {
        var model = ReceiptPrinters.PrinterModel()
        model.tellsChanges = true
        model.clearsBuffers = true
        model.tellsIdentity = true
        model.proof = .processIdentifier
        return model
    }

    /// A printer that was away is looked for after 0.5 to 10 s, and may have to be resynchronised.
    private static let longestPause = Duration.seconds(40)

    private static func page(_ text: String) -> PrintedPage {
        let rows = 200
        let image =
            [0x1D, 0x76, 0x30, 0, 8, 0, UInt8(rows), 0]
            + [UInt8](repeating: 0xAA, count: 8 * rows)
        let bytes = [0x1B, 0x40] + image + Array(text.utf8) + [0x0A, 0x1D, 0x56, 0x42, 0]
        return PrintedPage(bytes: bytes, lengthMillimetres: 100)
    }

    private func with(
        _ line: VirtualPrinterServer.Line,
        folder: TemporaryFolder,
        _ body: (VirtualPrinterServer, ReceiptPrinter) async throws -> Void
    ) async throws {
        let settings = VirtualPrinterServer.Settings(line: line, directory: folder.path)
        let server = try VirtualPrinterServer(settings)
        let ended = DispatchSemaphore(value: 0)
        Thread.detachNewThread {
            do { try server.serve { _ in } } catch { Issue.record(error) }
            ended.signal()
        }
        let address: PrinterAddress
        switch line {
        case .tcp: address = .tcp(host: "127.0.0.1", port: server.port)
        case .serial(let path):
            address = .serial(
                path: path,
                SerialSettings(speed: .baud115200, flowControl: .software)
            )
        }
        let printer = ReceiptPrinter(at: address, Self.model)
        try await body(server, printer)
        await printer.stop()
        #expect(server.unknownCommands.isEmpty)
        server.stop()
        await Task.detached { waitFor(ended) }.value
    }

    private func text(_ folder: TemporaryFolder) throws -> [String] {
        try folder.names().filter { $0.hasSuffix(".txt") }.map {
            try String(contentsOfFile: folder.file($0), encoding: .utf8).filter {
                !$0.isWhitespace
            }
        }
    }

    private func lines(_ folder: TemporaryFolder) -> [VirtualPrinterServer.Line] {
        [.tcp(port: 0), .serial(path: folder.file("tty"))]
    }

    @Test(arguments: [0, 1])
    func `a receipt is printed and proved`(line: Int) async throws {
        let folder = TemporaryFolder()
        try await with(lines(folder)[line], folder: folder) { _, printer in
            try await waitUntil("it is there") {
                if case .ready = await printer.check() { true } else { false }
            }
            let outcome = await printer.print(Self.page("one"), patience: .seconds(20)) {
                Self.page("copy")
            }
            #expect(outcome == .printed(.processIdentifier))
        }
        #expect(try text(folder) == ["one"])
    }

    @Test(arguments: [VirtualPrinters.PrinterFault.paperOut, .cover, .hot, .offline], [0, 1])
    func `every fault is known, ends, and spoils no later receipt`(
        fault: VirtualPrinters.PrinterFault,
        line: Int
    ) async throws {
        let folder = TemporaryFolder()
        try await with(lines(folder)[line], folder: folder) { server, printer in
            try await waitUntil("it is there") {
                if case .ready = await printer.check() { true } else { false }
            }
            server.set(fault)
            try await waitUntil("it is known") {
                if case .fault = printer.condition { true } else { false }
            }
            let refused = await printer.print(Self.page("never"), patience: .seconds(20)) {
                Self.page("never")
            }
            guard case .notPrinted = refused else {
                return #expect(refused == .notPrinted(.silent))
            }
            server.clear(fault)
            try await waitUntil("it is back", within: Self.longestPause) {
                if case .ready = printer.condition { true } else { false }
            }
            let outcome = await printer.print(Self.page("next"), patience: .seconds(20)) {
                Self.page("copy")
            }
            #expect(outcome == .printed(.processIdentifier))
        }
        #expect(try text(folder) == ["next"])
    }

    @Test func `lost answers and a printer that dies prove nothing`() async throws {
        let folder = TemporaryFolder()
        try await with(.tcp(port: 0), folder: folder) { server, printer in
            _ = await printer.check()
            server.set(.diesAfter(bytes: 700))
            let lost = await printer.print(Self.page("lost"), patience: .seconds(20)) {
                Self.page("copy")
            }
            if case .unknown = lost {} else { Issue.record("\(lost)") }
            try await waitUntil("it is back", within: Self.longestPause) {
                if case .ready = printer.condition { true } else { false }
            }
            let outcome = await printer.print(Self.page("next"), patience: .seconds(20)) {
                Self.page("copy")
            }
            #expect(outcome == .printed(.processIdentifier))
        }
        #expect(try text(folder).last == "next")
        #expect(try text(folder).allSatisfy { !$0.contains("lost") })
    }

    @Test(arguments: [VirtualPrinters.PrinterFault.losesAnswers, .garbage, .cutter])
    func `a receipt with a fault in its midst is not called printed, and spoils no later one`(
        fault: VirtualPrinters.PrinterFault
    ) async throws {
        let folder = TemporaryFolder()
        try await with(.tcp(port: 0), folder: folder) { server, printer in
            try await waitUntil("it is there") {
                if case .ready = await printer.check() { true } else { false }
            }
            server.set(fault)
            let outcome = await printer.print(Self.page("never"), patience: .seconds(20)) {
                Self.page("never")
            }
            if case .printed = outcome { Issue.record("\(fault) was called printed") }
            server.clear(fault)
            try await waitUntil("it is back", within: Self.longestPause) {
                if case .ready = await printer.check() { true } else { false }
            }
            let next = await printer.print(Self.page("next"), patience: .seconds(20)) {
                Self.page("copy")
            }
            #expect(next == .printed(.processIdentifier))
        }
        let texts = try text(folder)
        #expect(texts.last == "next", "\(texts)")
    }

    @Test(arguments: [VirtualPrinters.PrinterFault.nearEnd, .slow])
    func `what warns or takes its time is printed and proved`(
        fault: VirtualPrinters.PrinterFault
    ) async throws {
        let folder = TemporaryFolder()
        try await with(.tcp(port: 0), folder: folder) { server, printer in
            server.set(fault)
            try await waitUntil("it is there, and says what it has") {
                guard case .ready(let status) = await printer.check() else { return false }
                return fault == .slow || status.paper == .nearEnd
            }
            let outcome = await printer.print(Self.page("slip"), patience: .seconds(30)) {
                Self.page("copy")
            }
            #expect(outcome == .printed(.processIdentifier))
        }
        #expect(try text(folder) == ["slip"])
    }

    @Test func `a silent printer is missed and comes back`() async throws {
        let folder = TemporaryFolder()
        try await with(.tcp(port: 0), folder: folder) { server, printer in
            _ = await printer.check()
            server.set(.silent)
            #expect(await printer.check() == .fault(.silent))
            server.clear(.silent)
            try await waitUntil("it is back", within: Self.longestPause) {
                if case .ready = printer.condition { true } else { false }
            }
        }
    }
}

private func waitFor(_ semaphore: DispatchSemaphore) { semaphore.wait() }

import Foundation
import Glibc
import Testing
import VirtualDevices

@Suite struct VirtualPrinterTests {
    @Test func `commands may arrive in any pieces`() {
        let bytes: [UInt8] =
            [0x1B, 0x40, 0x1D, 0x21, 0x11, 0x61, 0x1C, 0x26, 0xD6, 0xD0, 0x1C, 0x2E, 0x0A]
            + [0x1D, 0x72, 0x01, 0x1D, 0x56, 0x42, 0x00, 0x10, 0x04, 0x01]
            + [0x1D, 0x28, 0x48, 6, 0, 0x30, 0x30, 0x30, 0x30, 0x34, 0x32]
        var whole = VirtualPrinter()
        let atOnce = whole.receive(bytes)
        var torn = VirtualPrinter()
        var answers: [UInt8] = []
        var receipts: [VirtualPrinter.Receipt] = []
        for byte in bytes {
            let (newAnswers, newReceipts) = torn.receive([byte])
            answers += newAnswers
            receipts += newReceipts
        }
        #expect(atOnce.answers == [0x00, 0x12, 0x37, 0x22, 0x30, 0x30, 0x34, 0x32, 0x00])
        #expect(atOnce.receipts.map(\.text) == ["a 中  \n"])
        #expect(answers == atOnce.answers)
        #expect(receipts == atOnce.receipts)
        #expect(whole.unknownCommands.isEmpty)
    }

    @Test func `four-byte codes come out as they would on paper`() {
        var printer = VirtualPrinter()
        // U+00A5 as 81 30 84 36: two codes that the font lacks and that swallow the digits.
        let (_, receipts) = printer.receive(
            [0x1C, 0x26, 0x81, 0x30, 0x84, 0x36, 0x0A, 0x1D, 0x56, 0x00])
        #expect(receipts.map(\.text) == ["\u{FFFD}\u{FFFD}\n"])
    }

    @Test func `what is wider than the paper goes on in the next line`() {
        var printer = VirtualPrinter(dotsPerLine: 48)
        let (_, receipts) = printer.receive(Array("abcdef".utf8) + [0x0A, 0x1D, 0x56, 0x00])
        #expect(receipts.map(\.text) == ["abcd\nef\n"])
    }

    @Test func `unknown commands are told`() {
        var printer = VirtualPrinter()
        _ = printer.receive([0x1B, 0x7E, 0x1D, 0x28, 0x6B, 3, 0, 0x31, 0x43, 5, 0x01])
        #expect(
            printer.unknownCommands
                == [[0x1B, 0x7E], [0x1D, 0x28, 0x6B, 3, 0, 0x31, 0x43, 5], [0x01]]
        )
    }

    @Test(.temporaryFolder, .timeLimit(.minutes(1)))
    func `a job that breaks off leaves a torn receipt`() throws {
        let folder = TemporaryFolder.path
        let text = try withVirtualPrinter(directory: folder) { server in
            let sent = try #require(connected(to: server.port))
            let half = Array("half a rec".utf8)
            #expect(write(sent, half, half.count) == half.count)
            shutdown(sent, Int32(SHUT_WR))
            // The printer ends its side once it has kept what came.
            #expect(readAll(sent).isEmpty)
            close(sent)
            return try String(contentsOfFile: folder + "/receipt-0001-torn.txt", encoding: .utf8)
        }
        #expect(text == "half a rec\n")
    }

    private func connected(to port: UInt16) -> Int32? {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = in_addr_t(0x7F00_0001).bigEndian
        let length = socklen_t(MemoryLayout.size(ofValue: address))
        let result = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(descriptor, $0, length)
            }
        }
        return result == 0 ? descriptor : nil
    }

    @Test func `a port that is taken is told`() throws {
        let first = try VirtualPrinterServer(port: 0, directory: NSTemporaryDirectory())
        #expect(throws: BenchPrinterError.cannotListen(first.port, code: EADDRINUSE)) {
            try VirtualPrinterServer(port: first.port, directory: NSTemporaryDirectory())
        }
    }

    @Test func `a folder that cannot be is told`() {
        #expect(throws: BenchPrinterError.cannotWrite("/dev/null/x", code: ENOTDIR)) {
            try VirtualPrinterServer(port: 0, directory: "/dev/null/x")
        }
    }
}

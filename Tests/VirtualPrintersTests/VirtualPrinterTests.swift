import Testing
import VirtualPrinters

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
            let output = torn.receive([byte])
            answers += output.answers
            receipts += output.receipts
        }
        #expect(atOnce.answers == [0x00, 0x12, 0x37, 0x22, 0x30, 0x30, 0x34, 0x32, 0x00])
        #expect(atOnce.receipts.map(\.text) == ["a 中  \n"])
        #expect(answers == atOnce.answers)
        #expect(receipts == atOnce.receipts)
        #expect(whole.unknownCommands.isEmpty)
    }

    @Test func `four-byte codes come out as they would on paper`() {
        // U+00A5 as 81 30 84 36.
        let bytes: [UInt8] = [0x1C, 0x26, 0x81, 0x30, 0x84, 0x36, 0x0A, 0x1D, 0x56, 0x00]
        var common = VirtualPrinter()
        #expect(common.receive(bytes).receipts.map(\.text) == [" 0 6\n"])
        var model = PrinterModel()
        model.repertoire = .gb18030
        var complete = VirtualPrinter(model)
        #expect(complete.receive(bytes).receipts.map(\.text) == ["¥\n"])
    }

    @Test func `what is wider than the paper goes on in the next line`() {
        var printer = VirtualPrinter(dotsPerLine: 48)
        let output = printer.receive(Array("abcdef".utf8) + [0x0A, 0x1D, 0x56, 0x00])
        #expect(output.receipts.map(\.text) == ["abcd\nef\n"])
    }

    @Test func `unknown commands are told`() {
        var printer = VirtualPrinter()
        _ = printer.receive([0x1B, 0x7E, 0x1D, 0x28, 0x41, 2, 0, 0, 2, 0x01])
        #expect(
            printer.unknownCommands == [[0x1B, 0x7E], [0x1D, 0x28, 0x41, 2, 0, 0, 2], [0x01]]
        )
    }
}

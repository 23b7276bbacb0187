import Drawing
import Foundation
import TestSupport
import Testing
import VirtualPrinters

/// What the commands leave on the paper.
@Suite struct PaperTests {
    private func printed(
        _ job: [UInt8],
        _ model: PrinterModel = PrinterModel()
    ) throws -> VirtualPrinter.Receipt {
        var printer = VirtualPrinter(model)
        let output = printer.receive(job + Job.cut)
        #expect(printer.unknownCommands.isEmpty)
        return try #require(output.receipts.first)
    }

    private func cells(_ receipt: VirtualPrinter.Receipt) -> [Cell] {
        receipt.sheet.marks.compactMap { if case .cell(let cell) = $0 { cell } else { nil } }
    }

    @Test func `every command is known`() throws {
        let receipt = try printed(Showcase.job.dropLast(Job.cut.count))
        #expect(receipt.codes.first == Showcase.link)
        #expect(receipt.text.contains("small letters"))
    }

    @Test(arguments: [(0, 0), (1, 258), (2, 516)] as [(UInt8, Int)])
    func `lines are aligned`(alignment: UInt8, x: Int) throws {
        let receipt = try printed([0x1B, 0x61, alignment] + Job.text("right"))
        #expect(cells(receipt).first?.x == x)
    }

    @Test func `a line stands on its lower edge and is as high as its highest character`() throws {
        let receipt = try printed(
            Array("a".utf8) + [0x1D, 0x21, 0x12] + Job.text("B") + [0x1D, 0x21, 0] + Job.text("c")
        )
        let frames = cells(receipt).map { [$0.x, $0.y, $0.fullWidth, $0.fullHeight] }
        #expect(frames == [[0, 48, 12, 24], [12, 0, 24, 72], [0, 72, 12, 24]])
        #expect(receipt.sheet.height == 102)
    }

    @Test(
        arguments: [
            (0, 0x82, "é"), (2, 0xB5, "Á"), (19, 0xD5, "€"), (16, 0x80, "€"), (1, 0xB1, "ｱ"),
            (17, 0x80, "А"),
        ] as [(UInt8, UInt8, String)]
    )
    func `code pages`(page: UInt8, byte: UInt8, character: String) throws {
        #expect(try printed([0x1B, 0x74, page, byte, 0x0A]).text == character + "\n")
    }

    @Test func `international sets change twelve characters`() throws {
        #expect(try printed([0x1B, 0x52, 2] + Job.text("#[]~$")).text == "#ÄÜß$\n")
        #expect(try printed([0x1B, 0x52, 8] + Job.text("\\")).text == "¥\n")
    }

    @Test func `characters that the ROM lacks are told`() throws {
        var model = PrinterModel()
        model.repertoire = .gb2312
        // 中 is of GB2312, 镕 (E946) of GBK.
        let job: [UInt8] = [0x1C, 0x26, 0xD6, 0xD0, 0xE9, 0x46, 0x0A]
        #expect(try printed(job, model).text == "中\u{FFFD}\n")
        #expect(try printed(job).text == "中镕\n")
        model.repertoire = .none
        #expect(try printed([0x1C, 0x26, 0x82, 0x0A], model).text == "é\n")
    }

    @Test func `Japanese in both code systems`() throws {
        var model = PrinterModel()
        model.repertoire = .japanese
        let shiftJIS: [UInt8] = [0x1C, 0x26, 0x1C, 0x43, 1, 0x93, 0xFA, 0xB1, 0x41, 0x0A]
        #expect(try printed(shiftJIS, model).text == "日ｱA\n")
        let jis: [UInt8] = [0x1C, 0x26, 0x1C, 0x43, 0, 0x46, 0x7C, 0x1C, 0x2E, 0x41, 0x0A]
        #expect(try printed(jis, model).text == "日A\n")
    }

    @Test func `a plain cut leaves the last lines for the next receipt`() throws {
        var model = PrinterModel()
        model.cutterDistanceDots = 60
        var printer = VirtualPrinter(model)
        let job = Job.text("one") + Job.text("two") + Job.text("three")
        let receipts = printer.receive(job + [0x1D, 0x56, 0x00] + job + Job.cut).receipts
        #expect(receipts.map(\.text) == ["one\n", "two\nthree\none\ntwo\nthree\n"])
    }

    @Test func `graphics that are too wide are not printed`() throws {
        var printer = VirtualPrinter(dotsPerLine: 48)
        let graphics: [UInt8] =
            [0x1D, 0x28, 0x4C, 17, 0, 0x30, 0x70, 0x30, 1, 1, 0x31, 56, 0, 1, 0]
            + [UInt8](repeating: 0xFF, count: 7)
        _ = printer.receive(graphics + [0x1D, 0x28, 0x4C, 2, 0, 0x30, 0x32])
        #expect(printer.unknownCommands == [[0x1D, 0x28, 0x4C, 2, 0, 0x30, 0x32]])
    }

    /// Type of `GS k`, data, and what zbarimg reads.
    static let barcodes: [(UInt8, [UInt8], String)] = [
        (65, Array("01234567890".utf8), "EAN-13:0012345678905"),
        (66, Array("01234500006".utf8), "EAN-13:0012345000065"),
        (67, Array("690123456789".utf8), "EAN-13:6901234567892"),
        (68, Array("1234567".utf8), "EAN-8:12345670"),
        (69, Array("METER-42 $/+%.".utf8), "CODE-39:METER-42 $/+%."),
        (70, Array("0123456789".utf8), "I2/5:0123456789"),
        (71, Array("A0123456789-$:/.+B".utf8), "Codabar:A0123456789-$:/.+B"),
        (72, Array("Code 93!~a".utf8), "CODE-93:Code 93!~a"),
        (73, Array("{BAbc{{x{C".utf8) + [12, 34, 56] + Array("{AZ".utf8), "CODE-128:Abc{x123456Z"),
    ]

    @Test(arguments: barcodes)
    func `a barcode is read back`(type: UInt8, data: [UInt8], expected: String) throws {
        let receipt = try printed(
            [0x1B, 0x61, 1, 0x1D, 0x77, 2, 0x1D, 0x68, 80, 0x1D, 0x48, 2, 0x1D, 0x6B, type]
                + [UInt8(data.count)] + data + Job.line
        )
        let folder = TemporaryFolder()
        let file = folder.file("barcode.png")
        try Data(PaperPicture(of: receipt.sheet).png()).write(to: URL(filePath: file))
        let read = try readCodes(in: file)
        #expect(read.contains { $0.hasPrefix(expected) }, "\(read)")
    }

    @Test(
        arguments: [
            (65, "12"), (67, "69012345678x"), (69, "lower"), (71, "0123"), (72, ""), (73, "no set"),
            (90, "abc"),
        ] as [(UInt8, String)]
    )
    func `data that is none of the type prints nothing`(type: UInt8, data: String) {
        var printer = VirtualPrinter()
        let output = printer.receive(
            [0x1D, 0x6B, type, UInt8(data.utf8.count)] + Array(data.utf8) + Job.cut
        )
        #expect(output.receipts.map(\.sheet.marks) == [[]])
        #expect(printer.unknownCommands.count == 1)
    }
}

import Drawing
import Foundation
import TestSupport
import Testing
import VirtualPrinters

/// Our printer and one that others wrote are given the same bytes.
@Suite(
    .serialized,
    .timeLimit(.minutes(5)),
    .enabled(if: Emupos.python != nil && Emupos.overlay != nil, Emupos.absence)
)
struct JudgeTests {
    @Test func `every receipt stands on the same dots`() async throws {
        let emupos = try await Emupos()
        let jobs = try goldenJobs() + [Showcase.job]
        for job in jobs {
            var printer = VirtualPrinter()
            let receipt = try #require(printer.receive(job).receipts.first)
            #expect(printer.unknownCommands.isEmpty)
            let file = try await emupos.print(job)
            let theirs = try #require(
                Bitmap(png: [UInt8](try Data(contentsOf: URL(filePath: file))))
            )
            expectSameGeometry(receipt, theirs)
            try expectSameCodes(receipt, theirFile: file)
        }
        let complaints = try emupos.complaints()
        #expect(complaints.isEmpty)
    }

    @Test(
        arguments: [
            (.paperOut, "paper-out"), (.nearEnd, "paper-near-end"), (.cover, "cover-open"),
            (.offline, "offline"),
        ] as [(PrinterFault, String)]
    )
    func `each state has the same bytes`(fault: PrinterFault, name: String) async throws {
        let emupos = try await Emupos()
        let host = try RawHost(port: emupos.port)
        var printer = VirtualPrinter()
        func expectSame(_ question: [UInt8], _ comment: Comment) throws {
            let ours = printer.receive(question).answers
            #expect(try host.ask(question, answer: ours.count) == ours, comment)
        }
        try expectSame(Job.watchAll, "automatic status, ready")
        let ours = printer.set(fault).answers
        try emupos.fault("set", name)
        #expect(host.receive(ours.count) == ours, "automatic status")
        for number in UInt8(1)...4 { try expectSame(Job.askRealTime(number), "EOT \(number)") }
        try expectSame(Job.askPaperInTurn, "in turn, or held")
        let cleared = printer.clear(fault).answers
        try emupos.fault("clear", name)
        #expect(host.receive(cleared.count) == cleared, "automatic status, and what was held")
    }

    /// Whatever they print lies where we print something, and the other way round; images and
    /// barcodes are the same dots. QR symbols may differ in their modules, not in their size.
    private func expectSameGeometry(_ receipt: VirtualPrinter.Receipt, _ theirs: Bitmap) {
        let sheet = receipt.sheet
        var covered = Bitmap(width: sheet.width, height: sheet.height)
        var lowest = 0
        var differentBlocks = 0
        for mark in sheet.marks {
            let (x, y, width, height) = mark.frame
            lowest = max(lowest, y + height)
            for row in y..<min(y + height, sheet.height) {
                for column in x..<min(x + width, sheet.width) { covered[column, row] = true }
            }
            let part = theirs.cropped(x: x, y: y, width: width, height: height)
            switch mark {
            case .cell(let cell):
                #expect(cell.character.isWhitespace || part.hasInk, "\(cell)")
            case .bitmap(let bitmap, _, _):
                if part != bitmap { differentBlocks += 1 }
                #expect(part.inkFrame == bitmap.inkFrame)
            case .block: break
            }
        }
        #expect(theirs.width == sheet.width)
        #expect(theirs.height == lowest)
        #expect(differentBlocks <= receipt.codes.count { $0.hasPrefix("https:") })
        let strays = (0..<theirs.height).flatMap { y in
            (0..<theirs.width).filter { theirs[$0, y] && !covered[$0, y] }.map { ($0, y) }
        }
        #expect(strays.isEmpty, "\(strays.prefix(5))")
    }

    private func expectSameCodes(
        _ receipt: VirtualPrinter.Receipt,
        theirFile: String
    ) throws {
        let folder = TemporaryFolder()
        let ourFile = folder.file("ours.png")
        try Data(PaperPicture(of: receipt.sheet).png()).write(to: URL(filePath: ourFile))
        let ours = try readCodes(in: ourFile)
        #expect(ours == (try readCodes(in: theirFile)))
        for code in receipt.codes {
            // Code 39 is printed with stars, which are none of its data.
            let data = code.filter { $0 != "*" }
            #expect(ours.contains { $0.hasSuffix(":" + data) })
        }
    }

    /// The receipts whose bytes the driver's tests keep, for paper of 80 mm.
    private func goldenJobs() throws -> [[UInt8]] {
        let folder = URL(filePath: #filePath).deletingLastPathComponent()
            .deletingLastPathComponent().appending(path: "ReceiptPrintingTests/Golden")
        let names = try FileManager.default.contentsOfDirectory(atPath: folder.path)
            .filter { $0.hasSuffix(".48.escpos.txt") }.sorted()
        try #require(!names.isEmpty)
        return try names.map { name in
            let text = try String(contentsOf: folder.appending(path: name), encoding: .utf8)
            return text.split(whereSeparator: \.isWhitespace).compactMap { UInt8($0, radix: 16) }
        }
    }
}

extension Sheet.Mark {
    fileprivate var frame: (x: Int, y: Int, width: Int, height: Int) {
        switch self {
        case .cell(let cell): (cell.x, cell.y, cell.fullWidth, cell.fullHeight)
        case .bitmap(let bitmap, let x, let y): (x, y, bitmap.width, bitmap.height)
        case .block(let x, let y, let width, let height): (x, y, width, height)
        }
    }
}

extension Bitmap {
    fileprivate var hasInk: Bool { inkFrame != nil }

    /// The outermost black dots: left, top, right, bottom.
    fileprivate var inkFrame: [Int]? {
        let rows = (0..<height).filter { y in (0..<width).contains { self[$0, y] } }
        let columns = (0..<width).filter { x in (0..<height).contains { self[x, $0] } }
        guard let top = rows.first, let left = columns.first else { return nil }
        return [left, top, columns.last ?? left, rows.last ?? top]
    }
}

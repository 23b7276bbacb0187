import Foundation
import ReceiptPrinting
import Testing
import VirtualPrinters

/// The templates that are shipped, each with the sample beside it.
struct ShippedReceipt: Sendable, CustomTestStringConvertible {
    let name: String
    let language: String
    var testDescription: String { "\(name).\(language)" }

    static let all = ["zh", "en"].map { ShippedReceipt(name: "top-up", language: $0) }

    /// The receipt for the sample, with other values where a test wants them.
    func document(on paper: Paper, changing fields: ReceiptFields = [:]) throws -> ReceiptDocument {
        let folder = TestFiles.package.appending(path: "Receipts").path()
        let template = try ReceiptTemplate(name: name, language: language, folder: folder)
        let sample = try ReceiptData.fields(ofFile: "\(folder)/\(name).\(language).sample.json")
        return try template.document(sample.merging(fields) { $1 }, on: paper)
    }
}

@Suite struct TemplateFilesTests {
    @Test(arguments: ShippedReceipt.all, [32, 42, 48])
    func `a shipped receipt reads as recorded`(receipt: ShippedReceipt, columns: Int) throws {
        let profile = PrinterProfile(columns: columns, dotsPerLine: columns * 12)
        let text = TextRendering.text(of: try receipt.document(on: profile.paper))
        try TestFiles.expectGolden(text, "\(receipt.name).\(receipt.language).\(columns).text")
    }
    @Test(arguments: ShippedReceipt.all, [32, 42, 48])
    func `a shipped receipt has the bytes that were recorded`(
        receipt: ShippedReceipt,
        columns: Int
    ) throws {
        let profile = PrinterProfile(columns: columns, dotsPerLine: columns * 12)
        let encoded = ESCPOSEncoder.encode(
            try receipt.document(on: profile.paper),
            for: profile
        )
        #expect(encoded.substitutions.isEmpty)
        try TestFiles.expectGolden(
            hexDump(encoded.bytes),
            "\(receipt.name).\(receipt.language).\(columns).escpos.txt"
        )
    }

    @Test(arguments: ShippedReceipt.all, [32, 42, 48])
    func `a printer prints what the text shows`(receipt: ShippedReceipt, columns: Int) throws {
        let profile = PrinterProfile(columns: columns, dotsPerLine: columns * 12)
        let document = try receipt.document(on: profile.paper)
        var printer = VirtualPrinter(dotsPerLine: profile.dotsPerLine)
        let bytes = ESCPOSEncoder.encode(document, for: profile).bytes
        let output = printer.receive(bytes)
        #expect(output.answers.isEmpty)
        #expect(printer.unknownCommands.isEmpty)
        #expect(output.receipts.map(\.text) == [TextRendering.text(of: document)])
        #expect(output.receipts.map(\.bytes) == [bytes])
    }

    /// Every state of a sale and every utility: no wording of ours is too long for small paper.
    @Test(arguments: ShippedReceipt.all, variants)
    func `no line of a shipped receipt breaks at 32 columns`(
        receipt: ShippedReceipt,
        fields: ReceiptFields
    ) throws {
        let small = try receipt.document(on: PrinterProfile.paper58mm.paper, changing: fields)
        let large = try receipt.document(on: PrinterProfile.paper80mm.paper, changing: fields)
        #expect(small.lines.count == large.lines.count, "\(TextRendering.text(of: small))")
    }

    private static let variants: [ReceiptFields] = [
        [:],
        ["written": .flag(false), "unconfirmed": .flag(true)],
        ["written": .flag(false), "owed": .flag(true), "balance": .flag(false)],
        ["electricity": .flag(false), "water": .flag(true), "unit": .text("m³")],
        ["electricity": .flag(false), "gas": .flag(true), "unit": .text("m³")],
        ["copy": .flag(true), "meterReturn": .flag(false), "charges": .list([])],
        ["cash": .flag(false), "code": .flag(true)],
        ["cash": .flag(false), "counter": .flag(true)],
    ]

    /// One printed line a line: bytes up to each line feed.
    private func hexDump(_ bytes: [UInt8]) -> String {
        let lines = bytes.split(separator: 0x0A, omittingEmptySubsequences: false)
        let dumped = lines.map { line in
            line.map { ($0 < 16 ? "0" : "") + String($0, radix: 16, uppercase: true) }
                .joined(separator: " ")
        }
        return dumped.joined(separator: " 0A\n") + "\n"
    }
}

import Foundation
import ReceiptPrinting
import Symbols
import Testing
import VirtualPrinters

/// The templates that are shipped, each with the sample beside it.
struct ShippedReceipt: Sendable, CustomTestStringConvertible {
    let name: String
    let language: String
    var testDescription: String { "\(name).\(language)" }

    static let all = [
        "top-up", "owed-credit", "failed-write", "refund", "card-issue", "day-report",
        "held-money", "pay-out",
    ].flatMap { name in ["zh", "en"].map { ShippedReceipt(name: name, language: $0) } }

    /// Those whose bytes are kept: all are written alike.
    static let topUp = all.filter { $0.name == "top-up" }

    /// Other values than the sample's, with which it is printed as well: every utility, every way to
    /// pay, a copy, and whatever else its sections ask for.
    static let variants: [(receipt: ShippedReceipt, fields: ReceiptFields)] = all.flatMap {
        receipt in
        (common + (own[receipt.name] ?? [])).map { (receipt, $0) }
    }

    private static let common: [ReceiptFields] = [
        [:],
        ["copy": .flag(true)],
        ["electricity": .flag(false), "water": .flag(true), "unit": .text("m³")],
        ["electricity": .flag(false), "gas": .flag(true), "unit": .text("m³")],
        ["cash": .flag(false), "code": .flag(true)],
        ["cash": .flag(false), "counter": .flag(true)],
        ["number": .text("K9999-9-9999999"), "kiosk": .text("K999999")],
    ]

    private static let own: [String: [ReceiptFields]] = [
        "top-up": [
            ["balance": .flag(false), "meterReturn": .flag(false), "charges": .list([])],
            ["paid": .text("1500.00"), "quantity": .text("99999.99")],
        ],
        "owed-credit": [["paid": .text("1500.00"), "quantity": .text("99999.99")]],
        "failed-write": [["paid": .text("1500.00"), "quantity": .text("99999.99")]],
        "refund": [["refunded": .text("1500.00")]],
        "held-money": [["held": .text("1500.00")]],
        "pay-out": [["paidOut": .text("1500.00")]],
        "card-issue": [["replacement": .flag(true)]],
        "day-report": [
            ["close": .flag(false)],
            ["taken": .list([]), "delivered": .list([]), "refunded": .list([])],
            ["grandTotal": .text("99999999.99"), "dayNumber": .text("9999")],
        ],
    ]

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

    @Test(arguments: ShippedReceipt.topUp, [32, 42, 48])
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

    /// No wording of ours is too long for small paper.
    @Test(arguments: ShippedReceipt.variants)
    func `no line of a shipped receipt breaks at 32 columns`(
        receipt: ShippedReceipt,
        fields: ReceiptFields
    ) throws {
        let small = try receipt.document(on: PrinterProfile.paper58mm.paper, changing: fields)
        let large = try receipt.document(on: PrinterProfile.paper80mm.paper, changing: fields)
        #expect(small.lines.count == large.lines.count, "\(TextRendering.text(of: small))")
    }

    /// What a scanner reads is the receipt's number, and nobody's name.
    @Test(arguments: ShippedReceipt.topUp)
    func `a top-up receipt carries its number as a QR code`(receipt: ShippedReceipt) throws {
        let document = try receipt.document(on: PrinterProfile.paper58mm.paper)
        let codes = document.lines.compactMap { line in
            if case .code(let code, let x) = line { (code, x) } else { nil }
        }
        #expect(codes.count == 1)
        guard case (.qr(let code, let cellDots), let x)? = codes.first else {
            Issue.record("\(codes)")
            return
        }
        #expect(code.data == Array("K0007-1-000042".utf8))
        #expect(code.correction == .medium)
        #expect(cellDots >= 3)
        #expect(x == (384 - code.side * cellDots) / 2, "in the middle")
        // Four modules of white: an empty line above, the way to the cutter below.
        let rows = document.lines.suffix(4)
        #expect(rows.last == .cut)
        #expect(24 >= 4 * cellDots)
        guard case .row(let above)? = rows.dropFirst(1).first else {
            Issue.record("\(rows)")
            return
        }
        #expect(
            above.pieces.allSatisfy { piece in
                document.glyphs[document.pieces[piece].glyphs].allSatisfy { $0.character == " " }
            }
        )
    }

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

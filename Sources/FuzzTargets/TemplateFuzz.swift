import FoundationEssentials
import ReceiptPrinting

/// A template and one value in it, with a zero byte between them: what staff edit, and what a customer is
/// called. What is laid out fits the paper.
enum TemplateFuzz {
    static func run(_ input: [UInt8]) {
        let parts = input.split(separator: 0, maxSplits: 1, omittingEmptySubsequences: false)
        let source = String(decoding: parts[0], as: UTF8.self)
        let value = String(decoding: parts.count > 1 ? parts[1] : [], as: UTF8.self)
        let item: ReceiptFields = ["value": .text(value)]
        let fields: ReceiptFields = [
            "value": .text(value), "yes": .flag(true), "list": .list([item, item]),
        ]
        guard let template = try? ReceiptTemplate(source: source, file: "fuzz") else { return }
        for columns in [32, 48] {
            let paper = Paper(columns: columns)
            guard let document = try? template.document(fields, on: paper) else { continue }
            _ = TextRendering.text(of: document)
            let profile = PrinterProfile(columns: columns, dotsPerLine: columns * 12)
            _ = ESCPOSEncoder.encode(document, for: profile)
        }
    }

    /// The shipped templates, and the language in short.
    static func seeds() throws -> [[UInt8]] {
        let shipped = try ["zh", "en"].map {
            [UInt8](try Data(contentsOf: URL(filePath: "Receipts/top-up.\($0).receipt")))
        }
        let short = [
            "{{value}}\0a", "|{{#list}}{{value}}{{/list}}|\0é", "{w:4,*}\n|a|{{value}}|\0|{code:1}",
            "{{^yes}}a{{/yes}}\n-\n=\n\"^^^~_`", "{b:line}\n|中|\u{1F600}|\0\u{202E}",
        ]
        return shipped + short.map { Array($0.utf8) }
    }
}

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
        for (columns, encoding) in [(32, TextEncoding.gb18030), (48, .multilingual)] {
            var profile = PrinterProfile(columns: columns, dotsPerLine: columns * 12)
            profile.encoding = encoding
            let (document, _) = template.layOut(fields, on: profile.paper)
            _ = TextRendering.text(of: document)
            _ = SVGRendering.svg(of: document)
            _ = template.lint(fields, for: profile)
            fits(document)
        }
    }

    /// Rows of text end at the edge of the paper; only the text below a barcode may be longer.
    private static func fits(_ document: ReceiptDocument) {
        let half = document.columns * 2
        for piece in document.pieces {
            let columns = document.glyphs[piece.glyphs].reduce(0) { columns, glyph in
                columns + document.measure.columns(of: glyph.character) * glyph.style.size.width
            }
            guard piece.halfColumn >= 0, piece.halfColumn + 2 * columns <= half else {
                broken("every row of text fits the paper")
            }
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
            "{c:{{value}};o:qrcode,8,h}\0https://x.example", "{o:code39 hri;c:{{value}}}\0A1",
            "{o:ean,4,24;c:123456789012}\n{o:upc;c:01234565}\n{o:codabar;c:A1B}\0",
            "{o:code93,hri;c:a}\n{o:itf,3;c:1234}\n{x:\\x1b\\x70;_:x}\n{w:8 8;a:right}\n-\0",
            "{i:iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNgAAAAAgABSK+kcQAAAABJRU5ErkJggg==}\0",
        ]
        return shipped + short.map { Array($0.utf8) }
    }
}

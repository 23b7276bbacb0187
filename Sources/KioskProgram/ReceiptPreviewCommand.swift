import CommandLineTool
import FoundationEssentials
import ReceiptPictures
import ReceiptPrinting

let receiptPreviewCommand = Command(
    "preview",
    "Shows a receipt with the values of a sample: as text, as a picture, or as a printer's bytes.",
    .required("NAME", .text("NAME-OR-FILE"), "a template, such as top-up, or the path of one"),
    .defaulted("--language", .text("LANGUAGE"), to: "zh", "the template's language"),
    .defaulted("--width", .integer("COLUMNS", in: Paper.columnRange), to: "48", "of the paper"),
    .defaulted("--format", .word("FORMAT"), to: "text", "text, svg, png or escpos"),
    .defaulted("--encoding", .word("ENCODING"), to: "gb18030", "how the printer is sent text"),
    .flag("--spacing", "lines 30 dots apart instead of 24"),
    .defaulted("--folder", .text("FOLDER"), to: "Receipts", "the templates' folder"),
    .optional("--data", .file, "values in JSON; else the sample beside the template")
) { console, name, language, width, format, encoding, isSpaced, folder, data in
    let source = PreviewSource(name, language: language, folder: folder)
    var profile = PrinterProfile(columns: width, dotsPerLine: width * ReceiptGeometry.columnDots)
    profile.encoding = encoding
    profile.lineSpacingDots = UInt8(
        isSpaced ? ReceiptGeometry.spacedRowDots : ReceiptGeometry.rowDots
    )
    let document = try ReceiptTemplate(file: source.file)
        .document(try source.fields(data), on: profile.paper)
    write(document, as: format, for: profile, on: console)
}

/// How a receipt can be shown.
private enum PreviewFormat: String, CaseIterable { case text, svg, png, escpos }

private func write(
    _ document: ReceiptDocument,
    as format: PreviewFormat,
    for profile: PrinterProfile,
    on console: Console
) {
    switch format {
    case .text: console.write(TextRendering.text(of: document))
    case .svg: console.write(SVGRendering.svg(of: document))
    case .png: console.write(ReceiptPicture.png(of: document))
    case .escpos:
        console.write(ESCPOSEncoder.encode(document, for: profile, drawing: DrawnGlyphs()).bytes)
    }
}

/// The template that is shown, and the sample beside it.
private struct PreviewSource {
    let file: String
    /// A path was given: what is shown may be any document of the language, which has no sample.
    private let isPath: Bool

    init(_ name: String, language: String, folder: String) {
        isPath = name.contains("/") || name.hasSuffix(".receipt")
        file = isPath ? name : "\(folder)/\(name).\(language).receipt"
    }

    func fields(_ data: String?) throws -> ReceiptFields {
        let ending = ".receipt"
        let stem = file.hasSuffix(ending) ? String(file.dropLast(ending.count)) : file
        let sample = stem + ".sample.json"
        if data == nil, isPath, !FileManager.default.fileExists(atPath: sample) { return [:] }
        return try ReceiptData.fields(ofFile: data ?? sample)
    }
}

import CommandLineTool
import KioskService
import Prepayment
import ReceiptPrinting

let receiptPreviewCommand = Command(
    "preview",
    "Shows a receipt template with the values of a sample.",
    .required("NAME", .text("NAME"), "the template, such as top-up"),
    .defaulted("--language", .text("LANGUAGE"), to: "zh", "the template's language"),
    .defaulted("--width", .integer("COLUMNS", in: 24...96), to: "48", "columns of the paper"),
    .defaulted("--folder", .text("FOLDER"), to: "Receipts", "the templates' folder"),
    .optional("--data", .file, "values in JSON; else the sample beside the template")
) { console, name, language, width, folder, data in
    let template = try ReceiptTemplate(name: name, language: language, folder: folder)
    let fields = try ReceiptData.fields(
        ofFile: data ?? "\(folder)/\(name).\(language).sample.json"
    )
    let paper = PrinterProfile(columns: width, dotsPerLine: width * 12).paper
    console.print(TextRendering.text(of: try template.document(fields, on: paper)))
}

let receiptReprintCommand = Command(
    "reprint",
    "Prints a receipt once more, marked as a copy, with the number that it had.",
    .configuration,
    .required("NUMBER", .sale, "the receipt's number, such as K0007-1-000042"),
    .json
) { console, path, number, printsJSON in
    let slip = try await OfficeWindow(try loadConfiguration(path)).reprint(number)
    if printsJSON {
        try console.printJSON(slip)
    } else {
        console.print("The copy of \(slip.number): \(slip.receipt).")
        if let reason = slip.receiptReason { console.print("  \(reason)") }
    }
}

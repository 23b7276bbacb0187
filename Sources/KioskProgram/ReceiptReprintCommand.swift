import CommandLineTool
import KioskService
import Prepayment

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

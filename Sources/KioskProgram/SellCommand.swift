import CommandLineTool
import Cryptography
import KioskService
import Prepayment

let sellCommand = Command(
    "sell",
    "Sells credit onto the card in the reader.",
    .configuration,
    .required("--amount", .text("YUAN"), "what was paid, such as 100.00"),
    .required("--tender", .tender, "how it was paid: counter"),
    .optional("--utility", .utility, "which account, where the card has several"),
    .optional("--key", .requestKey, "a name for this sale: asked again, nothing more is sold"),
    .flag("--without-receipt", "sell although no receipt can be printed"),
    .json
) { console, path, amount, tender, utility, key, withoutReceipt, printsJSON in
    let request = SaleRequest(
        key: key ?? SecureRandom.bytes(16).hexadecimal,
        amount: try Money(yuan: amount),
        tender: tender,
        utility: utility,
        acceptsNoReceipt: withoutReceipt
    )
    let window = OfficeWindow(try loadConfiguration(path))
    let sale = try await window.sell(request)
    if printsJSON { try console.printJSON(sale) } else { show(sale, on: console) }
    guard sale.outcome == "written" else { throw UnfinishedSale(sale) }
}

private func show(_ sale: SaleJSON, on console: Console) {
    console.print("Sale \(sale.sale): \(sale.outcome).")
    console.print("  paid       ¥\(Money(fen: sale.paidFen)), \(sale.tender)")
    console.print("  credit     \(sale.creditText), purchase number \(sale.purchaseNumber)")
    console.print("  card       \(sale.card) for meter \(sale.meter)")
    let reason = sale.receiptReason.map { " (\($0))" } ?? ""
    console.print("  receipt    \(sale.receipt)\(reason)")
    if sale.receipt != "printed" {
        console.print("             a copy: kiosk receipt reprint \(sale.sale)")
    }
}

/// A sale that was paid and did not reach the card: exit status 1, and what to do next.
struct UnfinishedSale: Explained {
    private let sale: SaleJSON

    init(_ sale: SaleJSON) { self.sale = sale }

    var sentence: String {
        let end =
            switch sale.outcome {
            case "owed": "was paid and is not on the card: the credit is owed."
            case "refunded": "was paid, and its money was given back."
            default: "was paid, and it is not known whether it is on the card."
            }
        return ["Sale \(sale.sale) \(end)", sale.fault].compactMap(\.self).joined(separator: " ")
    }

    var hint: String {
        sale.outcome == "refunded"
            ? "Use a new key for a new purchase."
            : "Put the same card on the reader again (kiosk settle, where no service runs): it is finished without new money."
    }
}

extension ValueFormat where Value == String {
    static var requestKey: ValueFormat {
        ValueFormat("KEY", expectation: "1 to 64 bytes") { text in
            SaleRequest.isKey(text) ? text : nil
        }
    }
}

extension ValueFormat where Value == Tender {
    /// What a clerk takes: devices record themselves what came.
    private static var clerks: [Tender] { Tender.allCases.filter { !$0.isTakenByKiosk } }

    static var tender: ValueFormat {
        ValueFormat(
            "TENDER",
            expectation: "one of: " + clerks.map(\.name).joined(separator: ", "),
            parse: { text in clerks.first { $0.name == text } }
        )
    }
}

extension ValueFormat where Value == Utility {
    static var utility: ValueFormat {
        ValueFormat(
            "UTILITY",
            expectation: "one of: " + Utility.allCases.map(\.name).joined(separator: ", "),
            parse: Utility.init(name:)
        )
    }
}

extension ValueFormat where Value == TwelveDigits {
    static func digits(_ placeholder: String) -> ValueFormat {
        ValueFormat(placeholder, expectation: "1 to 12 digits", parse: { TwelveDigits($0) })
    }
}

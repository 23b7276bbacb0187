import CommandLineTool
import Cryptography
import KioskService
import Prepayment

let settleCommand = Command(
    "settle",
    "Finds out what became of an unfinished sale of the card in the reader, and finishes it.",
    .configuration,
    .json
) { console, path, printsJSON in
    let settlement = try await OfficeWindow(try loadConfiguration(path)).settle()
    if printsJSON { try console.printJSON(settlement) } else { show(settlement, on: console) }
    if let open = settlement.sales.first(where: { $0.sale.outcome != "written" }) {
        throw UnfinishedSale(open.sale)
    }
}

private func show(_ settlement: SettlementJSON, on console: Console) {
    if settlement.sales.isEmpty {
        let last = settlement.lastSale
        let addition = last.isEmpty ? "." : "; the last sale on it is \(last)."
        console.print("Card \(settlement.card): \(settlement.result)\(addition)")
    }
    for settled in settlement.sales {
        let sale = settled.sale
        console.print("Sale \(sale.sale): \(settled.result).")
        console.print("  paid       ¥\(Money(fen: sale.paidFen)), \(sale.tender)")
        console.print("  credit     \(sale.creditText), purchase number \(sale.purchaseNumber)")
        if settled.isTakenByMeter { console.print("  meter      has taken it") }
    }
}

let refundCommand = Command(
    "refund",
    "Records that the money of a sale is given back whose credit is proved not to be on the card.",
    .configuration,
    .required("SALE", .sale, "the receipt's number, such as K0007-1-000042"),
    .required("--reason", .reason, "why, in a few words"),
    .optional("--key", .requestKey, "a name for this refund: asked again, nothing more is given"),
    .json
) { console, path, sale, reason, key, printsJSON in
    let window = OfficeWindow(try loadConfiguration(path))
    let refund = try await window.refund(
        SaleRefund(
            sale: sale,
            reason: reason,
            requestKey: key ?? SecureRandom.bytes(16).hexadecimal
        )
    )
    if printsJSON {
        try console.printJSON(refund)
    } else {
        let amount = Money(fen: refund.refundedFen)
        console.print("Sale \(refund.sale) is refunded: give back ¥\(amount), \(refund.tender).")
    }
}

extension ValueFormat where Value == SaleIdentifier {
    static var sale: ValueFormat {
        ValueFormat(
            "SALE",
            expectation: "a receipt's number, such as K0007-1-000042",
            parse: { SaleIdentifier($0) }
        )
    }
}

extension ValueFormat where Value == String {
    static var reason: ValueFormat {
        ValueFormat("REASON", expectation: "1 to 200 bytes") { text in
            SaleRefund.isReason(text) ? text : nil
        }
    }
}

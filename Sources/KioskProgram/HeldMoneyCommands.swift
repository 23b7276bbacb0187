import CommandLineTool
import Cryptography
import KioskService
import Prepayment

let heldListCommand = Command(
    "list",
    "Lists the money that is kept for cards, oldest first.",
    .configuration,
    .json
) { console, path, printsJSON in
    let held = try await OfficeWindow(try loadConfiguration(path)).heldMoney()
    if printsJSON { return try console.printJSON(held) }
    for held in held {
        console.print(
            "\(held.payment)  ¥\(Money(fen: held.heldFen)), \(held.tender), for \(held.utility), card \(held.card)"
        )
    }
    console.print("Kept in all: ¥\(Money(fen: held.map(\.heldFen).reduce(0, +))).")
}

let heldPayOutCommand = Command(
    "pay-out",
    "Records that a clerk gives back all that is kept of a payment; it buys nothing any more then.",
    .configuration,
    .required("PAYMENT", .sale, "the number on the slip, such as K0007-1-000043"),
    .required("--reason", .reason, "why, in a few words"),
    .required("--clerk", .clerk, "who gives it back"),
    .optional("--key", .requestKey, "a name for this pay-out: asked again, nothing more is given"),
    .json
) { console, path, payment, reason, clerk, key, printsJSON in
    let window = OfficeWindow(try loadConfiguration(path))
    let paid = try await window.payOut(
        PayOut(
            payment: payment,
            reason: reason,
            clerk: clerk,
            requestKey: key ?? SecureRandom.bytes(16).hexadecimal
        )
    )
    if printsJSON { return try console.printJSON(paid) }
    console.print(
        "Payment \(paid.payment) is paid out by \(paid.clerk), number \(paid.number): give back ¥\(Money(fen: paid.paidOutFen)), \(paid.tender)."
    )
    if let reason = paid.receiptReason { console.print("  The slip: \(reason)") }
}

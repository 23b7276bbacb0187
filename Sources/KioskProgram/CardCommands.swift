import CommandLineTool
import KioskService
import Prepayment
import PrepaymentCards
import SmartCards

let cardIssueCommand = Command(
    "issue",
    "Personalises the blank card in the reader.",
    .configuration,
    .required("--customer", .digits("NUMBER"), "the customer's number"),
    .required("--meter", .digits("NUMBER"), "the meter's number"),
    .required("--utility", .utility, "electricity, water or gas"),
    .defaulted(
        "--number",
        .integer("NUMBER", in: 1...Int.max),
        to: "1",
        "the number printed on the card"
    ),
    .flag("--replacement", "the card stands in for a lost one"),
    .json
) { console, path, customer, meter, utility, number, isReplacement, printsJSON in
    let window = OfficeWindow(try loadConfiguration(path))
    let issued = try await window.issue(
        IssueRequest(
            customer: customer,
            meter: meter,
            utility: utility,
            cardNumber: UInt64(number),
            isReplacement: isReplacement
        )
    )
    if printsJSON {
        try console.printJSON(issued)
    } else {
        console.print("Card \(issued.card) is issued: \(utility.name), meter \(meter).")
    }
}

let cardShowCommand = Command(
    "show",
    "Shows all that a kiosk may read from the card in the reader.",
    .configuration,
    .optional("--utility", .utility, "which account, where the card has several"),
    .json
) { console, path, utility, printsJSON in
    let configuration = try loadConfiguration(path)
    let keys = try KeyFile.load(configuration.keyPath)
    let desk = CardDesk(keys: keys)
    let reader = try OfficeWindow(configuration).waitForCard()
    let inspection = try await desk.inspect(reader, utility: utility)
    if printsJSON {
        try console.printJSON(InspectionJSON(inspection))
    } else {
        for line in inspection.lines { console.print(line) }
    }
}

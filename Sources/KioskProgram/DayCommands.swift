import CommandLineTool
import KioskService
import Prepayment

let dayShowCommand = Command(
    "show",
    "Shows the open day (X report): what was taken, delivered and given back since the last close.",
    .configuration,
    .flag("--print", "print it too"),
    .json
) { console, path, isPrinted, printsJSON in
    let window = OfficeWindow(try loadConfiguration(path))
    let report = try await window.day(DayRequestJSON(close: false, print: isPrinted))
    if printsJSON { try console.printJSON(report) } else { show(report, on: console) }
}

let dayCloseCommand = Command(
    "close",
    "Closes the day (Z report), and prints it.",
    .configuration,
    .json
) { console, path, printsJSON in
    let window = OfficeWindow(try loadConfiguration(path))
    let report = try await window.day(DayRequestJSON(close: true, print: true))
    if printsJSON { try console.printJSON(report) } else { show(report, on: console) }
}

private func show(_ report: DayReportJSON, on console: Console) {
    let records = "records \(report.firstRecord) to \(report.lastRecord)"
    if let number = report.number {
        console.print("Day \(report.dayNumber) is closed as \(number): \(records).")
    } else {
        console.print("Day \(report.dayNumber) is open: \(records).")
    }
    show("open before", report.carriedOver, on: console)
    for (tender, tally) in report.taken.sorted(by: { $0.key < $1.key }) {
        show("taken, \(tender)", tally, on: console)
    }
    for (utility, tally) in report.delivered.sorted(by: { $0.key < $1.key }) {
        show("on cards, \(utility)", tally, on: console)
    }
    for (tender, tally) in report.refunded.sorted(by: { $0.key < $1.key }) {
        show("given back, \(tender)", tally, on: console)
    }
    show("owed", report.owed, on: console)
    show("unconfirmed", report.unconfirmed, on: console)
    show("for other kiosks", report.writtenForOthers, on: console)
    if report.unsoldFen > 0 {
        console.print("  \(column("kept, in no sale"))       ¥\(Money(fen: report.unsoldFen))")
    }
    for (tender, fen) in report.drawerFen.sorted(by: { $0.key < $1.key }) {
        console.print("  \(column("left, \(tender)"))       ¥\(Money(fen: fen))")
    }
    console.print("  \(column("ever taken"))       ¥\(Money(fen: report.grandTotalFen))")
    if let receipt = report.receipt { console.print("Report: \(receipt).") }
}

private func show(_ name: String, _ tally: DayReportJSON.TallyJSON, on console: Console) {
    let count = String(tally.count)
    let padding = String(repeating: " ", count: max(0, 5 - count.count))
    console.print("  \(column(name))\(padding)\(count)  ¥\(Money(fen: tally.fen))")
}

private func column(_ name: String) -> String {
    name + String(repeating: " ", count: max(0, 22 - name.count))
}

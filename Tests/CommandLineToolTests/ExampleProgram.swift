import TestSupport

@testable import CommandLineTool

enum Tender: String, CaseIterable {
    case counter, cash, qr
}

struct NoPaper: Explained, Equatable {
    let sentence = "The printer has no paper."
    let hint = "Put in a roll, then try again."
}

struct Sale: Encodable {
    let tender: String
    let amountFen: Int
    let place = "a/b"
}

/// A program of the usual shape, and what it printed.
struct ExampleProgram {
    func run(_ line: String, outputError: Int32 = 0) async -> ProgramRun {
        await run(line.split(separator: " ").map(String.init), outputError: outputError)
    }

    func run(_ words: [String], outputError: Int32 = 0) async -> ProgramRun {
        await ProgramRun(of: program, words, outputError: outputError)
    }

    private var program: Program {
        Program(
            Command(
                "kiosk",
                "Sells credit onto prepaid cards.",
                commands: [sell, Command("card", "Cards.", commands: [show])]
            ),
            version: "1.2.3"
        )
    }

    private let sell = Command(
        "sell",
        "Sells credit onto the card in the reader.",
        Parameter.required("--amount", .integer("YUAN", in: 1...500), "how much"),
        Parameter.required("--tender", ValueFormat<Tender>.word("TENDER"), "counter, cash or qr"),
        Parameter.optional("--note", .text("TEXT"), "a remark for the office"),
        Parameter.defaulted("--config", .file, to: "Config/kiosk.json5", "the configuration"),
        Parameter.flag("--json", "print the result as one line of JSON")
    ) { console, amount, tender, note, config, printsJSON in
        if note == "no paper" { throw NoPaper() }
        if note == "unforeseen" { throw CancellationError() }
        let sale = Sale(tender: tender.rawValue, amountFen: amount * 100)
        if printsJSON {
            try console.printJSON(sale)
        } else {
            console.print("\(sale.amountFen) \(sale.tender) \(note ?? "-") \(config)")
        }
    }

    private let show = Command(
        "show",
        "Prints what a kiosk may read of a card.",
        Parameter.required("image", .file, "the card's memory"),
        Parameter.optional("slot", .integer("SLOT", in: 1...2), "the reader's slot")
    ) { console, image, slot in
        console.print("\(image) \(slot ?? 0)")
    }
}

import TestSupport
import Testing

@testable import CommandLineTool

struct UsageErrorTests {
    static let sellUsage =
        "usage: kiosk sell --amount YUAN --tender TENDER [--note TEXT] [--config FILE] [--json]"

    @Test(arguments: [
        ("sell --tender qr", "--amount YUAN is missing."),
        ("sell --amout 5", "Unknown option --amout. Did you mean --amount?"),
        ("sell --color red", "Unknown option --color."),
        ("sell --amount", "--amount needs a value: --amount YUAN."),
        ("sell --amount --json", "--amount needs a value: --amount YUAN."),
        ("sell --amount 1 --amount 2", "--amount is given twice."),
        ("sell --json=yes", "--json takes no value."),
        ("sell 100", "Unexpected argument \"100\"."),
        (
            "sell --amount -5 --tender qr",
            "--amount: expected an integer from 1 to 500, got \"-5\"."
        ),
        (
            "sell --amount 5 --tender card",
            "--tender: expected one of: counter, cash, qr, got \"card\"."
        ),
        (
            "sell --amount 5 --tender qr --note=",
            "--note: expected a text that is not empty, got \"\"."
        ),
    ])
    func `a wrong command line gives one sentence and the usage`(
        line: String,
        sentence: String
    ) async {
        let outcome = await ExampleProgram().run(line)
        #expect(outcome.status == .wrongUsage)
        #expect(outcome.output == "")
        #expect(outcome.diagnostics == "error: \(sentence)\n\(Self.sellUsage)\n")
    }

    @Test(arguments: [
        ("", "A command is missing; there are: sell, card.", "kiosk COMMAND ..."),
        ("sel", "Unknown command \"sel\". Did you mean sell?", "kiosk COMMAND ..."),
        ("refund", "Unknown command \"refund\".", "kiosk COMMAND ..."),
        (
            "--json sell", "Unknown option --json; the options of a command follow its name.",
            "kiosk COMMAND ..."
        ),
        ("card", "A command is missing; there are: show.", "kiosk card COMMAND ..."),
        ("card show", "FILE is missing.", "kiosk card show FILE [SLOT]"),
        (
            "card show a b", "SLOT: expected an integer from 1 to 2, got \"b\".",
            "kiosk card show FILE [SLOT]"
        ),
        ("card show a 1 c", "Unexpected argument \"c\".", "kiosk card show FILE [SLOT]"),
    ])
    func `a wrong command is told at the place where it went wrong`(
        line: String,
        sentence: String,
        usage: String
    ) async {
        let outcome = await ExampleProgram().run(line)
        #expect(outcome.status == .wrongUsage)
        #expect(outcome.diagnostics == "error: \(sentence)\nusage: \(usage)\n")
    }
}

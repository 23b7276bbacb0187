import FoundationEssentials
import Glibc
import TestSupport
import Testing

@testable import CommandLineTool

struct ProgramTests {
    let program = ExampleProgram()

    @Test func `a command is given its values, read and checked`() async {
        let outcome = await program.run("sell --amount 100 --tender=cash --config other.json5")
        #expect(
            outcome == .init(status: .done, output: "10000 cash - other.json5\n", diagnostics: "")
        )
    }

    @Test func `a result as JSON is one line with sorted keys`() async {
        let outcome = await program.run("sell --json --amount 1 --tender qr")
        let line = #"{"amountFen":100,"place":"a/b","tender":"qr"}"# + "\n"
        #expect(outcome == .init(status: .done, output: line, diagnostics: ""))
    }

    @Test(arguments: [
        ("\u{1B}[2J\n", #"\u001b[2J\n"#), ("\u{7F}\u{9B}2J", #"\u007f\u009b2J"#),
        ("\u{202E}\u{E0001}", #"\u202e\udb40\udc01"#), ("电卡 ¥50.00", "电卡 ¥50.00"),
    ])
    func `nothing in a result as JSON steers a terminal, and it is the same JSON`(
        text: String,
        written: String
    ) async throws {
        let command = Command("echo", "Prints a text.") { console in try console.printJSON([text]) }
        let outcome = await ProgramRun(of: Program(command, version: "1"), [])
        #expect(outcome.output == "[\"\(written)\"]\n")
        #expect(try JSONDecoder().decode([String].self, from: Data(outcome.bytes)) == [text])
    }

    @Test func `arguments are taken in order and a double dash ends the options`() async {
        #expect(await program.run("card show a.bin 2").output == "a.bin 2\n")
        #expect(await program.run("card show a.bin").output == "a.bin 0\n")
        #expect(await program.run("card show -- --help").output == "--help 0\n")
    }

    @Test func `the version is that of the program`() async {
        let outcome = await program.run("--version")
        #expect(outcome == .init(status: .done, output: "kiosk 1.2.3\n", diagnostics: ""))
    }

    @Test func `an error that is explained gives a sentence and a hint`() async {
        let outcome = await program.run(
            ["sell", "--amount", "1", "--tender", "qr", "--note", "no paper"])
        #expect(
            outcome
                == .init(
                    status: .refused,
                    output: "",
                    diagnostics: """
                        error: The printer has no paper.
                        hint: Put in a roll, then try again.

                        """
                )
        )
    }

    @Test func `an error without an explanation is called a defect`() async {
        let outcome = await program.run("sell --amount 1 --tender qr --note unforeseen")
        #expect(outcome.status == .refused)
        #expect(
            outcome.diagnostics == """
                error: CancellationError()
                hint: This error has no explanation, which is a defect: please report it.

                """
        )
    }

    @Test func `a reader that went away is no failure`() async {
        let outcome = await program.run("sell --amount 1 --tender qr", outputError: EPIPE)
        #expect(outcome.status == .done)
        #expect(outcome.diagnostics == "")
    }

    @Test func `a result that cannot be written is a failure`() async {
        let outcome = await program.run("sell --amount 1 --tender qr", outputError: ENOSPC)
        #expect(outcome.status == .refused)
        #expect(
            outcome.diagnostics
                == "error: The result could not be written: No space left on device.\n"
        )
    }

    @Test func `the process ends with the status, and a closed pipe does not kill it`() async {
        await #expect(processExitsWith: .exitCode(2)) {
            await Program(Command("example", "") { _ in }, version: "1").main(["--what"])
        }
        await #expect(processExitsWith: .exitCode(0)) {
            var ends: [Int32] = [0, 0]
            try #require(pipe(&ends) == 0)
            close(ends[0])
            dup2(ends[1], STDOUT_FILENO)
            let command = Command("example", "") { console in
                for _ in 1...3 { console.print("a line") }
            }
            await Program(command, version: "1").main([])
        }
    }
}

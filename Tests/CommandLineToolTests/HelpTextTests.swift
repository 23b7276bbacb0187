import CommandLineTool
import TestSupport
import Testing

struct HelpTextTests {
    let program = ExampleProgram()

    @Test(arguments: ["--help", "-h"])
    func `the program's help lists its commands`(word: String) async {
        let outcome = await program.run(word)
        #expect(outcome.status == .done)
        #expect(
            outcome.output == """
                Sells credit onto prepaid cards.

                usage: kiosk COMMAND ...

                Commands:
                  sell  Sells credit onto the card in the reader.
                  card  Cards.

                Options:
                  --help     print this text
                  --version  print the version

                `kiosk COMMAND --help` says more.

                """
        )
    }

    @Test func `a command's help lists its options`() async {
        let outcome = await program.run("sell --amount --help")
        #expect(outcome.status == .done)
        #expect(
            outcome.output == """
                Sells credit onto the card in the reader.

                \(UsageErrorTests.sellUsage)

                Options:
                  --amount YUAN    how much
                  --tender TENDER  counter, cash or qr
                  --note TEXT      a remark for the office
                  --config FILE    the configuration (default: Config/kiosk.json5)
                  --json           print the result as one line of JSON
                  --help           print this text

                """
        )
    }

    @Test func `a command's help lists its arguments`() async {
        let outcome = await program.run("card show --help")
        #expect(
            outcome.output == """
                Prints what a kiosk may read of a card.

                usage: kiosk card show FILE [SLOT]

                Arguments:
                  FILE  the card's memory
                  SLOT  the reader's slot

                Options:
                  --help  print this text

                """
        )
    }
}

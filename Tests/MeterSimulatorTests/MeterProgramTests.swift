import CommandLineTool
import Configuration
import FoundationEssentials
import MeterSimulator
import Prepayment
import TestSupport
import Testing

@testable import MeterProgram

/// The program's commands without a reader.
@Suite struct MeterProgramTests {
    let folder = TemporaryFolder()

    private func run(_ words: String...) async -> ProgramRun { await run(words) }

    private func run(_ words: [String]) async -> ProgramRun {
        await ProgramRun(of: Program(meterCommand, version: meterVersion), words)
    }

    private func newMeter() async -> String {
        let state = folder.file("meter.state")
        let made = await run(
            "new",
            "--state",
            state,
            "--meter",
            "202400001234",
            "--utility",
            "electricity",
            "--credit-mode",
            "money"
        )
        #expect(made.status == .done)
        #expect(made.output == "Meter 202400001234 is in \(state).\n")
        return state
    }

    @Test func `a new meter is shown, as text and as JSON`() async throws {
        let state = await newMeter()
        let text = await run("show", "--state", state)
        #expect(text.status == .done)
        #expect(text.output.hasPrefix("meter          202400001234, electricity\n"))
        #expect(text.output.contains("\nremaining      ¥0.00\n"))
        let json = await run("show", "--state", state, "--json")
        #expect(json.output.contains("\"meter\":\"202400001234\""))
        #expect(json.output.contains("\"supplyCut\":true"))
    }

    @Test func `a meter is made once`() async {
        let state = await newMeter()
        let again = await run(
            "new",
            "--state",
            state,
            "--meter",
            "1",
            "--utility",
            "gas",
            "--credit-mode",
            "units"
        )
        #expect(again.status == .refused)
        #expect(again.diagnostics.hasPrefix("error: There is a meter in \(state) already.\nhint: "))
    }

    @Test func `use shows in the register`() async throws {
        let state = folder.file("meter.state")
        let filled = Sample.meterImage(creditMode: .units, parameters: Sample.meterParameters())
        try MeterImageFile.create(filled, at: state)
        let used = await run("consume", "--quantity", "12.34", "--state", state)
        #expect(used.status == .done)
        #expect(used.output.hasPrefix("12.34 kWh passed.\n"))
        #expect(used.output.contains("\nremaining      87.66 kWh\n"))
        let cut = await run("consume", "--quantity", "100", "--state", state, "--json")
        #expect(cut.output.contains("\"registerTotal\":10000"))
        let dark = await run("consume", "--quantity", "1", "--state", state)
        #expect(dark.status == .refused)
        #expect(dark.diagnostics.hasPrefix("error: The supply is cut.\nhint: "))
    }

    @Test(
        arguments: [
            (["consume", "--quantity", "-1"], "--quantity: expected a quantity like 12.34"),
            (["consume", "--quantity", "0"], "--quantity: expected a quantity"),
            (["consume", "--quantity", "1,5"], "--quantity: expected a quantity"),
            (["consume"], "--quantity QUANTITY is missing."),
            (["new", "--meter", "12a"], "--meter: expected 1 to 12 digits"),
            (["new", "--utility", "heat"], "--utility: expected electricity, water or gas"),
            (["accept", "--amount", "1"], "Unknown option --amount."),
        ]
    )
    func `a wrong command line ends with 2`(words: [String], sentence: String) async {
        let outcome = await run(words)
        #expect(outcome.status == .wrongUsage)
        #expect(outcome.diagnostics.hasPrefix("error: \(sentence)"))
    }

    @Test func `what is missing is named with its option and its key`() async throws {
        let empty = folder.file("empty.json5")
        try PrivateFile.write(Array("{}".utf8), to: empty)
        let outcome = await run("show", "--config", empty)
        #expect(outcome.status == .refused)
        #expect(outcome.diagnostics.hasPrefix("error: No state file is named.\nhint: Give --state"))
    }

    @Test func `a quantity finer than the meter counts is refused`() async {
        let state = await newMeter()
        let outcome = await run("consume", "--quantity", "1.234", "--state", state)
        #expect(outcome.status == .refused)
        #expect(
            outcome.diagnostics.hasPrefix("error: This meter counts kWh with 2 decimals.\n")
        )
    }

    @Test func `a meter without its keys does not wait for cards`() async {
        let state = await newMeter()
        let keys = folder.file("missing.keys")
        for command in ["accept", "run"] {
            let outcome = await run(command, "--state", state, "--keys", keys)
            #expect(outcome.status == .refused)
            #expect(outcome.diagnostics.hasPrefix("error: \(keys) cannot be read"))
        }
    }

    @Test func `the configuration that is shipped can be read`() throws {
        let project = URL(filePath: #filePath)
            .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        let configuration = try ConfigurationFile.load(
            MeterConfiguration.self,
            from: project.appending(path: standardConfigurationFile).path
        )
        #expect(configuration.meter == Sample.meter)
        #expect(configuration.utility == .electricity)
        #expect(configuration.creditMode == .money)
        #expect(configuration.reader == nil)
    }
}

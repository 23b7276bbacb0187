import CommandLineTool
import FoundationEssentials
import KioskService
import TestSupport
import Testing

@Suite struct ReceiptLintTests {
    @Test func `the shipped templates are sound`() async {
        let run = await kiosk(["receipt", "lint"])
        #expect(run.status == .done, "\(run.output)")
        #expect(run.output == "8 templates in en, zh are sound for epson-tm-t20iii.\n")
    }

    @Test func `findings are told with file, line and column, and the status is 1`() async throws {
        let folder = TemporaryFolder()
        for name in ReceiptTemplateName.allCases {
            try folder.write("one\ntwo {{nummer}}\n", to: "\(name.rawValue).en.receipt")
            try folder.write("{ \"number\": \"1\" }", to: "\(name.rawValue).en.sample.json")
        }
        let run = await kiosk(["receipt", "lint", "--folder", folder.path])
        #expect(run.status == .refused)
        let lines = run.output.replacing(folder.path + "/", with: "").split(separator: "\n")
        #expect(lines.count == ReceiptTemplateName.allCases.count)
        #expect(
            lines.first
                == "card-issue.en.receipt:2:5: the data has no value \"nummer\". Expected: a name of the sample beside the template."
        )
        #expect(
            run.diagnostics.contains(
                "error: There are \(ReceiptTemplateName.allCases.count) findings."
            )
        )
    }

    @Test func `a folder that is not there is one error`() async {
        let run = await kiosk(["receipt", "lint", "--folder", "/nowhere"])
        #expect(run.status == .refused)
        #expect(run.diagnostics.contains("There is no file /nowhere."))
    }
}

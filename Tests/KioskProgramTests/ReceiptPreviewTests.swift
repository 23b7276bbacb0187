import CommandLineTool
import Drawing
import TestSupport
import Testing
import VirtualPrinters

@Suite struct ReceiptPreviewTests {
    private func preview(_ words: String...) async -> ProgramRun {
        await kiosk(["receipt", "preview"] + words)
    }

    @Test func `text is shown as it stands on the paper`() async {
        let run = await preview("top-up", "--language", "en", "--width", "32")
        #expect(run.status == .done)
        let lines = run.output.split(separator: "\n", omittingEmptySubsequences: false)
        #expect(lines.contains(Substring(String(repeating: "-", count: 32))))
        #expect(run.output.contains("K0007-1-000042"))
    }

    @Test func `a picture is a PNG or an SVG of the paper's width`() async throws {
        let png = await preview("top-up", "--width", "42", "--format", "png")
        #expect(try #require(Bitmap(png: png.bytes)).width == 42 * 12 + 2 * 32 + 2 * 24)
        let svg = await preview("top-up", "--width", "42", "--format", "svg")
        #expect(svg.output.hasPrefix("<svg ") && svg.output.contains("width=\"504px\""))
    }

    @Test func `bytes are those of the encoding, and a printer prints them`() async throws {
        let run = await preview("top-up", "--format", "escpos")
        var printer = VirtualPrinter()
        let receipt = try #require(printer.receive(run.bytes).receipts.first)
        #expect(receipt.text == (await preview("top-up")).output)
        let latin = await preview(
            "top-up",
            "--language",
            "en",
            "--format",
            "escpos",
            "--encoding",
            "cp437"
        )
        #expect(latin.status == .done)
        // Nothing is switched to Chinese.
        #expect(!latin.output.contains("\u{1C}&"))
    }

    @Test func `spacing makes a picture longer`() async throws {
        let close = await preview("refund", "--format", "png")
        let spaced = await preview("refund", "--format", "png", "--spacing")
        let heights = try [close, spaced].map { try #require(Bitmap(png: $0.bytes)).height }
        #expect(heights[0] < heights[1])
    }

    @Test func `a file need not stand in the folder, nor have a sample`() async throws {
        let folder = TemporaryFolder()
        try folder.write("one | two\n", to: "note.receipt")
        let run = await preview(folder.file("note.receipt"), "--width", "24")
        #expect(run.output == "one                  two\n")
        try folder.write("hello {{name}}\n", to: "note.receipt")
        let missing = await preview(folder.file("note.receipt"))
        #expect(missing.status == .refused)
        #expect(missing.diagnostics.contains("note.receipt:1:7: the data has no value \"name\"."))
        try folder.write("{ \"name\": \"Li\" }", to: "other.json")
        let given = await preview(
            folder.file("note.receipt"),
            "--data",
            folder.file("other.json"),
            "--width",
            "24"
        )
        #expect(given.output == "        hello Li\n")
    }

    @Test(
        arguments: [
            (["nothing"], "There is no file Receipts/nothing.zh.receipt."),
            (["top-up", "--format", "pdf"], "expected one of: text, svg, png, escpos"),
            (["top-up", "--encoding", "utf8"], "--encoding: expected one of: gb18030"),
            (["top-up", "--width", "12"], "--width: expected an integer from 24 to 96"),
            (["top-up", "--data", "/nowhere.json"], "There is no file /nowhere.json."),
        ]
    )
    func `what cannot be shown is explained`(words: [String], sentence: String) async {
        let run = await kiosk(["receipt", "preview"] + words)
        #expect(run.status != .done)
        #expect(run.diagnostics.contains(sentence), "\(run.diagnostics)")
        #expect(run.bytes.isEmpty)
    }
}

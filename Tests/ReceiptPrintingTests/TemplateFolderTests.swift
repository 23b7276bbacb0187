import Foundation
import ReceiptPrinting
import TestSupport
import Testing

/// What `kiosk receipt lint` finds.
@Suite struct TemplateFolderTests {
    private let place = TemporaryFolder()

    private func write(_ text: String, to name: String) throws {
        let file = URL(filePath: place.path).appending(path: name)
        try Data(text.utf8).write(to: file)
    }

    /// Each finding's sentence without the folder, and its widths where it is not on all of them.
    private func findings(
        names: [String] = [],
        for profile: PrinterProfile = .paper80mm
    ) throws -> [String] {
        let folder = try TemplateFolder(place.path, names: names)
        return folder.lint(for: profile).map { finding in
            let text = finding.error.sentence
                .replacing(place.path + "/", with: "")
                .replacing(place.path, with: "")
            return finding.columns == TemplateFolder.widths ? text : "\(text) \(finding.columns)"
        }
    }

    @Test(
        arguments: [
            ("{{name}}\n", []),
            ("ok\n{{nam}}\n", ["a.en.receipt:2:1: the data has no value \"nam\"."]),
            // Neither branch hides a fault from the sample.
            (
                "{{#flag}}\n{{nam}}\n{{/flag}}\n",
                ["a.en.receipt:2:1: the data has no value \"nam\"."]
            ),
            (
                "{{^flag}}\n{{nam}}\n{{/flag}}\n",
                ["a.en.receipt:2:1: the data has no value \"nam\"."]
            ),
            ("{{#flag}}\n", ["a.en.receipt:1:1: the section \"flag\" is not closed."]),
            ("{{flag}}\n", ["a.en.receipt:1:1: the value \"flag\" is no text."]),
            // Lines that the language drops.
            ("{widht:10 *}\n", ["a.en.receipt:1:2: there is no property \"widht\"."]),
            ("a {x}\n", ["a.en.receipt:1:3: a brace belongs to no property."]),
            (
                "{width:4 *; text:nowrap}\nlonger | x\n",
                ["a.en.receipt:2:1: the text has more than one row."]
            ),
            (
                "{text:nowrap}\n1234567890123456789012345678901234567890\n",
                ["a.en.receipt:2:1: the text has more than one row. [32]"]
            ),
            (
                "ok\n|caf\u{E9} \u{1F600}\n",
                ["a.en.receipt:2:7: the printer lacks U+1F600 \u{1F600}."]
            ),
            ("|{{rare}}\n", ["a.en.sample.json:3:12: the printer lacks U+3F2D \u{3F2D}."]),
            (
                "{code:{{name}}; option:ean}\n",
                ["a.en.receipt:1:2: \"Li\" cannot be written as ean."]
            ),
            (
                "{image:AAAA}\n",
                ["a.en.receipt:1:2: The picture is no PNG: read beyond end of data."]
            ),
        ] as [(String, [String])]
    )
    func `each kind of fault is found where it stands`(
        template: String,
        expected: [String]
    ) throws {
        try write(template, to: "a.en.receipt")
        try write(
            "{ \"name\": \"Li\", \"flag\": false,\n\n  \"rare\": \"\u{3F2D}\" }",
            to: "a.en.sample.json"
        )
        #expect(try findings() == expected)
    }

    @Test func `a wide code is found where it is too wide`() throws {
        try write("{code:{{name}}; option:code128 4}\n", to: "a.en.receipt")
        try write("{ \"name\": \"12345678901A\" }", to: "a.en.sample.json")
        #expect(
            try findings() == ["a.en.receipt:1:2: a code of 492 dots is wider than its place. [32]"]
        )
    }

    @Test func `what lacks is found`() throws {
        try write("x\n", to: "a.en.receipt")
        try write("{}", to: "a.en.sample.json")
        try write("x\n", to: "a.zh.receipt")
        try write("x\n", to: "b.zh.receipt")
        try write("{}", to: "b.zh.sample.json")
        try write("x\n", to: "note.receipt")
        try write("{ \"n\": 1 }", to: "c.zh.sample.json")
        try write("x\n", to: "c.zh.receipt")
        #expect(
            try findings(names: ["a", "d"]) == [
                "note.receipt is no name of a template.",
                "There is no file a.zh.sample.json.",
                "There is no file b.en.receipt.",
                "There is no file c.en.receipt.",
                "c.zh.sample.json: n is no data for a receipt.",
                "There is no file d.en.receipt.",
                "There is no file d.zh.receipt.",
            ]
        )
    }

    @Test func `the profile's characters count`() throws {
        var profile = PrinterProfile.paper80mm
        profile.encoding = .cp437
        try write("|Pay \u{94B1} caf\u{E9}\n", to: "a.en.receipt")
        try write("{}", to: "a.en.sample.json")
        #expect(
            try findings(for: profile) == ["a.en.receipt:1:6: the printer lacks U+94B1 \u{94B1}."]
        )
    }
}

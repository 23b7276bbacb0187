import Foundation
import ReceiptPrinting
import TestSupport
import Testing

private let paper = PrinterProfile.paper58mm.paper

/// Templates with a fault, and where it is.
private let faults: [(source: String, problem: TemplateProblem, line: Int, column: Int)] = [
    ("a\n  {{name", .unclosedTag, 2, 3),
    ("{{}}", .badName(""), 1, 1),
    ("{{a b}}", .badName("a b"), 1, 1),
    ("{{#yes}}\n|x", .unclosedSection("yes"), 1, 1),
    ("|x {{/yes}}", .wrongSectionEnd("yes", open: nil), 1, 4),
    ("{{#yes}}\n{{#no}}\n{{/yes}}", .wrongSectionEnd("yes", open: "no"), 3, 1),
    ("ok\n|{{nmae}} |", .missingValue("nmae"), 2, 2),
    ("{{#nmae}}x{{/nmae}}", .missingValue("nmae"), 1, 1),
    ("{{yes}}", .notText("yes"), 1, 1),
    ("{{items}}", .notText("items"), 1, 1),
    ("{width:10; colour:red}", .unknownProperty("colour"), 1, 12),
    ("{width 10}", .malformedProperty("width 10"), 1, 2),
    ("{width:}", .malformedProperty("width:"), 1, 2),
    (
        "{align:middle}",
        .badPropertyValue(key: "align", value: "middle", expected: "left, center or right"), 1, 2
    ),
    (
        "{width:10,x}",
        .badPropertyValue(
            key: "width",
            value: "10,x",
            expected: "auto, or * and numbers of columns"
        ), 1, 2
    ),
    ("a | {align:left}", .propertyBesideText, 1, 5),
    ("a { b", .strayBrace, 1, 3),
    // After a value of another length, and after lines that left none behind.
    ("{{#yes}}\n{{name}} }\n{{/yes}}", .strayBrace, 2, 10),
]

/// Values that would change the layout, if they could, and how they are printed in ten columns.
private let hostileValues: [(value: String, printed: String)] = [
    ("a|b", "a|b       "),
    ("{x:\u{1B}p}", "{x:p}     "),
    ("_u\"e`r^", "_u\"e`r^   "),
    ("~a~", "~a~       "),
    ("\\n\\x41", "\\n\\x41    "),
    ("---", "---       "),
    ("====", "====      "),
    (" x", " x        "),
    ("a\u{0}\u{7}\u{1B}@b\u{9B}c\u{7F}", "a@bc      "),
    ("\u{202E}abc\u{202C}", "abc       "),
    ("a\u{200B}b\u{FEFF}", "ab        "),
    ("{{name}}", "{{name}}  "),
    ("😀x", "😀x       "),
    ("אב", "אב      "),
    ("e\u{301}", "é        "),
]

@Suite struct TemplateTests {
    private func render(_ source: String, _ fields: ReceiptFields) throws -> String {
        let template = try ReceiptTemplate(source: source, file: "x.receipt")
        return TextRendering.text(of: try template.document(fields, on: paper))
    }

    @Test func `values, sections and their opposites stand where they are written`() throws {
        let source = """
            {{! nothing }}
            {width:10 *}
            {{#items}}
            {{name}} | {{price}}
            {{/items}}
            {{^items}}
            |nothing
            {{/items}}
            |{{#yes}}yes{{/yes}}{{#no}}no{{/no}}{{^no}} not no{{/no}}
            {{#card}}
            |{{number}} {{outer}}
            {{/card}}
            {{#empty}}
            |never
            {{/empty}}
            {{^empty}}
            |always
            {{/empty}}
            """
        let text = try render(
            source,
            [
                "items": .list([
                    ["name": .text("a"), "price": .text("1.00")],
                    ["name": .text("b"), "price": .text("2.00")],
                ]),
                "yes": .flag(true), "no": .flag(false), "outer": .text("o"), "empty": .text(""),
                "card": .nested(["number": .text("62")]),
            ]
        )
        let expected = """
            a                           1.00
            b                           2.00
            yes not no  
            62 o        
            always      

            """
        #expect(
            text.split(separator: "\n").map { $0.trimmingSuffix { $0 == " " } }
                == expected.split(separator: "\n").map { $0.trimmingSuffix { $0 == " " } }
        )
    }

    @Test(arguments: faults)
    func `a fault is told with its place`(
        fault: (source: String, problem: TemplateProblem, line: Int, column: Int)
    ) throws {
        let position = SourcePosition(line: fault.line, column: fault.column)
        #expect(throws: ReceiptError.fault(fault.problem, file: "x.receipt", at: position)) {
            try render(
                fault.source,
                [
                    "name": .text("a long name"), "yes": .flag(true), "no": .flag(false),
                    "items": .list([]),
                ]
            )
        }
    }

    @Test func `an error names the file, the place and what was expected`() {
        let position = SourcePosition(line: 3, column: 7)
        let error = ReceiptError.fault(.missingValue("nmae"), file: "x.receipt", at: position)
        #expect(error.sentence == "x.receipt:3:7: the data has no value \"nmae\".")
        #expect(error.hint == "Expected: a name of the sample beside the template.")
    }

    @Test(arguments: hostileValues)
    func `no value changes the layout`(value: (value: String, printed: String)) throws {
        let text = try render(
            "{width:10 *}\n{{name}} | right\n|{{name}}",
            ["name": .text(value.value)]
        )
        let gap = String(repeating: " ", count: 17)
        let rows = text.split(separator: "\n", omittingEmptySubsequences: false)
        #expect(rows.first.map(String.init) == value.printed + gap + "right")
        #expect(rows.count == 3)
    }

    @Test func `a value alone on its line is neither rule nor cut`() throws {
        let template = try ReceiptTemplate(source: "{{name}}", file: "x.receipt")
        for value in ["-", "----", "=", "===="] {
            let lines = try template.document(["name": .text(value)], on: paper).lines
            guard case .row? = lines.first, lines.count == 1 else {
                Issue.record("\(value) became \(lines)")
                continue
            }
        }
    }

    @Test func `a value in a property cannot add another`() throws {
        let text = try render(
            "{width:{{width}}}\n|a|b",
            ["width": .text("10,*")]
        )
        let plain = try render("{width:10,*}\n|a|b", [:])
        #expect(text == plain)
        #expect(throws: ReceiptError.self) {
            try render("{width:{{width}}}\n|a|b", ["width": .text("10;align:right")])
        }
    }

    @Test func `a line feed in a value breaks the row inside its column`() throws {
        let text = try render("{width:10 *}\n{{name}} | x", ["name": .text("one\r\ntwo")])
        #expect(text.split(separator: "\n").map { $0.prefix(4) } == ["one ", "two "])
    }

    @Test func `a name of ten thousand characters ends with an ellipsis`() throws {
        let name = String(repeating: "王", count: 10_000)
        let text = try render("{width:10 *}\n{{name}} | x", ["name": .text(name)])
        #expect(text.count { $0 == "王" } == 511)
        #expect(text.contains("…"))
    }

    @Test func `a template that is not there, or no text, is told`() throws {
        #expect(throws: ReceiptError.missingFile("/nowhere/top-up.zh.receipt")) {
            try ReceiptTemplate(name: "top-up", language: "zh", folder: "/nowhere")
        }
        #expect(throws: ReceiptError.unreadableFile("/bin/true")) {
            try ReceiptTemplate(file: "/bin/true")
        }
    }

    @Test(arguments: ["{", "[]", "{\"a\": 12.5}", "{\"a\": [\"b\"]}"])
    func `sample data that is no data is told`(json: String) throws {
        let folder = TemporaryFolder()
        let file = folder.file("sample.json")
        try Data(json.utf8).write(to: URL(filePath: file))
        #expect {
            try ReceiptData.fields(ofFile: file)
        } throws: { error in
            if case ReceiptError.badData(file: file, _, _)? = error as? ReceiptError {
                true
            } else {
                false
            }
        }
    }
}

extension Substring {
    fileprivate func trimmingSuffix(_ isTrimmed: (Character) -> Bool) -> Substring {
        var result = self
        while let last = result.last, isTrimmed(last) { result.removeLast() }
        return result
    }
}

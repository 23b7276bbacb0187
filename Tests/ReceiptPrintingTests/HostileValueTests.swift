import Foundation
import FoundationXML
import ReceiptPrinting
import Testing

/// Values that nobody should be called.
private let hostileNames: [String] = [
    String(repeating: "x", count: 10_000),
    String(repeating: "王😀", count: 5_000),
    "e" + String(repeating: "\u{301}", count: 10_000),
    "אבגד ١٢٣ \u{202E}abc\u{202C}",
    "👩\u{200D}👩\u{200D}👧\u{200D}👦 🏳️\u{200D}🌈 🇨🇳",
    "\u{1B}@\u{10}\u{04}\u{01}\u{10}\u{14}\u{0}\u{7F}\u{9B}",
    "a\nb\r\nc\u{2028}d\u{2029}e\u{85}f",
    "{{name}} {{#x}} {code:1} {x:\\x1b} }} {{",
    "\\", "\\\\\\", "|", "||||", "^^^^^^^^", "````", "____", "\"\"\"", "~~~", "{", "}", "}{",
    "----", "====", "-", "=", " ", "   ", "\t", "",
    "\u{0}", "\u{FFFE}\u{FFFF}", "\u{E000}\u{F8FF}", "\u{10FFFF}", "𠀀㐀", "ﷺ", "\u{1100}\u{1161}",
]

/// Templates in which such a value stands in different places, and always `end` at the right.
private let places: [String] = [
    "{width:10 *}\n{{name}} | end|",
    "{width:* 10}\n^^^{{name}} | end|",
    "{width:10 *; border:line}\n\"_{{name}}_\" | end|",
    "{text:nowrap; width:10 *}\n`{{name}}` | end|",
    // A section in the line, so that it is read with its values.
    "{width:10 *}\n{{name}}{{#name}}{{/name}} | end|",
    "{code:{{name}}; option:qrcode}\n| end|",
    "{code:{{name}}; option:code128 hri}\n| end|",
    "{image:{{name}}}\n{comment:{{name}}}\n| end|",
]

@Suite struct HostileValueTests {
    @Test(arguments: [TextEncoding.gb18030, .shiftJIS, .cp437, .multilingual])
    func `no value moves what stands beside it`(encoding: TextEncoding) throws {
        for columns in [32, 48] {
            var profile = PrinterProfile(columns: columns, dotsPerLine: columns * 12)
            profile.encoding = encoding
            for place in places {
                let template = try ReceiptTemplate(source: place + "\n{border:1}", file: "x")
                let expected = try ends(template, name: "plain", profile)
                #expect(expected.count == 1)
                for name in hostileNames {
                    let found = try ends(template, name: name, profile)
                    #expect(found == expected, "\(name.prefix(20).debugDescription) in \(place)")
                }
            }
        }
    }

    /// The places of the word that stands at the right.
    private func ends(
        _ template: ReceiptTemplate,
        name: String,
        _ profile: PrinterProfile
    ) throws -> [Int] {
        let (document, _) = template.layOut(["name": .text(name)], on: profile.paper)
        expectInside(document)
        let picture = ESCPOSPicture(ESCPOSEncoder.encode(document, for: profile).bytes)
        #expect(picture.unknown.isEmpty)
        let cells = picture.cells
        return cells.indices.dropLast(2).compactMap { index in
            let word = cells[index..<(index + 3)]
            let isEnd = word.map(\.character) == ["e", "n", "d"] && Set(word.map(\.y)).count == 1
            return isEnd ? cells[index].x : nil
        }
    }

    /// No row of text goes beyond the paper, and none has a control character.
    private func expectInside(_ document: ReceiptDocument) {
        for piece in document.pieces {
            let glyphs = document.glyphs[piece.glyphs]
            let columns = glyphs.reduce(0) {
                $0 + document.measure.columns(of: $1.character) * $1.style.size.width
            }
            #expect(piece.halfColumn >= 0)
            #expect(piece.halfColumn + 2 * columns <= 2 * document.columns)
            let controls = glyphs.filter {
                $0.character.value < 0x20 || $0.character.value == 0x7F
            }
            #expect(controls.isEmpty)
        }
    }

    @Test func `no value breaks the markup of a drawing`() throws {
        for place in places {
            let template = try ReceiptTemplate(source: place, file: "x")
            for name in hostileNames {
                let fields: ReceiptFields = ["name": .text(name + "<&>\"'")]
                let (document, _) = template.layOut(fields, on: Paper(columns: 32))
                let svg = SVGRendering.svg(of: document)
                let parser = XMLParser(data: Data(svg.utf8))
                #expect(parser.parse(), "\(name.prefix(20).debugDescription) in \(place)")
            }
        }
    }

    @Test func `a lint tells what a printer would not print`() throws {
        let source = """
            {{nobody}} |
            {option:ean; code:{{name}}}
            {image:AAAA}
            {text:nowrap; width:6 *}
            {{name}} | x
            """
        let template = try ReceiptTemplate(source: source, file: "x")
        let fields: ReceiptFields = ["name": .text("abc😀defg")]
        let problems = template.lint(fields, for: .paper80mm).map(\.problem)
        try #require(problems.count == 5)
        #expect(problems[0] == .missingValue("nobody"))
        #expect(problems[1] == .badCode(kind: "ean", data: "abc😀defg"))
        if case .badImage = problems[2] {} else { Issue.record("\(problems[2])") }
        #expect(problems[3] == .textCut)
        #expect(problems[4] == .missingCharacter("😀"))
        // Only the first of them says that the template does not fit its data.
        #expect(problems.map(\.preventsPrinting) == [true, false, false, false, false])
    }
}

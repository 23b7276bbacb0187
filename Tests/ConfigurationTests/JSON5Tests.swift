import Testing

@testable import Configuration

struct JSON5Tests {
    static let valid: [(text: String, content: ConfigurationValue.Content)] = [
        ("null", .null), ("true", .flag(true)), (" false ", .flag(false)),
        ("0", .integer(0)), ("-12", .integer(-12)), ("+7", .integer(7)),
        ("9223372036854775807", .integer(.max)), ("-9223372036854775808", .integer(.min)),
        ("0xFf", .integer(255)), ("-0x10", .integer(-16)),
        ("0.10", .otherNumber("0.10")), (".5", .otherNumber(".5")), ("5.", .otherNumber("5.")),
        ("-1e3", .otherNumber("-1e3")), ("1E+2", .otherNumber("1E+2")),
        ("9223372036854775808", .otherNumber("9223372036854775808")),
        ("Infinity", .otherNumber("Infinity")), ("-Infinity", .otherNumber("-Infinity")),
        ("NaN", .otherNumber("NaN")),
        (#""a'b""#, .text("a'b")), (#"'a"b'"#, .text(#"a"b"#)), ("''", .text("")),
        (#"'\n\t\\\'\"\/\x41\u7535\uD83D\uDE00\0\q'"#, .text("\n\t\\'\"/A电😀\0q")),
        ("'one \\\nline \\\r\nonly'", .text("one line only")), ("'电☂'", .text("电☂")),
        ("[]", .list([])), ("{}", .section([:])),
        ("// comment\n/* and\nanother **/ 1 // end", .integer(1)),
        ("\u{FEFF}\u{A0}\t1\u{2028}", .integer(1)),
    ]

    @Test(arguments: valid)
    func `a valid text gives its value`(
        text: String,
        content: ConfigurationValue.Content
    ) throws {
        #expect(try JSON5Parser.parse(text, file: "f").content == content)
    }

    @Test func `values know their places`() throws {
        let value = try JSON5Parser.parse(
            "{\n  a: 1, 'b c': [\n\t2, 3,],\n  $_é: null,\n}",
            file: "f"
        )
        guard case .section(let keys) = value.content, case .list(let list) = keys["b c"]?.content
        else { throw ConfigurationError.syntax(value.place, message: "\(value)") }
        #expect(Set(keys.keys) == ["a", "b c", "$_é"])
        #expect(keys["a"]?.place.description == "f:2:6")
        #expect(list.map(\.place.description) == ["f:3:2", "f:3:5"])
        #expect(list.map(\.content) == [.integer(2), .integer(3)])
        #expect(keys["$_é"]?.place.description == "f:4:8")
    }

    static let invalid = [
        ("", "f:1:1: expected a value, found the end of the file."),
        ("{ a: 1,\n b: }", "f:2:5: expected a value, found }."),
        ("{ a: 1\n b: 2}", "f:2:2: expected , or }, found b."),
        ("{ a 1 }", "f:1:5: expected : after a, found 1."),
        ("{ : 1 }", "f:1:3: expected a key or }, found :."),
        ("{ a: 1", "f:1:7: expected , or }, found the end of the file."),
        ("[1 2]", "f:1:4: expected , or ], found 2."), ("[,]", "f:1:2: expected a value, found ,."),
        ("{a: 1} x", "f:1:8: expected the end of the file, found x."),
        ("{a: nul}", "f:1:5: expected a value, found the word nul."),
        ("{a: 1,\n 'a': 2}", "f:2:2: the key a stands twice in its section."),
        ("{a: 'x\n}", "f:1:5: this text has no closing quote."),
        ("{a: 'x", "f:1:5: this text has no closing quote."),
        (#"'\u12G4'"#, "f:1:6: expected 4 hexadecimal digits, found G."),
        (#"'\uD83Dx'"#, "f:1:4: half of a surrogate pair is no character."),
        (#"'\1'"#, "f:1:3: no escape begins with a digit other than \\0."),
        ("1\n/* x", "f:2:1: this comment has no end."),
        ("0x", "f:1:3: expected a hexadecimal digit, found the end of the file."),
        ("012", "f:1:1: a number has no leading zero."), ("12a", "f:1:1: a number ends in a."),
        ("1e", "f:1:3: expected the digits of the exponent, found the end of the file."),
        ("-", "f:1:2: expected a digit, found the end of the file."),
        ("-x", "f:1:1: expected a number, found the word x."),
        (String(repeating: "[", count: 65), "f:1:65: nested too deeply."),
    ]

    @Test(arguments: invalid)
    func `an invalid text is told with its place`(text: String, sentence: String) {
        let error = #expect(throws: ConfigurationError.self) {
            try JSON5Parser.parse(text, file: "f")
        }
        #expect(error?.sentence == sentence)
    }

    @Test func `no change of a byte crashes the parser`() {
        let text = Array(
            "{a: [1, -0x2F, 'x\\u7535\\\n'], /* c */ b: {c: .5e1, \"d\": null,},}".utf8
        )
        var state: UInt64 = 7
        for _ in 1...5_000 {
            var changed = text
            for _ in 1...3 {
                state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
                changed[Int(state >> 33) % text.count] = UInt8(truncatingIfNeeded: state >> 56)
            }
            _ = try? JSON5Parser.parse(String(decoding: changed, as: UTF8.self), file: "f")
        }
    }
}

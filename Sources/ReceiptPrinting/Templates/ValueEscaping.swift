/// Makes a value harmless: whatever it holds, it is printed as text where its tag stands.
enum ValueEscaping {
    /// Longer values end with an ellipsis here: a name may not spend metres of paper.
    static let longestValue = 512

    private static let textMarks: Set<Unicode.Scalar> = [
        "\\", "|", "{", "}", "~", "_", "\"", "`", "^",
    ]
    private static let propertyMarks: Set<Unicode.Scalar> = ["\\", "|", "{", "}", ";"]

    /// Appends a value to a line.
    static func append(
        _ value: String,
        in context: ValueContext,
        to line: inout [Unicode.Scalar]
    ) {
        if context == .property || !appendSimple(value, to: &line) {
            line += escape(value, in: context)
        }
    }

    /// Appends a value that needs no escapes and whose characters are composed and visible; false,
    /// and nothing appended, for another. Most values are simple.
    private static func appendSimple(_ value: String, to line: inout [Unicode.Scalar]) -> Bool {
        let start = line.count
        for character in value.unicodeScalars {
            guard isSimple(character) else {
                line.removeSubrange(start...)
                return false
            }
            line.append(character)
        }
        let count = line.count - start
        guard count > 0 else { return true }
        guard count <= longestValue, line[start] != " ", line[line.count - 1] != " ",
            line[start] != "-", line[start] != "="
        else {
            line.removeSubrange(start...)
            return false
        }
        return true
    }

    private static func isSimple(_ character: Unicode.Scalar) -> Bool {
        switch character {
        case "\\", "|", "{", "}", "~", "_", "\"", "`", "^": false
        // Whole blocks without control, format or combining characters.
        case " "..."}", "À"..."ſ", "一"..."鿿", "、"..."〠", "！"..."～", "￥": true
        default: false
        }
    }

    private static func escape(_ value: String, in context: ValueContext) -> [Unicode.Scalar] {
        let plain = limit(ReceiptLine.composed(value).compactMap(printable))
        let marks =
            switch context {
            case .text: textMarks
            case .property: propertyMarks
            }
        var result: [Unicode.Scalar] = []
        result.reserveCapacity(plain.count)
        for character in plain {
            if character == "\n" {
                result += [Escapes.backslash, "n"]
            } else {
                if marks.contains(character) { result.append(Escapes.backslash) }
                result.append(character)
            }
        }
        return context == .text ? keepPlace(of: result) : result
    }

    /// A tab is a space and a line or paragraph separator a line feed.
    ///
    /// Control characters and invisible format characters, which could reverse a line or hide in
    /// it, are nothing.
    private static func printable(_ character: Unicode.Scalar) -> Unicode.Scalar? {
        switch character {
        case "\t": return " "
        case "\n", "\u{2028}", "\u{2029}": return "\n"
        default: break
        }
        // The categories of ASCII are known without a search.
        if ("\u{20}"..."\u{7E}").contains(character) { return character }
        switch character.properties.generalCategory {
        case .control, .format: return nil
        default: return character
        }
    }

    private static func limit(_ characters: [Unicode.Scalar]) -> [Unicode.Scalar] {
        guard characters.count > longestValue else { return characters }
        return characters.prefix(longestValue - 1) + ["…"]
    }

    /// Blanks at its ends would move the text to another side of its column, and a value of only
    /// `-` or `=` would be a rule or a cut.
    private static func keepPlace(of value: [Unicode.Scalar]) -> [Unicode.Scalar] {
        var value = value
        let leading = value.prefix { $0 == " " }.count
        for index in 0..<leading { value[index] = "~" }
        let trailing = value.reversed().prefix { $0 == " " }.count
        for index in (value.count - trailing)..<value.count { value[index] = "~" }
        guard let first = value.first, first == "-" || first == "=",
            value.allSatisfy({ $0 == first })
        else { return value }
        return [Escapes.backslash] + value
    }
}

/// Makes a value harmless where it is read as part of a line: in properties, and in lines whose
/// sections decide what they hold.
enum ValueEscaping {
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
        line += escape(value, in: context)
    }

    private static func escape(_ value: String, in context: ValueContext) -> [Unicode.Scalar] {
        let plain = ValueText.printable(value)
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

    /// Blanks at its ends would move the text to another side of its column, a value of only `-` or
    /// `=` would be a rule or a cut, and nothing at all could lose a column.
    private static func keepPlace(of value: [Unicode.Scalar]) -> [Unicode.Scalar] {
        // An escape of the language that prints nothing.
        guard !value.isEmpty else { return [Escapes.backslash, "."] }
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

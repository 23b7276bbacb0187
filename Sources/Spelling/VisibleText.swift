extension String {
    /// The text as it may stand within a line that people read, whoever wrote it: with `\n`, `\r`, `\t`,
    /// and `\u{…}` for what else a terminal or a reader of lines could take for more than text.
    ///
    /// What is longer than `byteLimit` is cut, and `…` says so. `others` are escaped with a `\` too.
    public func visible(byteLimit: Int = 512, escaping others: Set<Unicode.Scalar> = []) -> String {
        var text = ""
        for scalar in unicodeScalars {
            guard text.utf8.count < byteLimit else { return text + "…" }
            switch scalar {
            case "\n": text += "\\n"
            case "\r": text += "\\r"
            case "\t": text += "\\t"
            case _ where others.contains(scalar): text += "\\\(scalar)"
            case _ where scalar.isVisible: text.unicodeScalars.append(scalar)
            default: text += "\\u{\(String(scalar.value, radix: 16))}"
            }
        }
        return text
    }
}

extension Unicode.Scalar {
    /// Neither a control character, nor one that breaks lines, hides, or turns the direction of text.
    public var isVisible: Bool {
        // The categories of ASCII are known without a search.
        if isASCII { return (0x20...0x7E).contains(value) }
        switch properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator, .privateUse, .unassigned,
            .surrogate:
            return false
        default: return true
        }
    }
}

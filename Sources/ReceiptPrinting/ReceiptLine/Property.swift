/// The wish of a column for its width.
enum ColumnWidth: Equatable {
    case fixed(Int)
    case variable
}

/// What stands between two columns.
enum ColumnBorder: Equatable {
    case gap(Int)
    case line
}

/// One property of a `{key:value; …}` line, with the language's defaults for odd values.
enum Property {
    case wrap(Bool)
    case border(ColumnBorder)
    case widths([ColumnWidth])
    case alignment(Alignment)
    case comment

    /// Reads the members between the braces; a bad one is reported and the others hold.
    static func members(
        of content: ArraySlice<Unicode.Scalar>,
        in line: SourceLine,
        report: (TemplateProblem, SourcePosition) -> Void
    ) -> [Property] {
        var properties: [Property] = []
        for range in memberRanges(of: content) {
            let member = LineSyntax.trim(content[range])
            guard !member.isEmpty else { continue }
            let position = line.position(at: member.startIndex)
            guard let (key, value) = keyAndValue(of: member) else {
                report(.malformedProperty(string(member)), position)
                continue
            }
            switch Property.read(key: key, value: value) {
            case .property(let property): properties.append(property)
            case .doubtful(let property, let expected):
                properties.append(property)
                report(.badPropertyValue(key: key, value: value, expected: expected), position)
            case .unsupported: report(.unsupportedProperty(key), position)
            case .unknown: report(.unknownProperty(key), position)
            }
        }
        return properties
    }

    private enum Reading {
        case property(Property)
        /// The language takes an odd value for its default; staff most likely meant another.
        case doubtful(Property, expected: String)
        case unsupported
        case unknown
    }

    private static func read(key: String, value: String) -> Reading {
        let word = value.lowercased()
        switch key {
        case "text", "t": return readWrap(word)
        case "border", "b": return readBorder(word)
        case "width", "w": return readWidths(word)
        case "align", "a": return readAlignment(word)
        case "comment", "_": return .property(.comment)
        case "code", "c", "image", "i", "option", "o", "command", "x": return .unsupported
        default: return .unknown
        }
    }

    private static func readWrap(_ word: String) -> Reading {
        switch word {
        case "nowrap": .property(.wrap(false))
        case "wrap": .property(.wrap(true))
        default: .doubtful(.wrap(true), expected: "wrap or nowrap")
        }
    }

    private static func readBorder(_ word: String) -> Reading {
        switch word {
        case "line": .property(.border(.line))
        case "space": .property(.border(.gap(1)))
        case "none": .property(.border(.gap(0)))
        case "0", "1", "2": .property(.border(.gap(Int(word) ?? 1)))
        default: .doubtful(.border(.gap(1)), expected: "line, space, none, 0, 1 or 2")
        }
    }

    private static func readAlignment(_ word: String) -> Reading {
        switch word {
        case "left": .property(.alignment(.left))
        case "center": .property(.alignment(.center))
        case "right": .property(.alignment(.right))
        default: .doubtful(.alignment(.center), expected: "left, center or right")
        }
    }

    /// A comma and a run of blanks are separators each, so `*, 10` names three columns.
    private static func readWidths(_ value: String) -> Reading {
        var items: [String] = [""]
        var isAfterBlank = false
        for character in value.unicodeScalars {
            if character == "," {
                items.append("")
                isAfterBlank = false
            } else if LineSyntax.isBlank(character) {
                if !isAfterBlank { items.append("") }
                isAfterBlank = true
            } else {
                items[items.count - 1].unicodeScalars.append(character)
                isAfterBlank = false
            }
        }
        if items.contains("auto") { return .property(.widths([])) }
        let isPlain = items.allSatisfy { $0 == "*" || isNumber($0) }
        let widths = items.map { item -> ColumnWidth in
            if item == "*" { return .variable }
            return .fixed(isNumber(item) ? Int(item) ?? 0 : 0)
        }
        return isPlain
            ? .property(.widths(widths))
            : .doubtful(.widths(widths), expected: "auto, or * and numbers of columns")
    }

    private static func isNumber(_ text: String) -> Bool {
        (1...4).contains(text.utf8.count) && text.utf8.allSatisfy { (0x30...0x39).contains($0) }
    }

    /// Where members stand between semicolons that nothing protects.
    private static func memberRanges(of content: ArraySlice<Unicode.Scalar>) -> [Range<Int>] {
        let escapes = Escapes.unprotected(in: content) { $0 == Escapes.backslash }
        let separators = Escapes.unprotected(in: content) { $0 == ";" }
            .filter { !escapes.contains($0 - 1) }
        let starts = [content.startIndex] + separators.map { $0 + 1 }
        return zip(starts, separators + [content.endIndex]).map { $0..<$1 }
    }

    private static func keyAndValue(
        of member: ArraySlice<Unicode.Scalar>
    ) -> (key: String, value: String)? {
        guard let colon = member.firstIndex(of: ":") else { return nil }
        let key = string(LineSyntax.trim(member[..<colon]))
        let value = LineSyntax.trim(member[(colon + 1)...])
        guard let initial = key.utf8.first, isLetter(initial), !value.isEmpty,
            key.utf8.allSatisfy({ isLetter($0) || (0x30...0x39).contains($0) })
        else { return nil }
        let protected = Escapes.protectSemicolons(Escapes.protect(value))
        return (key, string(Escapes.resolve(Escapes.breakRows(protected))))
    }

    private static func isLetter(_ byte: UInt8) -> Bool {
        (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte) || byte == UInt8(ascii: "_")
    }

    private static func string(_ scalars: some Sequence<Unicode.Scalar>) -> String {
        var view = String.UnicodeScalarView()
        view.append(contentsOf: scalars)
        return String(view)
    }
}

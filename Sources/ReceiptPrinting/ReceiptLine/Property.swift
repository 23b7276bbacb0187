/// The wish of a column for its width.
enum ColumnWidth: Hashable, Sendable {
    case fixed(Int)
    case variable
}

/// What stands between two columns.
enum ColumnBorder: Equatable, Sendable {
    case gap(Int)
    case line
}

/// What the members of a `{key:value; …}` line say; of equal keys the last holds.
struct PropertyLine: Sendable {
    // Kept for the lines that follow.
    var wraps: Bool?
    var border: ColumnBorder?
    var widths: [ColumnWidth]?
    var alignment: Alignment?
    var options: CodeOptions?
    // For this line only.
    var image: String?
    var code: String?
    var command: [UInt8]?
    /// Where images and codes of this line stand.
    let place: Alignment
    /// Where it was written.
    let position: SourcePosition

    /// Reads the members between the braces; a bad one is reported and the others hold.
    init(
        _ content: ArraySlice<Unicode.Scalar>,
        in line: SourceLine,
        alignment place: Alignment,
        report: (TemplateProblem, SourcePosition) -> Void
    ) {
        self.place = place
        position = line.position(at: content.startIndex)
        for range in PropertySyntax.memberRanges(of: content) {
            let member = LineParser.trim(content[range])
            guard !member.isEmpty else { continue }
            let position = line.position(at: member.startIndex)
            guard let (key, value) = PropertySyntax.keyAndValue(of: member) else {
                report(.malformedProperty(PropertySyntax.string(member)), position)
                continue
            }
            switch set(key: key, value: value) {
            case .understood: break
            case .doubtful(let expected):
                report(.badPropertyValue(key: key, value: value, expected: expected), position)
            case .unknown: report(.unknownProperty(key), position)
            }
        }
    }

    private enum Reading {
        case understood
        /// The language takes an odd value for its default; staff most likely meant another.
        case doubtful(expected: String)
        case unknown
    }

    private mutating func set(key: String, value: String) -> Reading {
        let word = value.lowercased()
        switch key {
        case "text", "t": return setWrap(word)
        case "border", "b": return setBorder(word)
        case "width", "w": return setWidths(word)
        case "align", "a": return setAlignment(word)
        case "option", "o": return setOptions(word)
        case "image", "i": image = value
        case "code", "c": code = value
        case "command", "x": return setCommand(value)
        case "comment", "_": break
        default: return .unknown
        }
        return .understood
    }

    private mutating func setWrap(_ word: String) -> Reading {
        wraps = word != "nowrap"
        return word == "wrap" || word == "nowrap"
            ? .understood : .doubtful(expected: "wrap or nowrap")
    }

    private mutating func setBorder(_ word: String) -> Reading {
        switch word {
        case "line": border = .line
        case "space", "1": border = .gap(1)
        case "none", "0": border = .gap(0)
        case "2": border = .gap(2)
        default:
            border = .gap(1)
            return .doubtful(expected: "line, space, none, 0, 1 or 2")
        }
        return .understood
    }

    private mutating func setAlignment(_ word: String) -> Reading {
        switch word {
        case "left": alignment = .left
        case "center": alignment = .center
        case "right": alignment = .right
        default:
            alignment = .center
            return .doubtful(expected: "left, center or right")
        }
        return .understood
    }

    private mutating func setWidths(_ value: String) -> Reading {
        let items = PropertySyntax.words(of: value)
        if items.contains("auto") {
            widths = []
            return .understood
        }
        var isPlain = true
        widths = items.map { item in
            if item == "*" { return .variable }
            // More digits than that are no width, and would take long to shrink.
            guard PropertySyntax.isNumber(item), item.utf8.count <= 4, let width = Int(item) else {
                isPlain = false
                return .fixed(0)
            }
            return .fixed(width)
        }
        return isPlain ? .understood : .doubtful(expected: "auto, or * and numbers of columns")
    }

    private mutating func setOptions(_ value: String) -> Reading {
        let words = PropertySyntax.words(of: value)
        options = CodeOptions(words)
        return words.allSatisfy(CodeOptions.isKnown)
            ? .understood : .doubtful(expected: CodeOptions.expected)
    }

    private mutating func setCommand(_ value: String) -> Reading {
        let bytes = value.unicodeScalars.compactMap { UInt8(exactly: $0.value) }
        command = bytes
        return bytes.count == value.unicodeScalars.count
            ? .understood : .doubtful(expected: "bytes as \\xNN or ASCII")
    }
}

/// The signs of a property line.
enum PropertySyntax {
    /// Members stand between semicolons that no backslash protects.
    static func memberRanges(of content: ArraySlice<Unicode.Scalar>) -> [Range<Int>] {
        var ranges: [Range<Int>] = []
        var start = content.startIndex
        var index = start
        while index < content.endIndex {
            if content[index] == Escapes.backslash {
                index += 1
            } else if content[index] == ";" {
                ranges.append(start..<index)
                start = index + 1
            }
            index += 1
        }
        ranges.append(start..<content.endIndex)
        return ranges
    }

    static func keyAndValue(
        of member: ArraySlice<Unicode.Scalar>
    ) -> (key: String, value: String)? {
        guard let colon = member.firstIndex(of: ":") else { return nil }
        let key = string(LineParser.trim(member[..<colon]))
        let value = LineParser.trim(member[(colon + 1)...])
        guard let initial = key.utf8.first, isLetter(initial), !value.isEmpty,
            key.utf8.allSatisfy({ isLetter($0) || (0x30...0x39).contains($0) })
        else { return nil }
        let protected = Escapes.protectSemicolons(Escapes.protect(value))
        return (key, string(Escapes.resolve(Escapes.breakRows(protected))))
    }

    /// A comma and a run of blanks are separators each, so `*, 10` has three words, one empty.
    static func words(of value: String) -> [String] {
        var words = [""]
        var isAfterBlank = false
        for character in value.unicodeScalars {
            if character == "," {
                words.append("")
                isAfterBlank = false
            } else if LineParser.isBlank(character) {
                if !isAfterBlank { words.append("") }
                isAfterBlank = true
            } else {
                words[words.count - 1].unicodeScalars.append(character)
                isAfterBlank = false
            }
        }
        return words
    }

    static func isNumber(_ word: String) -> Bool {
        !word.isEmpty && word.utf8.allSatisfy { (0x30...0x39).contains($0) }
    }

    static func string(_ scalars: some Sequence<Unicode.Scalar>) -> String {
        var view = String.UnicodeScalarView()
        view.append(contentsOf: scalars)
        return String(view)
    }

    private static func isLetter(_ byte: UInt8) -> Bool {
        (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte) || byte == UInt8(ascii: "_")
    }
}

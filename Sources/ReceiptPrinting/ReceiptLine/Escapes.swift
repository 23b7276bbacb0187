/// The backslash escapes of ReceiptLine, in the order in which the language resolves them.
///
/// First a backslash before a backslash, brace or bar protects that character, so that bars can be
/// split at and braces be counted. What is protected becomes `\xNN` and is a character again only
/// at the very end, after every mark has done its work.
enum Escapes {
    static let backslash: Unicode.Scalar = "\\"

    static func isBrace(_ character: Unicode.Scalar) -> Bool {
        character == "{" || character == "}"
    }

    static func isProtectable(_ character: Unicode.Scalar) -> Bool {
        character == backslash || character == "|" || isBrace(character)
    }

    private static func isMark(_ character: Unicode.Scalar) -> Bool {
        switch character {
        case "-", "=", "_", "\"", "`", "^", "~": true
        default: false
        }
    }

    /// The offsets of those wanted code points of a line that nothing protects.
    static func unprotected(
        in line: ArraySlice<Unicode.Scalar>,
        where isWanted: (Unicode.Scalar) -> Bool
    ) -> [Int] {
        var offsets: [Int] = []
        var index = line.startIndex
        while index < line.endIndex {
            if line[index] == backslash, index + 1 < line.endIndex,
                isProtectable(line[index + 1])
            {
                index += 2
            } else {
                if isWanted(line[index]) { offsets.append(index) }
                index += 1
            }
        }
        return offsets
    }

    /// Writes `\\`, `\{`, `\|` and `\}` as `\x5c` and so on.
    static func protect(_ text: some Sequence<Unicode.Scalar>) -> [Unicode.Scalar] {
        hideEscapes(in: Array(text), of: isProtectable)
    }

    /// Writes an escaped semicolon, which is special only among properties, as `\x3b`.
    static func protectSemicolons(_ text: [Unicode.Scalar]) -> [Unicode.Scalar] {
        hideEscapes(in: text) { $0 == ";" }
    }

    /// Writes `\-`, `\=`, `\_`, `\"`, `` \` ``, `\^` and `\~` as `\x2d` and so on.
    static func protectMarks(_ text: [Unicode.Scalar]) -> [Unicode.Scalar] {
        hideEscapes(in: text, of: isMark)
    }

    private static func hideEscapes(
        in text: [Unicode.Scalar],
        of isHidden: (Unicode.Scalar) -> Bool
    ) -> [Unicode.Scalar] {
        guard text.contains(backslash) else { return text }
        var result: [Unicode.Scalar] = []
        result.reserveCapacity(text.count)
        var index = 0
        while index < text.count {
            if text[index] == backslash, index + 1 < text.count,
                isHidden(text[index + 1])
            {
                result.append(contentsOf: hexadecimalEscape(of: text[index + 1]))
                index += 2
            } else {
                result.append(text[index])
                index += 1
            }
        }
        return result
    }

    private static func hexadecimalEscape(of character: Unicode.Scalar) -> String.UnicodeScalarView
    {
        ("\\x" + String(character.value, radix: 16)).unicodeScalars
    }

    /// Deletes control characters and the escapes `\x00` to `\x1f` and `\x7f`.
    static func deleteControls(_ text: [Unicode.Scalar]) -> [Unicode.Scalar] {
        let visible = text.filter { !isControl($0.value) }
        guard visible.contains(backslash) else { return visible }
        var result: [Unicode.Scalar] = []
        result.reserveCapacity(visible.count)
        var index = 0
        while index < visible.count {
            if visible[index] == backslash, let code = hexadecimalCode(after: index, in: visible),
                isControl(code)
            {
                index += 4
            } else {
                result.append(visible[index])
                index += 1
            }
        }
        return result
    }

    static func isControl(_ code: UInt32) -> Bool { code < 0x20 || code == 0x7F }

    /// Turns `\n` into a line feed.
    static func breakRows(_ text: [Unicode.Scalar]) -> [Unicode.Scalar] {
        guard text.contains(backslash) else { return text }
        var result: [Unicode.Scalar] = []
        result.reserveCapacity(text.count)
        for character in text {
            if character == "n", result.last == backslash {
                result[result.count - 1] = "\n"
            } else {
                result.append(character)
            }
        }
        return result
    }

    /// Resolves `\xNN`; every other escape is removed together with what it would escape.
    static func resolve(_ text: [Unicode.Scalar]) -> [Unicode.Scalar] {
        guard text.contains(backslash) else { return text }
        var result: [Unicode.Scalar] = []
        result.reserveCapacity(text.count)
        var index = 0
        while index < text.count {
            if text[index] != backslash {
                result.append(text[index])
                index += 1
            } else if index + 1 < text.count, text[index + 1] == "x" {
                if let code = hexadecimalCode(after: index, in: text) {
                    result.append(Unicode.Scalar(UInt8(code)))
                }
                index += 4
            } else {
                index += 2
            }
        }
        return result
    }

    /// The value of `\xNN` whose backslash stands at `index`.
    private static func hexadecimalCode(after index: Int, in text: [Unicode.Scalar]) -> UInt32? {
        guard index + 3 < text.count, text[index + 1] == "x",
            let high = Character(text[index + 2]).hexDigitValue, text[index + 2].isASCII,
            let low = Character(text[index + 3]).hexDigitValue, text[index + 3].isASCII
        else { return nil }
        return UInt32(high << 4 | low)
    }
}

/// Strings and keys without quotes.
extension JSON5Parser {
    /// A string in double or single quotes.
    mutating func string() throws(ConfigurationError) -> String {
        let start = offset
        let quote = current
        advance()
        var text = String.UnicodeScalarView()
        while current != quote {
            guard let character = current, character != "\n", character != "\r" else {
                throw error("this text has no closing quote", at: start)
            }
            advance()
            if character == "\\" {
                if let escaped = try escape() { text.append(escaped) }
            } else {
                text.append(character)
            }
        }
        advance()
        return String(text)
    }

    /// What stands after a backslash; nil for a line that goes on.
    private mutating func escape() throws(ConfigurationError) -> Unicode.Scalar? {
        guard let character = current else { throw error("the file ends in a text") }
        let start = offset
        advance()
        switch character {
        case "b": return "\u{8}"
        case "f": return "\u{C}"
        case "n": return "\n"
        case "r": return "\r"
        case "t": return "\t"
        case "v": return "\u{B}"
        case "x": return Unicode.Scalar(try hexadecimal(digits: 2))
        case "u": return try unicodeEscape()
        case "0" where !(current?.isDecimalDigit ?? false): return "\0"
        case "0"..."9": throw error("no escape begins with a digit other than \\0", at: start)
        case "\r":
            if current == "\n" { advance() }
            return nil
        case _ where character.isLineEnd: return nil
        default: return character
        }
    }

    /// One or, for a character beyond the first 65,536, two groups of four digits.
    private mutating func unicodeEscape() throws(ConfigurationError) -> Unicode.Scalar {
        let start = offset
        let high = try hexadecimal(digits: 4)
        if let scalar = Unicode.Scalar(high) { return scalar }
        if (0xD800...0xDBFF).contains(high), current == "\\", next == "u" {
            advance(2)
            let low = try hexadecimal(digits: 4)
            if (0xDC00...0xDFFF).contains(low),
                let scalar = Unicode.Scalar(0x10000 + (high - 0xD800) << 10 + (low - 0xDC00))
            {
                return scalar
            }
        }
        throw error("half of a surrogate pair is no character", at: start)
    }

    private mutating func hexadecimal(digits: Int) throws(ConfigurationError) -> UInt32 {
        var value: UInt32 = 0
        for _ in 0..<digits {
            guard let digit = current?.hexadecimalValue else {
                throw error("expected \(digits) hexadecimal digits, found \(found)")
            }
            value = value << 4 | digit
            advance()
        }
        return value
    }

    /// A name as in ECMAScript, without its escapes; empty when none begins here.
    mutating func identifier() throws(ConfigurationError) -> String {
        let start = offset
        guard let first = current, first.startsIdentifier else { return "" }
        while let character = current, character.continuesIdentifier { advance() }
        return text(from: start)
    }
}

extension Unicode.Scalar {
    var isDecimalDigit: Bool { ("0"..."9").contains(self) }

    fileprivate var hexadecimalValue: UInt32? {
        Character(self).hexDigitValue.flatMap { isASCII ? UInt32($0) : nil }
    }

    fileprivate var startsIdentifier: Bool {
        self == "$" || self == "_" || properties.isIDStart
    }

    fileprivate var continuesIdentifier: Bool {
        self == "$" || self == "\u{200C}" || self == "\u{200D}" || properties.isIDContinue
    }
}

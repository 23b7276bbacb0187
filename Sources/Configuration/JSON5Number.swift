/// Numbers: decimal, hexadecimal, with a sign, `Infinity` and `NaN`.
extension JSON5Parser {
    mutating func number() throws(ConfigurationError) -> ConfigurationValue.Content {
        let start = offset
        let isNegative = current == "-"
        if isNegative || current == "+" { advance() }
        let digitsStart = offset
        if current == "0", next == "x" || next == "X" {
            return try hexadecimalNumber(isNegative: isNegative, start: start)
        }
        let word = try identifier()
        if word == "Infinity" || word == "NaN" { return .otherNumber(text(from: start)) }
        guard word.isEmpty else {
            throw error("expected a number, found the word \(word)", at: start)
        }
        try decimalDigits(start: start)
        try endNumber(start: start)
        let digits = text(from: digitsStart)
        guard
            digits.count == 1 || !digits.hasPrefix("0") || digits.contains(where: { !$0.isNumber })
        else { throw error("a number has no leading zero", at: start) }
        return Int64((isNegative ? "-" : "") + digits).map { .integer($0) }
            ?? .otherNumber(text(from: start))
    }

    private mutating func decimalDigits(start: Int) throws(ConfigurationError) {
        var count = skipDigits()
        if current == "." {
            advance()
            count += skipDigits()
        }
        guard count > 0 else { throw error("expected a digit, found \(found)") }
        if current == "e" || current == "E" {
            advance()
            if current == "-" || current == "+" { advance() }
            guard skipDigits() > 0 else {
                throw error("expected the digits of the exponent, found \(found)")
            }
        }
    }

    private mutating func skipDigits() -> Int {
        let start = offset
        while let character = current, character.isDecimalDigit { advance() }
        return offset - start
    }

    private mutating func hexadecimalNumber(
        isNegative: Bool,
        start: Int
    ) throws(ConfigurationError) -> ConfigurationValue.Content {
        advance(2)
        let digitsStart = offset
        while let character = current, character.isASCII, Character(character).isHexDigit {
            advance()
        }
        guard offset > digitsStart else {
            throw error("expected a hexadecimal digit, found \(found)")
        }
        try endNumber(start: start)
        let digits = (isNegative ? "-" : "") + text(from: digitsStart)
        return Int64(digits, radix: 16).map { .integer($0) } ?? .otherNumber(text(from: start))
    }

    /// A letter straight after a number belongs to neither.
    private func endNumber(start: Int) throws(ConfigurationError) {
        if let current, current == "_" || current.properties.isAlphabetic || current.isDecimalDigit
        {
            throw error("a number ends in \(current)", at: start)
        }
    }
}

extension Unicode.Scalar {
    var startsNumber: Bool {
        isDecimalDigit || ["+", "-", "."].contains(self)
    }
}

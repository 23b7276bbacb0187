/// A symbol of Code 128.
public enum Code128Symbol: Sendable, Hashable {
    case start(Code128Set)
    /// One character, or two digits in set C, by its value in the set.
    case value(Int)
    case change(Code128Set)
    /// The next character is of the other set of A and B.
    case shift
    case check(Int)
    case stop

    /// Its number, 0 to 106 (ISO/IEC 15417, table 1).
    var number: Int {
        switch self {
        case .start(let set): 103 + set.rawValue
        case .value(let value), .check(let value): value
        case .change(let set): 101 - set.rawValue
        case .shift: 98
        case .stop: 106
        }
    }
}

/// The characters that symbols stand for.
public enum Code128Set: Int, Sendable, Hashable {
    /// Control characters to capital letters.
    case a
    /// Space to small letters.
    case b
    /// Pairs of digits.
    case c
}

/// The shortest symbol that the rules of the language find.
enum Code128 {
    static func symbols(for data: String) -> [Code128Symbol]? {
        let text = Array(data.utf8)
        guard !text.isEmpty, text.allSatisfy({ $0 < 0x80 }) else { return nil }
        var writer = Writer(text: text)
        return writer.write()
    }

    static func elements(of symbols: [Code128Symbol]) -> [BarElement] {
        symbols.flatMap { symbol in patterns[symbol.number].map { .modules($0) } }
    }

    private struct Writer {
        let text: [UInt8]
        private var index = 0
        private var symbols: [Code128Symbol] = []

        init(text: [UInt8]) { self.text = text }

        mutating func write() -> [Code128Symbol] {
            let digits = digitRun(at: 0)
            var set: Code128Set = digits >= 4 || (digits == 2 && text.count == 2) ? .c : setAhead(0)
            symbols.append(.start(set))
            while index < text.count {
                let next = set == .c ? writePairs() : writeCharacters(of: set)
                if index < text.count {
                    symbols.append(.change(next))
                    set = next
                }
            }
            var sum = symbols[0].number
            for position in 1..<symbols.count { sum += position * symbols[position].number }
            return symbols + [.check(sum % 103), .stop]
        }

        private mutating func writePairs() -> Code128Set {
            while digitRun(at: index) >= 2 {
                symbols.append(.value(Int(text[index] - 0x30) * 10 + Int(text[index + 1] - 0x30)))
                index += 2
            }
            return setAhead(index)
        }

        private mutating func writeCharacters(of set: Code128Set) -> Code128Set {
            let other: Code128Set = set == .a ? .b : .a
            while index < text.count {
                let digits = digitRun(at: index)
                if digits >= 4 {
                    if !digits.isMultiple(of: 2) { append(text[index], of: set) }
                    return .c
                }
                if has(set, text[index]) {
                    append(text[index], of: set)
                } else if let far = exclusive(from: index + 1), has(set, far) {
                    symbols.append(.shift)
                    append(text[index], of: other)
                } else {
                    return other
                }
            }
            return set
        }

        private mutating func append(_ character: UInt8, of set: Code128Set) {
            let code = Int(character)
            symbols.append(.value(set == .a && code < 0x20 ? code + 64 : code - 32))
            index += 1
        }

        private func has(_ set: Code128Set, _ character: UInt8) -> Bool {
            set == .a ? character < 0x60 : character >= 0x20
        }

        /// The next character that only one of A and B has.
        private func exclusive(from start: Int) -> UInt8? {
            text.dropFirst(start).first { !(0x20...0x5F).contains($0) }
        }

        private func setAhead(_ start: Int) -> Code128Set {
            guard let character = exclusive(from: start) else { return .b }
            return character < 0x20 ? .a : .b
        }

        private func digitRun(at start: Int) -> Int {
            text.dropFirst(start).prefix { (0x30...0x39).contains($0) }.count
        }
    }

    /// Widths in modules by symbol number (ISO/IEC 15417, table 1).
    private static let patterns: [[Int]] = """
        212222 222122 222221 121223 121322 131222 122213 122312 132212 221213 221312 231212
        112232 122132 122231 113222 123122 123221 223211 221132 221231 213212 223112 312131
        311222 321122 321221 312212 322112 322211 212123 212321 232121 111323 131123 131321
        112313 132113 132311 211313 231113 231311 112133 112331 132131 113123 113321 133121
        313121 211331 231131 213113 213311 213131 311123 311321 331121 312113 312311 332111
        314111 221411 431111 111224 111422 121124 121421 141122 141221 112214 112412 122114
        122411 142112 142211 241211 221114 413111 241112 134111 111242 121142 121241 114212
        124112 124211 411212 421112 421211 212141 214121 412121 111143 111341 131141 114113
        114311 411113 411311 113141 114131 311141 411131 211412 211214 211232 2331112
        """.split(whereSeparator: \.isWhitespace).map { $0.compactMap(\.wholeNumberValue) }
}

/// JSON5 (the specification of 2018, json5.org), read into values that know their places.
///
/// Rules beyond the specification:
/// 1. A key that stands twice in a section is an error: one of the two would be lost silently.
/// 2. An integer keeps all its 64 bits; any other number is kept as written.
/// 3. Sections and lists nest to a fixed depth, so that no file can exhaust the stack.
///
/// JSONDecoder of FoundationEssentials reads JSON5 too, but it keeps only one of two equal keys and
/// does not say where an error stands.
struct JSON5Parser {
    typealias Value = ConfigurationValue

    static let depthLimit = 64

    private let characters: [Unicode.Scalar]
    private let file: String
    private var position = 0

    /// Reads a whole text as one value.
    static func parse(_ text: String, file: String) throws(ConfigurationError) -> Value {
        var parser = JSON5Parser(characters: Array(text.unicodeScalars), file: file)
        let value = try parser.value(depth: 0)
        try parser.skipSpace()
        guard parser.current == nil else {
            throw parser.error("expected the end of the file, found \(parser.found)")
        }
        return value
    }

    private init(characters: [Unicode.Scalar], file: String) {
        self.characters = characters
        self.file = file
    }

    private mutating func value(depth: Int) throws(ConfigurationError) -> Value {
        try skipSpace()
        let place = place(of: position)
        guard depth < Self.depthLimit else { throw error("nested too deeply") }
        let content: Value.Content
        switch current {
        case "{": content = .section(try section(depth: depth))
        case "[": content = .list(try list(depth: depth))
        case "\"", "'": content = .text(try string())
        case .some(let first) where first.startsNumber: content = try number()
        default: content = try word()
        }
        return Value(content: content, place: place)
    }

    private mutating func section(depth: Int) throws(ConfigurationError) -> [String: Value] {
        advance()
        var keys: [String: Value] = [:]
        while try !takes("}") {
            let start = position
            let key = try key()
            guard keys[key] == nil else {
                throw error("the key \(key) stands twice in its section", at: start)
            }
            guard try takes(":") else { throw error("expected : after \(key), found \(found)") }
            keys[key] = try value(depth: depth + 1)
            guard try takes(",") else {
                guard try takes("}") else { throw error("expected , or }, found \(found)") }
                break
            }
        }
        return keys
    }

    private mutating func list(depth: Int) throws(ConfigurationError) -> [Value] {
        advance()
        var elements: [Value] = []
        while try !takes("]") {
            elements.append(try value(depth: depth + 1))
            guard try takes(",") else {
                guard try takes("]") else { throw error("expected , or ], found \(found)") }
                break
            }
        }
        return elements
    }

    private mutating func key() throws(ConfigurationError) -> String {
        if current == "\"" || current == "'" { return try string() }
        let name = try identifier()
        guard !name.isEmpty else { throw error("expected a key or }, found \(found)") }
        return name
    }

    private mutating func word() throws(ConfigurationError) -> Value.Content {
        let start = position
        switch try identifier() {
        case "null": return .null
        case "true": return .flag(true)
        case "false": return .flag(false)
        case "Infinity", "NaN": return .otherNumber(text(from: start))
        case "": throw error("expected a value, found \(found)")
        case let word: throw error("expected a value, found the word \(word)", at: start)
        }
    }

    /// Space and comments.
    private mutating func skipSpace() throws(ConfigurationError) {
        while let character = current {
            if character.isJSON5Space {
                advance()
            } else if character == "/", next == "/" {
                while let character = current, !character.isLineEnd { advance() }
            } else if character == "/", next == "*" {
                try skipLongComment()
            } else {
                return
            }
        }
    }

    private mutating func skipLongComment() throws(ConfigurationError) {
        let start = position
        advance(2)
        while !(current == "*" && next == "/") {
            guard current != nil else { throw error("this comment has no end", at: start) }
            advance()
        }
        advance(2)
    }

    /// Skips space, then takes `character` if it is the next one.
    private mutating func takes(_ character: Unicode.Scalar) throws(ConfigurationError) -> Bool {
        try skipSpace()
        guard current == character else { return false }
        advance()
        return true
    }
}

/// The reading head.
extension JSON5Parser {
    var current: Unicode.Scalar? { character(ahead: 0) }
    var next: Unicode.Scalar? { character(ahead: 1) }
    var offset: Int { position }

    func character(ahead count: Int) -> Unicode.Scalar? {
        position + count < characters.count ? characters[position + count] : nil
    }

    mutating func advance(_ count: Int = 1) { position = min(position + count, characters.count) }

    func text(from start: Int) -> String {
        String(String.UnicodeScalarView(characters[start..<position]))
    }

    /// The next character as an error names it.
    var found: String {
        guard let current else { return "the end of the file" }
        return current.isLineEnd ? "the end of the line" : "\(current)"
    }

    func error(_ message: String, at offset: Int? = nil) -> ConfigurationError {
        .syntax(place(of: offset ?? position), message: message)
    }

    private func place(of offset: Int) -> TextPlace {
        let before = characters[..<offset]
        // The line feed of CR LF ends the line; a single CR would too, but no editor writes it.
        let lineStart = before.lastIndex(of: "\n").map { $0 + 1 } ?? 0
        return TextPlace(
            file: file,
            line: before.count { $0 == "\n" } + 1,
            column: offset - lineStart + 1
        )
    }
}

extension Unicode.Scalar {
    var isLineEnd: Bool { ["\n", "\r", "\u{2028}", "\u{2029}"].contains(self) }

    var isJSON5Space: Bool {
        isLineEnd || ["\t", "\u{B}", "\u{C}", "\u{FEFF}"].contains(self)
            || properties.generalCategory == .spaceSeparator
    }
}

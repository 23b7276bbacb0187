/// What surrounds a tag decides how its value is escaped.
enum ValueContext: Sendable {
    case text
    case property
}

/// A parsed template: a tree of literal text, values and sections.
indirect enum TemplateNode: Sendable {
    case literal([Unicode.Scalar], SourcePosition)
    case lineEnd
    /// A whole line of properties without values, read once and for all.
    case properties(PropertyLine)
    /// A whole line of text without sections, taken apart once and for all.
    case line(CompiledLine)
    case rule
    case cut
    case value(String, ValueContext, SourcePosition)
    case section(String, isInverted: Bool, [TemplateNode], SourcePosition)
}

/// Reads the Mustache subset: `{{x}}`, `{{#x}}…{{/x}}`, `{{^x}}…{{/x}}` and `{{! comment }}`.
///
/// A tag stands on one line. A line that holds only a section tag or a comment leaves no line
/// behind. `{{` never meets the braces of ReceiptLine, where a property has none inside.
struct TemplateParser {
    private struct OpenSection {
        let name: String
        let isInverted: Bool
        let position: SourcePosition
        var nodes: [TemplateNode] = []
    }

    private enum Tag {
        case value(String)
        case open(String, isInverted: Bool)
        case close(String)
        case comment

        var leavesLine: Bool {
            if case .value = self { true } else { false }
        }
    }

    private enum Token {
        case literal([Unicode.Scalar], SourcePosition)
        case tag(Tag, SourcePosition)
    }

    private let file: String
    private var root: [TemplateNode] = []
    private var open: [OpenSection] = []

    static func parse(_ text: String, file: String) throws(ReceiptError) -> [TemplateNode] {
        var parser = TemplateParser(file: file)
        var lines = ReceiptLine.splitLines(text)
        // A text file ends with a line end; the language would print an empty line for it.
        if lines.count > 1, lines.last?.isEmpty == true { lines.removeLast() }
        for (index, line) in lines.enumerated() {
            try parser.add(line, number: index + 1)
        }
        if let section = parser.open.last {
            throw parser.fault(.unclosedSection(section.name), section.position)
        }
        return parser.root
    }

    private init(file: String) { self.file = file }

    private mutating func add(_ line: [Unicode.Scalar], number: Int) throws(ReceiptError) {
        let tokens = try tokens(of: line, number: number)
        if let node = Self.compiled(tokens, at: at(number, 0)) { return append(node) }
        let isStandalone = Self.isStandalone(tokens)
        var context = ValueContext.text
        for token in tokens {
            switch token {
            case .literal(let text, let position):
                context = Self.context(after: text, from: context)
                if !isStandalone { append(.literal(text, position)) }
            case .tag(let tag, let position):
                try add(tag, in: context, at: position)
            }
        }
        if !isStandalone { append(.lineEnd) }
    }

    private mutating func add(
        _ tag: Tag,
        in context: ValueContext,
        at position: SourcePosition
    ) throws(ReceiptError) {
        switch tag {
        case .comment: break
        case .value(let name): append(.value(name, context, position))
        case .open(let name, let isInverted):
            open.append(OpenSection(name: name, isInverted: isInverted, position: position))
        case .close(let name):
            guard let section = open.last, section.name == name else {
                throw fault(.wrongSectionEnd(name, open: open.last?.name), position)
            }
            open.removeLast()
            append(
                .section(
                    section.name,
                    isInverted: section.isInverted,
                    section.nodes,
                    section.position
                )
            )
        }
    }

    private mutating func append(_ node: TemplateNode) {
        if open.isEmpty {
            root.append(node)
        } else {
            open[open.count - 1].nodes.append(node)
        }
    }

    /// A line without sections, read already; one with a fault is read anew each time, so that the
    /// fault is told, and so is one of properties with a value among them.
    private static func compiled(_ tokens: [Token], at start: SourcePosition) -> TemplateNode? {
        var pieces: [CompiledLine.Piece] = []
        for token in tokens {
            switch token {
            case .literal(let text, _): pieces.append(.literal(text))
            case .tag(.value(let name), let position): pieces.append(.value(name, position))
            case .tag: return nil
            }
        }
        if let line = CompiledLine(pieces, at: start) { return .line(line) }
        guard pieces.count == 1, case .literal(let text) = pieces[0] else { return nil }
        return constant(text, at: start)
    }

    private static func constant(
        _ text: [Unicode.Scalar],
        at position: SourcePosition
    ) -> TemplateNode? {
        var line = SourceLine()
        line.append(literal: text, at: position)
        var isFaulty = false
        var parser = LineParser()
        let kind = parser.read(line) { _, _ in isFaulty = true }
        guard !isFaulty else { return nil }
        switch kind {
        case .properties(let properties): return .properties(properties)
        case .rule: return .rule
        case .cut: return .cut
        case .text, .nothing: return nil
        }
    }

    /// One tag that prints nothing, and blanks around it.
    private static func isStandalone(_ tokens: [Token]) -> Bool {
        var tags = 0
        for token in tokens {
            switch token {
            case .literal(let text, _) where text.allSatisfy(LineParser.isBlank): break
            case .tag(let tag, _) where !tag.leavesLine: tags += 1
            case .literal, .tag: return false
            }
        }
        return tags == 1
    }

    private static func context(
        after text: [Unicode.Scalar],
        from context: ValueContext
    ) -> ValueContext {
        let brace = Escapes.unprotected(in: text[...], where: Escapes.isBrace).last
        guard let brace else { return context }
        return text[brace] == "{" ? .property : .text
    }

    private func tokens(
        of line: [Unicode.Scalar],
        number: Int
    ) throws(ReceiptError) -> [Token] {
        var tokens: [Token] = []
        var literal: [Unicode.Scalar] = []
        var literalStart = 0
        var index = 0
        while index < line.count {
            let next = index + 1 < line.count ? line[index + 1] : nil
            if line[index] == Escapes.backslash, let next {
                literal += [line[index], next]
                index += 2
            } else if line[index] == "{", next == "{" {
                if !literal.isEmpty { tokens.append(.literal(literal, at(number, literalStart))) }
                let end = try endOfTag(in: line, from: index + 2, at: at(number, index))
                let content = line[(index + 2)..<end]
                tokens.append(.tag(try tag(content, at: at(number, index)), at(number, index)))
                index = end + 2
                (literal, literalStart) = ([], index)
            } else {
                literal.append(line[index])
                index += 1
            }
        }
        if !literal.isEmpty { tokens.append(.literal(literal, at(number, literalStart))) }
        return tokens
    }

    private func at(_ line: Int, _ offset: Int) -> SourcePosition {
        SourcePosition(line: line, column: offset + 1)
    }

    private func endOfTag(
        in line: [Unicode.Scalar],
        from start: Int,
        at position: SourcePosition
    ) throws(ReceiptError) -> Int {
        for index in line.indices.dropFirst(start) where line[index] == "}" {
            if index + 1 < line.count, line[index + 1] == "}" { return index }
        }
        throw fault(.unclosedTag, position)
    }

    private func tag(
        _ content: ArraySlice<Unicode.Scalar>,
        at position: SourcePosition
    ) throws(ReceiptError) -> Tag {
        let trimmed = LineParser.trim(content)
        guard trimmed.first != "!" else { return .comment }
        let kind = trimmed.first.flatMap { ["#", "^", "/"].contains($0) ? $0 : nil }
        let scalars = LineParser.trim(kind == nil ? trimmed : trimmed.dropFirst())
        var name = ""
        name.unicodeScalars.append(contentsOf: scalars)
        guard !name.isEmpty, scalars.allSatisfy(Self.mayNameValue) else {
            throw fault(.badName(name), position)
        }
        switch kind {
        case "#": return .open(name, isInverted: false)
        case "^": return .open(name, isInverted: true)
        case "/": return .close(name)
        default: return .value(name)
        }
    }

    private static func mayNameValue(_ character: Unicode.Scalar) -> Bool {
        character == "_"
            || (character.isASCII
                && (character.properties.isAlphabetic || ("0"..."9").contains(character)))
    }

    private func fault(_ problem: TemplateProblem, _ position: SourcePosition) -> ReceiptError {
        .fault(problem, file: file, at: position)
    }
}

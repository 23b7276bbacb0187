/// How text stands in its column, and lines on the paper.
enum Alignment: Int, Sendable {
    case left = 0
    case center = 1
    case right = 2

    /// The share of `space` that goes to the left, in half units.
    func halves(of space: Int) -> Int { space * rawValue }
}

/// A column of a line: which of its code points are text, without the blanks at both ends.
struct ColumnSource {
    let text: Range<Int>
    let alignment: Alignment

    static let empty = ColumnSource(text: 0..<0, alignment: .center)
}

/// Reads lines of a ReceiptLine document, one after the other, with buffers that are used again.
struct LineParser {
    /// What a line is.
    enum Kind {
        /// Text in `columns`.
        case text
        case rule
        case cut
        case properties(PropertyLine)
        /// A line with a fault, which prints nothing.
        case nothing
    }

    /// The columns of the line that was read last.
    private(set) var columns: [ColumnSource] = []
    private var bars: [Int] = []
    private var braces: [Int] = []

    /// Reads one line; what the language would pass over in silence is reported.
    mutating func read(
        _ line: SourceLine,
        report: (TemplateProblem, SourcePosition) -> Void
    ) -> Kind {
        find(in: line.scalars)
        split(line.scalars)
        if braces.isEmpty { return printed(line.scalars) }
        if columns.count == 1, isProperty(columns[0], in: line.scalars) {
            let content = columns[0].text.dropFirst().dropLast()
            let properties = PropertyLine(
                line.scalars[content],
                in: line,
                alignment: columns[0].alignment,
                report: report
            )
            return .properties(properties)
        }
        for column in columns {
            guard let first = braces.first(where: { column.text.contains($0) }) else { continue }
            let isProperty = isProperty(column, in: line.scalars)
            report(isProperty ? .propertyBesideText : .strayBrace, line.position(at: first))
        }
        return .nothing
    }

    /// Finds the bars and braces that no backslash protects.
    private mutating func find(in scalars: [Unicode.Scalar]) {
        bars.removeAll(keepingCapacity: true)
        braces.removeAll(keepingCapacity: true)
        var index = 0
        while index < scalars.count {
            switch scalars[index] {
            case "|": bars.append(index)
            case "{", "}": braces.append(index)
            case "\\":
                if index + 1 < scalars.count, Escapes.isProtectable(scalars[index + 1]) {
                    index += 1
                }
            default: break
            }
            index += 1
        }
    }

    private func printed(_ scalars: [Unicode.Scalar]) -> Kind {
        guard columns.count == 1, let first = columns[0].text.first else { return .text }
        let mark = scalars[first]
        guard mark == "-" || mark == "=", columns[0].text.allSatisfy({ scalars[$0] == mark })
        else { return .text }
        return mark == "-" ? .rule : .cut
    }

    private func isProperty(_ column: ColumnSource, in scalars: [Unicode.Scalar]) -> Bool {
        guard let first = column.text.first, let last = column.text.last, first < last,
            scalars[first] == "{", scalars[last] == "}"
        else { return false }
        return braces.count { column.text.contains($0) } == 2
            && braces.contains(first) && braces.contains(last)
    }

    /// Splits at bars; which side of its bars a text touches says where it stands.
    private mutating func split(_ scalars: [Unicode.Scalar]) {
        columns.removeAll(keepingCapacity: true)
        var content = Self.trim(scalars.indices, of: scalars)
        // Text outside the outermost bars stands as if a blank followed it on its open side.
        var opensWithBlank = false
        var endsWithBlank = false
        if let first = bars.first, let last = bars.last {
            opensWithBlank = first > content.lowerBound && !Self.isBlank(scalars[first - 1])
            endsWithBlank =
                last + 1 < content.upperBound && !Self.isBlank(scalars[last + 1])
        }
        var inner = bars[...]
        if let first = inner.first, first == content.lowerBound {
            inner = inner.dropFirst()
            content = (first + 1)..<content.upperBound
        }
        if let last = inner.last, last == content.upperBound - 1 {
            inner = inner.dropLast()
            content = content.lowerBound..<last
        }
        var start = content.lowerBound
        for bar in inner {
            let opens = start == content.lowerBound && opensWithBlank
            append(start..<bar, of: scalars, opensWithBlank: opens, endsWithBlank: false)
            start = bar + 1
        }
        append(
            start..<content.upperBound,
            of: scalars,
            opensWithBlank: start == content.lowerBound && opensWithBlank,
            endsWithBlank: endsWithBlank
        )
    }

    private mutating func append(
        _ piece: Range<Int>,
        of scalars: [Unicode.Scalar],
        opensWithBlank: Bool,
        endsWithBlank: Bool
    ) {
        let blankBefore =
            opensWithBlank || (!piece.isEmpty && Self.isBlank(scalars[piece.lowerBound]))
        let blankAfter =
            endsWithBlank || (!piece.isEmpty && Self.isBlank(scalars[piece.upperBound - 1]))
        let alignment: Alignment =
            blankBefore == blankAfter ? .center : blankBefore ? .right : .left
        columns.append(ColumnSource(text: Self.trim(piece, of: scalars), alignment: alignment))
    }

    static func isBlank(_ character: Unicode.Scalar) -> Bool {
        character == " " || character == "\t"
    }

    /// The part of `range` without blanks at its ends.
    static func trim(_ range: Range<Int>, of scalars: [Unicode.Scalar]) -> Range<Int> {
        var (start, end) = (range.lowerBound, range.upperBound)
        while start < end, isBlank(scalars[start]) { start += 1 }
        while end > start, isBlank(scalars[end - 1]) { end -= 1 }
        return start..<end
    }

    static func trim(_ text: ArraySlice<Unicode.Scalar>) -> ArraySlice<Unicode.Scalar> {
        var text = text
        while let first = text.first, isBlank(first) { text = text.dropFirst() }
        while let last = text.last, isBlank(last) { text = text.dropLast() }
        return text
    }
}

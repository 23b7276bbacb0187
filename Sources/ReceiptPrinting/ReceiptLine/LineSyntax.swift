/// How text stands in its column, and lines on the paper.
enum Alignment: Int {
    case left = 0
    case center = 1
    case right = 2

    /// The share of `space` that goes to the left, in half units.
    func halves(of space: Int) -> Int { space * rawValue }
}

/// A column of text before its marks are read: its escapes are protected, its blanks trimmed.
struct ColumnSource {
    let text: [Unicode.Scalar]
    let alignment: Alignment

    static let empty = ColumnSource(text: [], alignment: .center)
}

/// What a line of a ReceiptLine document is.
enum LineSyntax {
    case text([ColumnSource])
    case rule
    case cut
    case properties([Property])
    /// A line with a fault, which prints nothing.
    case nothing

    /// Reads one line; what the language would pass over in silence is reported.
    init(_ line: SourceLine, report: (TemplateProblem, SourcePosition) -> Void) {
        let pieces = Self.split(Self.trim(line.scalars[...]))
        let braces = pieces.map { piece in
            Escapes.unprotected(in: piece.text, where: Escapes.isBrace)
        }
        if braces.allSatisfy(\.isEmpty) {
            self = Self.printed(pieces)
        } else if pieces.count == 1, Self.isProperty(pieces[0].text, braces: braces[0]) {
            let content = pieces[0].text.dropFirst().dropLast()
            self = .properties(Property.members(of: content, in: line, report: report))
        } else {
            for (piece, offsets) in zip(pieces, braces) {
                guard let first = offsets.first else { continue }
                let isProperty = Self.isProperty(piece.text, braces: offsets)
                report(isProperty ? .propertyBesideText : .strayBrace, line.position(at: first))
            }
            self = .nothing
        }
    }

    private struct Piece {
        let text: ArraySlice<Unicode.Scalar>
        let alignment: Alignment
    }

    private static func printed(_ pieces: [Piece]) -> LineSyntax {
        if pieces.count == 1, !pieces[0].text.isEmpty {
            if pieces[0].text.allSatisfy({ $0 == "-" }) { return .rule }
            if pieces[0].text.allSatisfy({ $0 == "=" }) { return .cut }
        }
        return .text(
            pieces.map {
                ColumnSource(text: Escapes.protect($0.text), alignment: $0.alignment)
            }
        )
    }

    private static func isProperty(_ text: ArraySlice<Unicode.Scalar>, braces: [Int]) -> Bool {
        braces == [text.startIndex, text.endIndex - 1] && text.first == "{" && text.last == "}"
    }

    /// Splits at bars; which side of its bars a text touches says where it stands.
    private static func split(_ line: ArraySlice<Unicode.Scalar>) -> [Piece] {
        var bars = Escapes.unprotected(in: line) { $0 == "|" }
        var content = line
        // Text outside the outermost bars stands as if a blank followed it on its open side.
        var opensWithBlank = false
        var endsWithBlank = false
        if let first = bars.first, let last = bars.last {
            opensWithBlank = first > line.startIndex && !isBlank(line[first - 1])
            endsWithBlank = last + 1 < line.endIndex && !isBlank(line[last + 1])
        }
        if bars.first == content.startIndex {
            bars.removeFirst()
            content = content.dropFirst()
        }
        if let last = bars.last, last == content.endIndex - 1 {
            bars.removeLast()
            content = content.dropLast()
        }
        let starts = [content.startIndex] + bars.map { $0 + 1 }
        let ends = bars + [content.endIndex]
        return zip(starts, ends).enumerated().map { index, bounds in
            let text = content[bounds.0..<bounds.1]
            let blankBefore =
                text.first.map(isBlank) == true || (index == 0 && opensWithBlank)
            let blankAfter =
                text.last.map(isBlank) == true || (index == bars.count && endsWithBlank)
            return Piece(
                text: trim(text),
                alignment: Alignment(rawValue: 1 + (blankBefore ? 1 : 0) - (blankAfter ? 1 : 0))
                    ?? .center
            )
        }
    }

    static func isBlank(_ character: Unicode.Scalar) -> Bool {
        character == " " || character == "\t"
    }

    static func trim(_ text: ArraySlice<Unicode.Scalar>) -> ArraySlice<Unicode.Scalar> {
        var text = text
        while let first = text.first, isBlank(first) { text = text.dropFirst() }
        while let last = text.last, isBlank(last) { text = text.dropLast() }
        return text
    }
}

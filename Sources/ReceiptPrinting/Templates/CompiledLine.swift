/// A line of text of a template, taken apart when the template is read.
///
/// Values stand where their tags stand and are never read as language, so that none can change the
/// columns of its line.
struct CompiledLine: Sendable {
    /// A stretch of a column.
    enum Part: Sendable {
        /// Language, with its marks and escapes.
        case literal([Unicode.Scalar])
        /// A value, by its name.
        case value(String, SourcePosition)
    }

    struct Column: Sendable {
        let parts: [Part]
        let alignment: Alignment
    }

    let columns: [Column]
    let alignments: [Alignment]
    /// Where it was written.
    let position: SourcePosition
}

extension CompiledLine {
    /// What the tokens of a line are before they are taken apart.
    enum Piece {
        case literal([Unicode.Scalar])
        case value(String, SourcePosition)
    }

    /// Stands for a value while the line is read: a character that nobody has a use for.
    private static let placeholder: Unicode.Scalar = "\u{10FFFD}"

    /// Takes a line apart; nil when it is not text, has a fault, or holds the placeholder.
    init?(_ pieces: [Piece], at position: SourcePosition) {
        var line = SourceLine()
        var values: [Part] = []
        for piece in pieces {
            switch piece {
            case .literal(let text):
                guard !text.contains(Self.placeholder) else { return nil }
                line.append(literal: text, at: position)
            case .value(let name, let position):
                values.append(.value(name, position))
                line.append(literal: [Self.placeholder], at: position)
            }
        }
        var isFaulty = false
        var parser = LineParser()
        let kind = parser.read(line) { _, _ in isFaulty = true }
        guard !isFaulty, case .text = kind else { return nil }
        var remaining = values[...]
        columns = parser.columns.map { column in
            let text = line.scalars[column.text]
            return Column(
                parts: Self.parts(of: text, values: &remaining),
                alignment: column.alignment
            )
        }
        alignments = columns.map(\.alignment)
        self.position = position
    }

    private static func parts(
        of text: ArraySlice<Unicode.Scalar>,
        values: inout ArraySlice<Part>
    ) -> [Part] {
        var parts: [Part] = []
        let literals = text.split(separator: placeholder, omittingEmptySubsequences: false)
        for (index, literal) in literals.enumerated() {
            if index > 0, let value = values.popFirst() { parts.append(value) }
            if !literal.isEmpty { parts.append(.literal(Array(literal))) }
        }
        return parts
    }
}

/// A place in a template or document, counted as editors do: from 1, in code points.
public struct SourcePosition: Sendable, Hashable {
    /// The line, from 1.
    public let line: Int
    /// The column in code points, from 1.
    public let column: Int

    /// Names a place.
    public init(line: Int, column: Int) {
        self.line = line
        self.column = column
    }
}

/// One line of a ReceiptLine document that still knows where in the template it was written.
///
/// Values take the place of tags before the language is read, so a fault found in the line must be
/// traced back to what staff see in their editor.
struct SourceLine {
    /// A stretch of the line that comes from one place.
    private struct Origin {
        let offset: Int
        let position: SourcePosition
        let isLiteral: Bool
    }

    private(set) var scalars: [Unicode.Scalar] = []
    private var origins: [Origin] = []

    /// Adds text as it stands in the source at `position`.
    mutating func append(literal text: some Sequence<Unicode.Scalar>, at position: SourcePosition) {
        origins.append(Origin(offset: scalars.count, position: position, isLiteral: true))
        scalars.append(contentsOf: text)
    }

    /// Adds a value in place of the tag at `position`, written by `write`.
    mutating func append(
        at position: SourcePosition,
        write: (inout [Unicode.Scalar]) -> Void
    ) {
        origins.append(Origin(offset: scalars.count, position: position, isLiteral: false))
        write(&scalars)
    }

    /// Begins the next line.
    mutating func clear() {
        scalars.removeAll(keepingCapacity: true)
        origins.removeAll(keepingCapacity: true)
    }

    /// Where the code point at `offset` was written.
    func position(at offset: Int) -> SourcePosition {
        guard let origin = origins.last(where: { $0.offset <= offset }) else {
            return SourcePosition(line: 1, column: 1)
        }
        guard origin.isLiteral else { return origin.position }
        return SourcePosition(
            line: origin.position.line,
            column: origin.position.column + offset - origin.offset
        )
    }
}

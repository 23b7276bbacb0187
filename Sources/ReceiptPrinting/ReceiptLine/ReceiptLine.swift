@_spi(_Unicode) internal import Swift

/// The ReceiptLine language of the Open Foodservice System Consortium: receipts as text.
///
/// Columns stand between bars, a line of `-` is a rule, a line of `=` a cut, `{key:value}` changes
/// what follows or prints a picture or code, and `_ " ` ^` switch underline, emphasis, reverse and
/// size.
public enum ReceiptLine {
    /// A fault and where it stands.
    public struct Finding: Sendable, Equatable {
        /// What is wrong.
        public let problem: TemplateProblem
        /// Where it was written.
        public let position: SourcePosition
    }

    /// Lays out a document as the language demands, faults and all, and lists the faults.
    public static func layOut(_ text: String, on paper: Paper)
        -> (document: ReceiptDocument, findings: [Finding])
    {
        var writer = DocumentWriter(paper: paper, images: ImageStore())
        for (index, line) in splitLines(text).enumerated() {
            writer.line.append(literal: line, at: SourcePosition(line: index + 1, column: 1))
            writer.endLine()
        }
        return writer.finish()
    }

    /// The lines of a text, composed (NFC), without their ends and a byte order mark.
    static func splitLines(_ text: String) -> [[Unicode.Scalar]] {
        var lines: [[Unicode.Scalar]] = [[]]
        var previous: Unicode.Scalar?
        for character in composed(text) {
            switch character {
            case "\u{FEFF}" where previous == nil: break
            case "\n" where previous == "\r": break
            case "\n", "\r": lines.append([])
            default: lines[lines.count - 1].append(character)
            }
            previous = character
        }
        return lines
    }

    /// A letter and its accent as one code point where Unicode has one: printers know only those.
    ///
    /// The standard library composes strings for their comparison; Foundation would offer the same
    /// only together with all of ICU.
    static func composed(_ text: String) -> [Unicode.Scalar] { Array(text._nfc) }
}

/// Takes a document line by line and lays it out.
struct DocumentWriter {
    /// The line that is being written.
    var line = SourceLine()
    private(set) var findings: [ReceiptLine.Finding] = []
    private var layout: Layout
    private var parser = LineParser()

    init(paper: Paper, images: ImageStore) {
        layout = Layout(paper: paper, images: images)
    }

    mutating func report(_ problem: TemplateProblem, at position: SourcePosition) {
        findings.append(ReceiptLine.Finding(problem: problem, position: position))
    }

    /// Reads the line and begins the next.
    mutating func endLine() {
        var found: [ReceiptLine.Finding] = []
        let kind = parser.read(line) {
            found.append(ReceiptLine.Finding(problem: $0, position: $1))
        }
        findings += found
        switch kind {
        case .text:
            if !layout.add(parser.columns, of: line.scalars) {
                report(.textCut, at: line.position(at: 0))
            }
        case .rule: layout.addRule()
        case .cut: layout.addCut()
        case .properties(let properties): apply(properties)
        case .nothing: break
        }
        line.clear()
    }

    /// Takes a line of text that was read before, with the values for its tags in order.
    mutating func add(_ line: CompiledLine, values: [String]) {
        if !layout.add(line, values: values) { report(.textCut, at: line.position) }
    }

    mutating func addRule() { layout.addRule() }

    mutating func addCut() { layout.addCut() }

    /// Takes a line of properties that was read before.
    mutating func apply(_ properties: PropertyLine) {
        var problems: [TemplateProblem] = []
        layout.apply(properties) { problems.append($0) }
        for problem in problems { report(problem, at: properties.position) }
    }

    consuming func finish() -> (document: ReceiptDocument, findings: [ReceiptLine.Finding]) {
        (layout.finish(), findings)
    }
}

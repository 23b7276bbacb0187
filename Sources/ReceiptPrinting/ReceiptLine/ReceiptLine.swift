@_spi(_Unicode) internal import Swift

/// The ReceiptLine language of the Open Foodservice System Consortium: receipts as text.
///
/// Columns stand between bars, a line of `-` is a rule, a line of `=` a cut, `{key:value}` changes
/// what follows, and `_ " ` ^` switch underline, emphasis, reverse and size. Images, barcodes and
/// printer commands are reported as unsupported and print nothing.
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
        let lines = splitLines(text).enumerated().map { index, line in
            var source = SourceLine()
            source.append(literal: line, at: SourcePosition(line: index + 1, column: 1))
            return source
        }
        return layOut(lines[...], on: paper)
    }

    static func layOut(_ lines: ArraySlice<SourceLine>, on paper: Paper)
        -> (document: ReceiptDocument, findings: [Finding])
    {
        var findings: [Finding] = []
        var layout = Layout(paper: paper)
        for line in lines {
            layout.add(
                LineSyntax(line) { problem, position in
                    findings.append(Finding(problem: problem, position: position))
                }
            )
        }
        return (layout.finish(), findings)
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

/// A receipt as plain text, for terminals and tests.
public enum TextRendering {
    /// One line of text for each printed line, each ended by a line feed; cuts leave nothing.
    ///
    /// Enlarged characters are spaced out to the columns they take; heights do not show. Spaces at
    /// the end of a line stay, as the text of the ReceiptLine corpus has them.
    public static func text(of document: ReceiptDocument) -> String {
        var result = ""
        for line in document.lines {
            switch line {
            case .row(let row): result += text(of: row, measure: document.measure)
            case .rule(let start, let length):
                result += spaces(start) + String(repeating: "-", count: length)
            case .edge(let above, let below):
                result += PrintedLine.edgeText(above: above, below: below)
            case .cut: continue
            }
            result += "\n"
        }
        return result
    }

    private static func text(of row: TextRow, measure: CharacterMeasure) -> String {
        var result = ""
        var column = 0
        for piece in row.marks {
            let start = (piece.halfColumn + 1) / 2
            result += spaces(start - column)
            column = max(column, start)
            for run in piece.runs {
                result += spacedOut(run, measure: measure)
                column += run.columns
            }
        }
        return result
    }

    private static func spacedOut(_ run: TextRun, measure: CharacterMeasure) -> String {
        guard run.style.size.width > 1 else { return run.text }
        var result = ""
        for character in run.text.unicodeScalars {
            result.unicodeScalars.append(character)
            result += spaces((run.style.size.width - 1) * measure.columns(of: character))
        }
        return result
    }

    private static func spaces(_ count: Int) -> String {
        String(repeating: " ", count: max(0, count))
    }
}

/// One row of one column.
struct ColumnRow {
    private(set) var runs: [TextRun] = []
    private(set) var columns = 0
    private(set) var height = 1

    /// Adds a character, to the last run if that has the same style.
    mutating func append(_ character: Unicode.Scalar, style: TextStyle, columns width: Int) {
        columns += width
        height = max(height, style.size.height)
        if let last = runs.indices.last, runs[last].style == style {
            runs[last].append(character, columns: width)
        } else {
            runs.append(TextRun(text: String(character), style: style, columns: width))
        }
    }
}

/// Text of one column, its marks turned into styles.
enum StyledText {
    case character(Unicode.Scalar, TextStyle)
    case rowBreak

    private static let sizes = [
        TextSize.normal,
        TextSize(width: 2, height: 1), TextSize(width: 1, height: 2),
        TextSize(width: 2, height: 2), TextSize(width: 3, height: 3),
        TextSize(width: 4, height: 4), TextSize(width: 5, height: 5),
        TextSize(width: 6, height: 6),
    ]

    /// Reads the marks of a column; they start off in every column of every line.
    static func read(_ source: [Unicode.Scalar], on paper: Paper)
        -> [StyledText]
    {
        let text = Escapes.breakRows(Escapes.protectMarks(Escapes.deleteControls(source)))
        var result: [StyledText] = []
        result.reserveCapacity(text.count)
        var style = TextStyle.plain
        var plain: [Unicode.Scalar] = []
        func flush() {
            for character in Escapes.resolve(plain) {
                if let respelled = paper.respelling(of: character) {
                    result += respelled.unicodeScalars.map { .character($0, style) }
                } else {
                    result.append(.character(character, style))
                }
            }
            plain.removeAll(keepingCapacity: true)
        }
        var index = 0
        while index < text.count {
            switch text[index] {
            case "_", "\"", "`":
                flush()
                style.toggle(mark: text[index])
            case "^":
                flush()
                let run = text[index...].prefix { $0 == "^" }.count
                let size = sizes[min(run, sizes.count - 1)]
                style.size = style.size == size ? .normal : size
                index += run - 1
            case "\n":
                flush()
                result.append(.rowBreak)
            case "~": plain.append(" ")
            default: plain.append(text[index])
            }
            index += 1
        }
        flush()
        return result
    }

    /// Fills rows of so many columns, character by character: the language wraps no words.
    static func wrap(_ text: [StyledText], columns limit: Int, measure: CharacterMeasure)
        -> [ColumnRow]
    {
        var rows: [ColumnRow] = []
        var row = ColumnRow()
        func close() {
            rows.append(row)
            row = ColumnRow()
        }
        for item in text {
            switch item {
            case .rowBreak: close()
            case .character(let character, let style):
                let width = measure.columns(of: character) * style.size.width
                guard width <= limit else { continue }
                if row.columns + width > limit { close() }
                row.append(character, style: style, columns: width)
                if row.columns == limit { close() }
            }
        }
        if !row.runs.isEmpty { close() }
        return rows
    }
}

extension TextStyle {
    fileprivate mutating func toggle(mark: Unicode.Scalar) {
        switch mark {
        case "_": isUnderlined.toggle()
        case "\"": isEmphasized.toggle()
        default: isReversed.toggle()
        }
    }
}

import FoundationEssentials

/// What `make benchmark` leaves behind: a table for people and a file for programs.
struct Report {
    static let path = ".build/benchmark.json"

    let rows: [Row]

    /// One line a row, in columns.
    var table: String {
        let cells = rows.map { row in
            [row.name, row.value.threeDecimals, row.unit, "\(row.runs)", row.conditions]
        }
        let lines = [["name", "value", "unit", "runs", "conditions"]] + cells
        let widths = lines[0].indices.map { column in
            lines.map { $0[column].count }.max() ?? 0
        }
        return lines.map { line in
            zip(line, widths).map { cell, width in
                cell + String(repeating: " ", count: width - cell.count)
            }.joined(separator: "  ")
        }.joined(separator: "\n")
    }

    func write() throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
        try encoder.encode(rows).write(to: URL(filePath: Self.path))
    }
}

extension Double {
    fileprivate var threeDecimals: String {
        let thousandths = Int((self * 1_000).rounded())
        let decimals = String(thousandths % 1_000)
        let zeros = String(repeating: "0", count: 3 - decimals.count)
        return "\(thousandths / 1_000).\(zeros)\(decimals)"
    }
}

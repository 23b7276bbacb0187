import FoundationEssentials

/// What `make benchmark` leaves behind: a table for people and a file for programs.
struct Report {
    static let path = ".build/benchmark.json"

    let rows: [Row]
    let machine: Machine

    /// One line a row, in columns, under a line for the machine.
    var table: String {
        let cells = rows.map { row in
            [
                row.name, row.value.threeDecimals, row.unit, row.aimText, "\(row.runs)",
                row.conditions,
            ]
        }
        let lines = [["name", "value", "unit", "aim", "runs", "conditions"]] + cells
        let widths = lines[0].indices.map { column in
            lines.map { $0[column].count }.max() ?? 0
        }
        let table = lines.map { line in
            zip(line, widths).map { cell, width in
                cell + String(repeating: " ", count: width - cell.count)
            }.joined(separator: "  ")
        }
        return ([machine.description] + table).joined(separator: "\n")
    }

    /// Every row in the file names the machine too: a row is copied alone.
    func write() throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
        let rows = rows.map { row in
            var row = row
            row.conditions += "; \(machine)"
            return row
        }
        try encoder.encode(rows).write(to: URL(filePath: Self.path))
    }
}

extension Row {
    fileprivate var aimText: String {
        guard let aim else { return "" }
        let number = aim == aim.rounded() ? String(Int(aim)) : String(aim)
        return "≤ \(number)" + (value <= aim ? "" : " missed")
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

/// How hard a symbol is to read (section 7.8.3 of the standard, as the reference program has it).
///
/// A line has light modules outside of the symbol, as its rows have zeros.
enum QRScore {
    static func score<Row: QRRow>(rows: [Row], columns: [Row]) -> Int {
        let side = rows.count
        let pairs = Row.ones(side - 1)
        var score = 0
        var dark = 0
        var blocks = 0
        for line in 0..<side {
            let (row, column) = (rows[line], columns[line])
            score += runScore(row, pairs: pairs) + runScore(column, pairs: pairs)
            score += finderScore(row) + finderScore(column)
            dark += row.nonzeroBitCount
            if line > 0 {
                // Each pair equals its left neighbour and both equal those above.
                let above = rows[line - 1]
                let differs = (row ^ row >> 1) | (above ^ above >> 1) | (row ^ above)
                blocks += (~differs & pairs).nonzeroBitCount
            }
        }
        return score + 3 * blocks + balanceScore(dark: dark, all: side * side)
    }

    /// A run of 5 or more of one colour counts 2 less than its length.
    private static func runScore<Row: QRRow>(_ line: Row, pairs: Row) -> Int {
        // A run of n has n - 1 pairs that are alike, and in them n - 4 places where four begin.
        let alike = ~(line ^ line >> 1) & pairs
        let two = alike & alike >> 1
        let four = two & two >> 2
        return four.nonzeroBitCount + 2 * (four & ~(four << 1)).nonzeroBitCount
    }

    /// What looks like a finder pattern, with four light modules before or after it.
    private static func finderScore<Row: QRRow>(_ line: Row) -> Int {
        let ends = line & line >> 6 & ~(line << 1 | line >> 7)
        let places = ends & line >> 2 & line >> 3 & line >> 4 & ~(line >> 1 | line >> 5)
        let before = line << 2 | line << 3 | line << 4
        let after = line >> 8 | line >> 9 | line >> 10
        return 40 * (places & ~(before & after)).nonzeroBitCount
    }

    private static func balanceScore(dark: Int, all: Int) -> Int {
        // |p - 50| / 5, rounded up, where p is 100 dark / all.
        let deviation = abs(100 * dark - 50 * all)
        return (deviation + 5 * all - 1) / (5 * all) * 10 - 10
    }
}

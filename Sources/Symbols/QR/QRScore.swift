/// How hard a symbol is to read (section 7.8.3 of the standard, as the reference program has it).
enum QRScore {
    static func score(of grid: ModuleGrid) -> Int {
        var score = 0
        for line in 0..<grid.side {
            score += lineScore(runs { grid[$0, line] }, firstIsDark: grid[0, line])
            score += lineScore(runs { grid[line, $0] }, firstIsDark: grid[line, 0])
        }
        return score + blockScore(of: grid) + balanceScore(of: grid)

        func runs(_ isDark: (Int) -> Bool) -> [Int] {
            var runs = [1]
            for index in 1..<grid.side {
                if isDark(index) == isDark(index - 1) {
                    runs[runs.count - 1] += 1
                } else {
                    runs.append(1)
                }
            }
            return runs
        }
    }

    private static func lineScore(_ runs: [Int], firstIsDark: Bool) -> Int {
        var score = runs.reduce(0) { $1 >= 5 ? $0 + $1 - 2 : $0 }
        // What looks like a finder pattern, with four light modules or the edge beside it.
        var index = firstIsDark ? 0 : 1
        while index + 4 < runs.count {
            let looksLikeFinder =
                runs[index] == 1 && runs[index + 1] == 1 && runs[index + 2] == 3
                && runs[index + 3] == 1 && runs[index + 4] == 1
            if looksLikeFinder {
                let before = index <= 1 || runs[index - 1] >= 4
                let after = index + 6 >= runs.count || runs[index + 5] >= 4
                if before || after { score += 40 }
            }
            index += 2
        }
        return score
    }

    private static func blockScore(of grid: ModuleGrid) -> Int {
        var blocks = 0
        for y in 1..<grid.side {
            for x in 1..<grid.side {
                let isDark = grid[x, y]
                if isDark == grid[x - 1, y], isDark == grid[x, y - 1], isDark == grid[x - 1, y - 1]
                {
                    blocks += 1
                }
            }
        }
        return 3 * blocks
    }

    private static func balanceScore(of grid: ModuleGrid) -> Int {
        let dark = grid.dark.count { $0 }
        let all = grid.side * grid.side
        // |p - 50| / 5, rounded up, where p is 100 dark / all.
        let deviation = abs(100 * dark - 50 * all)
        return (deviation + 5 * all - 1) / (5 * all) * 10 - 10
    }
}

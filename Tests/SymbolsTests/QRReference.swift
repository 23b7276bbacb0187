@testable import Symbols

/// A symbol made and scored module by module, as the standard describes it: slow, and easy to follow.
struct QRReference {
    let code: QRCode

    func modules() -> ModuleGrid {
        let codewords = QRCodewords.interleaved(for: code)
        var best: (score: Int, modules: ModuleGrid)?
        for mask in 0..<8 {
            var grid = QRGrid(version: code.version)
            let path = grid.path
            grid.apply(mask: mask, correction: code.correction)
            var modules = grid.modules
            for bit in 0..<(8 * codewords.count) where codewords[bit / 8] >> (7 - bit % 8) & 1 == 1
            {
                modules[path[bit].x, path[bit].y].toggle()
            }
            let score = Self.score(of: modules)
            if score < best?.score ?? .max { best = (score, modules) }
        }
        return best?.modules ?? ModuleGrid(side: 0)
    }

    static func score(of grid: ModuleGrid) -> Int {
        var score = 0
        for line in 0..<grid.side {
            score += lineScore((0..<grid.side).map { grid[$0, line] })
            score += lineScore((0..<grid.side).map { grid[line, $0] })
        }
        let dark = grid.dark.count { $0 }
        let all = grid.side * grid.side
        let deviation = abs(100 * dark - 50 * all)
        return score + blockScore(of: grid) + (deviation + 5 * all - 1) / (5 * all) * 10 - 10
    }

    private static func lineScore(_ line: [Bool]) -> Int {
        var runs = [1]
        for (module, next) in zip(line, line.dropFirst()) {
            if module == next { runs[runs.count - 1] += 1 } else { runs.append(1) }
        }
        var score = runs.reduce(0) { $1 >= 5 ? $0 + $1 - 2 : $0 }
        for index in stride(from: line[0] ? 0 : 1, to: runs.count - 4, by: 2)
        where runs[index..<(index + 5)] == [1, 1, 3, 1, 1] {
            let before = index <= 1 || runs[index - 1] >= 4
            let after = index + 6 >= runs.count || runs[index + 5] >= 4
            if before || after { score += 40 }
        }
        return score
    }

    private static func blockScore(of grid: ModuleGrid) -> Int {
        var score = 0
        for y in 1..<grid.side {
            for x in 1..<grid.side {
                let others = [grid[x - 1, y], grid[x, y - 1], grid[x - 1, y - 1]]
                if others.allSatisfy({ $0 == grid[x, y] }) { score += 3 }
            }
        }
        return score
    }
}

/// The columns of one line on the paper, after everything that had to shrink has shrunk.
struct LineGeometry: Sendable {
    /// Which of the line's columns are printed.
    let kept: [Int]
    /// Their widths.
    let widths: [Int]
    /// The column where the line begins.
    let start: Int
    /// The columns from there to its end, borders included.
    let length: Int

    /// Shares the paper among columns with these wishes.
    ///
    /// - Parameter border: nil for what has no columns: rules, images and codes.
    init(wishes: [ColumnWidth], border: ColumnBorder?, alignment: Alignment, paper: Int) {
        var kept = wishes.indices.filter { wishes[$0] != .fixed(0) }
        let spent: Int
        switch border {
        case .line?:
            kept = Array(kept.prefix((paper - 1) / 2))
            spent = kept.count + 1
        case .gap(let width)?:
            kept = Array(kept.prefix((paper + width) / (width + 1)))
            spent = max(0, kept.count - 1) * width
        case nil:
            spent = 0
        }
        var widths = kept.map { index -> Int? in
            if case .fixed(let width) = wishes[index] { width } else { nil }
        }
        var free = paper - spent - widths.reduce(0) { $0 + ($1 ?? 0) }
        let variable = widths.count { $0 == nil }
        while variable > free, let widest = Self.widest(of: widths) {
            widths[widest.offset] = widest.width - 1
            free += 1
        }
        if variable > 0 {
            var position = 0
            for index in widths.indices where widths[index] == nil {
                widths[index] = (free + position) / variable
                position += 1
            }
            free = 0
        }
        self.kept = kept
        self.widths = widths.map { $0 ?? 0 }
        start = alignment.halves(of: free) / 2
        length = paper - free
    }

    /// The widest fixed column that can still shrink; the last of equals.
    private static func widest(of widths: [Int?]) -> (offset: Int, width: Int)? {
        var widest: (offset: Int, width: Int)?
        for case (let offset, let width?) in widths.enumerated()
        where width > 0 && width >= widest?.width ?? 1 {
            widest = (offset, width)
        }
        return widest
    }
}

import SimulatedDisk

/// Many days, several at a time: each is alone in its world, so that they can.
struct SeedRun: Sendable {
    /// What became of them.
    struct Result: Sendable {
        var days = 0
        var sales = 0
        var settlements = 0
        var refunds = 0
        var cases = 0
        var steps = 0
        var counts = FaultCounts()
        var disk = SimulatedDisk.Counts()
        /// The first day that broke an invariant, of those that were lived.
        var broken: DayReport?

        mutating func add(_ report: DayReport) {
            days += 1
            sales += report.sales
            settlements += report.settlements
            refunds += report.refunds
            cases += report.cases
            steps += report.step
            counts.add(report.counts)
            disk.add(report.disk)
            guard report.violation != nil, report.seed < broken?.seed ?? .max else { return }
            broken = report
        }
    }

    let estate: Estate
    var mutant: Mutant?
    /// Each has a thread. More than two processors gain nothing: malloc and SQLite lock.
    var daysAtOnce = 3

    /// Lives days from a seed on, and stops behind the first broken one.
    func live(from seed: UInt64, count: UInt64) async -> Result {
        await withTaskGroup(of: DayReport.self) { group in
            var result = Result()
            var next = seed
            func begin() {
                guard next < seed + count, result.broken == nil else { return }
                let number = next
                next += 1
                group.addTask { await estate.day(number, mutant: mutant) }
            }
            for _ in 0..<daysAtOnce { begin() }
            while let report = await group.next() {
                result.add(report)
                begin()
            }
            return result
        }
    }
}

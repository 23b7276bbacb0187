extension Benchmark {
    /// How the rate changes while the book grows. It takes minutes, and so runs only by its name.
    static let ledgerGrowth = Benchmark(name: "ledger-growth", isOnlyByName: true) {
        var rows: [Row] = []
        for store in try await BenchmarkStore.available() {
            rows += try await growth(of: store)
        }
        return rows
    }

    private static let runCount = 5
    private static let batchesPerKiosk = 5

    private static func growth(of store: BenchmarkStore) async throws -> [Row] {
        try await LedgerSite.temporary(store, kioskCount: 100, recordsPerBatch: 100) { site in
            var rows: [Row] = []
            for recordCount in [0, 1_000_000, 10_000_000] {
                try await site.fill(upTo: recordCount)
                var runs: [LedgerRun] = []
                for _ in 0..<runCount {
                    runs.append(try await site.run(batchesPerKiosk: batchesPerKiosk))
                }
                let conditions = """
                    \(store.words), 100 kiosks × \(batchesPerKiosk) batches × 100 records a run, all \
                    through HTTP on one machine, sums checked
                    """
                let name = "ledger on \(store.name) from \(recordCount) records"
                rows.append(.rate("\(name): records a second", of: runs, conditions))
                guard recordCount > 0 else { continue }
                rows.append(
                    Row(
                        name: "\(name): the empty book's rate to this one",
                        value: rows[0].value / runs.map(\.recordsPerSecond).median,
                        unit: "",
                        runs: runs.count,
                        conditions: conditions,
                        aim: 1.2
                    )
                )
            }
            return rows
        }
    }
}

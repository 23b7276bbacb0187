extension Benchmark {
    /// Records from many kiosks into `ledger run`: HTTP, both signatures, the chain, the book, the disk.
    static let ledger = Benchmark(name: "ledger") {
        var rows: [Row] = []
        for store in try await BenchmarkStore.available() {
            rows += try await throughput(of: store)
            rows += try await latency(of: store)
        }
        return rows
    }

    private static let runCount = 5
    private static let kioskCount = 100
    private static let batchesPerKiosk = 20
    private static let singleCount = 1_000

    private static func throughput(of store: BenchmarkStore) async throws -> [Row] {
        var runs: [LedgerRun] = []
        for _ in 0..<runCount {
            let run = try await LedgerSite.temporary(
                store,
                kioskCount: kioskCount,
                recordsPerBatch: 100
            ) { try await $0.run(batchesPerKiosk: batchesPerKiosk) }
            runs.append(run)
        }
        let name = "ledger on \(store.name)"
        let conditions = """
            \(store.words), \(kioskCount) kiosks × \(batchesPerKiosk) batches × 100 records into an \
            empty book, all through HTTP on one machine, sums checked
            """
        let times = runs.flatMap(\.nanoseconds)
        var rows = [
            Row.rate("\(name): records a second", of: runs, conditions),
            Row.median("\(name): processor time a record", of: runs, conditions) {
                $0.ledgerMicrosecondsPerRecord
            },
        ]
        if case .postgreSQL = store {
            rows.append(
                .median("\(name): the database's own, a record", of: runs, conditions) {
                    $0.databaseMicrosecondsPerRecord
                }
            )
        }
        return rows + [
            .median("\(name): a batch answered", of: times, in: .milliseconds, conditions),
            .percentile99("\(name): a batch answered", of: times, in: .milliseconds, conditions),
        ]
    }

    /// What one kiosk waits for one record while nobody else sends.
    private static func latency(of store: BenchmarkStore) async throws -> [Row] {
        let run = try await LedgerSite.temporary(store, kioskCount: 1, recordsPerBatch: 1) {
            try await $0.run(batchesPerKiosk: singleCount)
        }
        let name = "ledger on \(store.name): one record answered"
        let conditions = "\(store.words), one kiosk, a batch of one record after the other"
        return [
            .median(name, of: run.nanoseconds, in: .milliseconds, conditions),
            .percentile99(name, of: run.nanoseconds, in: .milliseconds, conditions),
        ]
    }
}

extension Row {
    static func rate(_ name: String, of runs: [LedgerRun], _ conditions: String) -> Row {
        Row(
            name: "\(name), median",
            value: runs.map(\.recordsPerSecond).median,
            unit: "1/s",
            runs: runs.count,
            conditions: conditions
        )
    }

    fileprivate static func median(
        _ name: String,
        of runs: [LedgerRun],
        _ conditions: String,
        _ microseconds: (LedgerRun) -> Double
    ) -> Row {
        Row(
            name: "\(name), median",
            value: runs.map(microseconds).median,
            unit: "µs",
            runs: runs.count,
            conditions: conditions
        )
    }
}

import Demonstration
import Ledger

extension Benchmark {
    /// `ledger verify`: every record, signature, receipt, sale and balance read and checked again.
    static let ledgerVerify = Benchmark(name: "ledger-verify") {
        var rows: [Row] = []
        for store in try await BenchmarkStore.available() {
            rows.append(try await verifying(store))
        }
        return rows
    }

    private static let recordCount = 1_000_000
    private static let runCount = 5

    private static func verifying(_ store: BenchmarkStore) async throws -> Row {
        try await LedgerSite.temporary(store, kioskCount: 100, recordsPerBatch: 100) { site in
            try await site.fill(upTo: recordCount)
            let seconds = try (0..<runCount).map { _ in
                let start = monotonicNanoseconds()
                try ServiceProcess.verify(site.configurationPath)
                return Double(monotonicNanoseconds() - start) / 1e9
            }
            return Row(
                name: "ledger on \(store.name): verify \(recordCount) records, median",
                value: seconds.median,
                unit: "s",
                runs: runCount,
                conditions: """
                    \(store.words), batches of 100 records of 100 kiosks, from the start of the \
                    program to its end
                    """,
                aim: 5
            )
        }
    }
}

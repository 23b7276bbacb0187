import Configuration
import Demonstration
import FoundationEssentials
import Ledger
import LedgerService
import Prepayment

extension Benchmark {
    /// Records from many kiosks into `ledger run`: HTTP, both signatures, the chain, the book, the disk.
    static let ledger = Benchmark(name: "ledger") {
        var rows: [Row] = []
        for store in BenchmarkStore.allCases {
            rows += try await throughput(of: store)
        }
        return rows
    }

    private static let kioskCount = 100
    private static let batchesPerKiosk = 20

    private static func throughput(of store: BenchmarkStore) async throws -> [Row] {
        var rates: [Double] = []
        var times: [UInt64] = []
        var costs: [Double] = []
        for _ in 0..<5 {
            let run = try await LedgerRun.measure(
                store,
                kioskCount: kioskCount,
                recordsPerBatch: 100,
                batchesPerKiosk: batchesPerKiosk
            )
            rates.append(run.recordsPerSecond)
            times += run.nanoseconds
            costs.append(run.processorMicrosecondsPerRecord)
        }
        let conditions = """
            \(store.words), \(kioskCount) kiosks × \(batchesPerKiosk) batches × 100 records, \
            all through HTTP on one machine, sums checked
            """
        return [
            Row(
                name: "ledger: records taken a second, median",
                value: rates.sorted()[rates.count / 2],
                unit: "1/s",
                runs: rates.count,
                conditions: conditions
            ),
            Row(
                name: "ledger: processor time a record, median",
                value: costs.sorted()[costs.count / 2],
                unit: "µs",
                runs: costs.count,
                conditions: conditions
            ),
            .median("ledger: a batch answered", of: times, in: .milliseconds, conditions),
            .percentile99("ledger: a batch answered", of: times, in: .milliseconds, conditions),
        ]
    }
}

/// Where the ledger keeps its records.
enum BenchmarkStore: CaseIterable {
    case sqlite

    var words: String {
        switch self {
        case .sqlite: "SQLite on disk"
        }
    }
}

/// One run against a new store.
struct LedgerRun {
    let recordsPerSecond: Double
    let nanoseconds: [UInt64]
    /// What the ledger took of all processors, without a database beside it.
    let processorMicrosecondsPerRecord: Double

    static func measure(
        _ store: BenchmarkStore,
        kioskCount: Int,
        recordsPerBatch: Int,
        batchesPerKiosk: Int
    ) async throws -> LedgerRun {
        try await WorkFolder.temporary { folder in
            let location = "sqlite:\(folder.file("ledger.sqlite"))"
            let path = folder.file("ledger.json5")
            let text = """
                {
                    store: "\(location)",
                    port: 0,
                    limits: {
                        requestsPerSecond: 100000, burst: 100000,
                        connections: 1000, connectionsPerAddress: 1000,
                    },
                    signingKey: "\(folder.file("ledger.key"))",
                    operator: { port: 0, token: "\(folder.file("ledger.token"))" },
                }
                """
            try PrivateFile.write(Array(text.utf8), to: path)
            let configuration = try ConfigurationFile.load(LedgerConfiguration.self, from: path)
            var load = EstateLoad(kioskCount: kioskCount, recordsPerBatch: recordsPerBatch)
            let opened = try await configuration.store.open()
            try await load.enrol(in: opened)
            await opened.close()
            let ledger = try ServiceProcess.ledger(path)
            defer { ledger.process.stop() }
            var clients = try LedgerClients(
                try load.nextBatches(batchesPerKiosk),
                address: ledger.address
            )
            let processorSecondsBefore = try ledger.process.processorSeconds()
            let start = monotonicNanoseconds()
            let times = try clients.sendAll()
            let seconds = Double(monotonicNanoseconds() - start) / 1e9
            let processorSeconds = try ledger.process.processorSeconds() - processorSecondsBefore
            try await check(configuration.store, against: load)
            return LedgerRun(
                recordsPerSecond: Double(load.recordCount) / seconds,
                nanoseconds: times,
                processorMicrosecondsPerRecord: processorSeconds * 1e6 / Double(load.recordCount)
            )
        }
    }

    private static func check(_ store: StoreLocation, against load: EstateLoad) async throws {
        let reader = try await store.openReader()
        let balance = try await reader.trialBalance(through: nil, of: nil)
        guard balance.sum == .zero,
            balance.accounts.map(\.amount.fen).filter({ $0 > 0 }).reduce(0, +) == load.paidFen
        else { throw BenchmarkFailure.bookDiffers("\(balance)") }
    }
}

import Configuration
import Cryptography
import Demonstration
import FoundationEssentials
import Ledger
import LedgerService
import Prepayment
import RecordChain
import TestSupport

/// A ledger's store and configuration, and the estate that sends to it.
struct LedgerSite {
    let store: BenchmarkStore
    let configurationPath: String
    let configuration: LedgerConfiguration
    var load: EstateLoad

    /// Runs `body` with a new, empty store in which every kiosk is enrolled.
    static func temporary<Result>(
        _ store: BenchmarkStore,
        kioskCount: Int,
        recordsPerBatch: Int,
        _ body: (inout LedgerSite) async throws -> Result
    ) async throws -> Result {
        try await WorkFolder.temporary { folder in
            try await store.withLocation(in: folder) { location in
                let path = folder.file("ledger.json5")
                try PrivateFile.write(Array(configurationText(location, folder).utf8), to: path)
                var site = LedgerSite(
                    store: store,
                    configurationPath: path,
                    configuration: try ConfigurationFile.load(
                        LedgerConfiguration.self,
                        from: path
                    ),
                    load: EstateLoad(kioskCount: kioskCount, recordsPerBatch: recordsPerBatch)
                )
                let opened = try await site.configuration.store.open()
                try await site.load.enrol(in: opened)
                await opened.close()
                return try await body(&site)
            }
        }
    }

    /// All kiosks share one address here: the limits are far above what they send.
    private static func configurationText(_ location: String, _ folder: WorkFolder) -> String {
        """
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
    }

    /// Fills the store in this process, without HTTP, up to a number of records.
    mutating func fill(upTo recordCount: Int) async throws {
        let key = Ed25519.PrivateKey()
        let opened = try await configuration.store.open()
        try await opened.keepLedgerKey(key.publicKey, since: Sample.noon)
        let reception = Reception(store: opened, key: key) { Sample.noon }
        while load.recordCount < recordCount {
            try await withThrowingTaskGroup { group in
                for kiosk in try load.nextBatches(1) {
                    group.addTask {
                        for batch in kiosk.batches {
                            guard case .success(let received) = try await reception.take(batch),
                                case .accepted = received.answer
                            else { throw BenchmarkFailure.refused(status: "in process") }
                        }
                    }
                }
                try await group.waitForAll()
            }
        }
        await opened.close()
    }

    /// Sends the next batches of every kiosk to a `ledger run` of its own, and checks the book.
    mutating func run(batchesPerKiosk: Int) async throws -> LedgerRun {
        let ledger = try ServiceProcess.ledger(configurationPath)
        defer { ledger.process.stop() }
        let recordsBefore = load.recordCount
        var clients = try LedgerClients(
            try load.nextBatches(batchesPerKiosk),
            address: ledger.address
        )
        let ledgerBefore = try ledger.process.processorSeconds()
        let databaseBefore = try store.databaseProcessorSeconds()
        let start = monotonicNanoseconds()
        let times = try clients.sendAll()
        let seconds = Double(monotonicNanoseconds() - start) / 1e9
        let run = LedgerRun(
            recordCount: load.recordCount - recordsBefore,
            seconds: seconds,
            nanoseconds: times,
            ledgerSeconds: try ledger.process.processorSeconds() - ledgerBefore,
            databaseSeconds: try store.databaseProcessorSeconds() - databaseBefore
        )
        try await check()
        return run
    }

    private func check() async throws {
        let reader = try await configuration.store.openReader()
        let balance = try await reader.trialBalance(through: nil, of: nil)
        guard balance.sum == .zero,
            balance.accounts.map(\.amount.fen).filter({ $0 > 0 }).reduce(0, +) == load.paidFen
        else { throw BenchmarkFailure.bookDiffers("\(balance)") }
    }
}

/// What was measured while batches were sent.
struct LedgerRun {
    let recordCount: Int
    let seconds: Double
    /// How long each batch was under way.
    let nanoseconds: [UInt64]
    /// What `ledger run` took of all processors.
    let ledgerSeconds: Double
    /// What the database took beside it.
    let databaseSeconds: Double

    var recordsPerSecond: Double { Double(recordCount) / seconds }
    var ledgerMicrosecondsPerRecord: Double { ledgerSeconds * 1e6 / Double(recordCount) }
    var databaseMicrosecondsPerRecord: Double { databaseSeconds * 1e6 / Double(recordCount) }
}

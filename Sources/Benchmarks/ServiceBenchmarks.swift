import Demonstration
import DeviceThreads
import FoundationEssentials
import KioskService
import SmartCards
import TestSupport
import VirtualCard
import VirtualDevices

extension Benchmark {
    /// `kiosk run` from its start to the line that says it is ready, and what it then has in memory.
    static let ready = Benchmark(name: "ready") {
        let fresh = try await WorkFolder.temporary { folder in
            let household = try Household(in: folder)
            return try starts(of: household) {
                // A kiosk that stopped leaves the one file: its log went into it.
                try FileManager.default.removeItem(atPath: household.configuration.journalPath)
            }
        }
        let long = try await WorkFolder.temporary { folder in
            let household = try Household(in: folder)
            try await SampleJournal.write(to: household.configuration.journalPath)
            return try starts(of: household) {}
        }
        let rows = [
            fresh.rows("new journal"),
            long.rows("journal of \(SampleJournal.recordCount) records"),
        ]
        return rows.flatMap(\.self)
    }

    /// The same after sales through the whole service: HTTP, pcscd, card, receipt.
    static let memory = Benchmark(name: "memory") {
        if let obstacle = VirtualReaderDaemon.obstacle { throw obstacle }
        return try await WorkFolder.temporary { folder in
            let household = try Household(in: folder)
            let residentBytes = try await VirtualReaderDaemon.exclusive { _ in
                try await residentBytesAfterSales(household)
            }
            return [
                Row(
                    name: "kiosk run: in memory after \(saleCount) sales",
                    value: residentBytes.megabytes,
                    unit: "MB",
                    runs: 1,
                    conditions: "VmRSS, sales through HTTP and pcscd's virtual reader",
                    aim: 40
                )
            ]
        }
    }

    private static let saleCount = 100

    private struct Starts {
        var nanoseconds: [UInt64] = []
        var residentBytes: [Int] = []

        func rows(_ conditions: String) -> [Row] {
            [
                .median(
                    "kiosk run: from start to ready",
                    of: nanoseconds,
                    in: .milliseconds,
                    conditions,
                    aim: 200
                ),
                Row(
                    name: "kiosk run: in memory when ready",
                    value: residentBytes.max()?.megabytes ?? 0,
                    unit: "MB",
                    runs: residentBytes.count,
                    conditions: "VmRSS, the most of all starts, \(conditions)",
                    aim: 40
                ),
            ]
        }
    }

    private static func starts(
        of household: Household,
        cleaningUp: () throws -> Void
    ) throws -> Starts {
        var starts = Starts()
        for _ in 0..<15 {
            let start = monotonicNanoseconds()
            let kiosk = try ServiceProcess.kiosk(household.configurationPath)
            starts.nanoseconds.append(monotonicNanoseconds() - start)
            starts.residentBytes.append(try kiosk.process.residentBytes())
            kiosk.process.stop()
            try cleaningUp()
        }
        return starts
    }

    private static func residentBytesAfterSales(_ household: Household) async throws -> Int {
        let slot = try VirtualReaderConnection(port: VirtualReaderConnection.port(ofSlot: 1))
        let cardThread = DeviceWorker(name: "card-in-reader")
        async let stay = cardThread.perform {
            var card = VirtualCard(memory: CardMemory(blank: .ev2, masterKey: .des))
            return try slot.serve(&card) { _ in }
        }
        let reader = try CardReaders().waitForCard(timeoutMilliseconds: 5_000)
        try household.issue(through: try CardLink(reader: reader))
        let kiosk = try ServiceProcess.kiosk(household.configurationPath)
        let till = try Till(kiosk, household)
        try await till.waitForCard()
        for number in 1...saleCount {
            try await till.sell(number)
            try household.meterTakes(through: try CardLink(reader: reader))
        }
        let residentBytes = try kiosk.process.residentBytes()
        kiosk.process.stop()
        slot.remove()
        _ = try await stay
        return residentBytes
    }
}

extension Int {
    fileprivate var megabytes: Double { Double(self) / 1_000_000 }
}

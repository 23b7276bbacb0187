import DeviceThreads
import KioskService
import Prepayment
import SimulatedDisk
import Synchronization

/// How a seeded day went.
struct DayReport: Sendable, Equatable {
    let seed: UInt64
    var counts = FaultCounts()
    var disk = SimulatedDisk.Counts()
    var sales = 0
    var settlements = 0
    var refunds = 0
    var cases = 0
    var step = 0
    var violation: Violation?
    /// Of all that happened, in order: two days that agree in it are the same day.
    var fingerprint: [UInt8] = []
}

/// Everything that all days share, and where their folders are.
struct Estate: Sendable {
    let pool: CardPool
    private let folder: String
    private let folders = FolderNumbers()

    /// How many cards, and meters, there are.
    static let cardCount = 200

    init(folder: String, cardCount: Int = cardCount) throws {
        self.folder = folder
        let place = try EstatePlace(
            folder: "\(folder)/pool",
            keys: try CardPool.emptyKeys()
        )
        let configuration = try place.configuration(kiosk: 1, journal: "none")
        pool = try CardPool(try configuration.terms(for: .electricity), cardCount: cardCount)
    }

    /// Lives one day from its seed, so many steps long, on a thread of its own.
    func day(
        _ seed: UInt64,
        mutant: Mutant? = nil,
        steps: Int = World.stepsOfADay,
        isTold: Bool = false
    ) async -> DayReport {
        let thread = TaskThread(name: "day \(seed % 1_000_000)")
        return await withTaskExecutorPreference(thread) {
            await day(seed, mutant, steps, isTold, thread)
        }
    }

    private func day(
        _ seed: UInt64,
        _ mutant: Mutant?,
        _ steps: Int,
        _ isTold: Bool,
        _ thread: TaskThread
    ) async -> DayReport {
        var report = DayReport(seed: seed)
        do {
            let world = try World(
                seed: seed,
                mutant: mutant,
                pool: pool,
                folder: "\(folder)/day-\(folders.next())",
                thread: thread
            )
            world.isTelling = isTold
            report.violation = await violation(in: world, steps: steps)
            report.step = world.step
            report.fingerprint = world.fingerprint
            report.sales = world.sales
            report.settlements = world.settlements
            report.refunds = world.refunds
            report.cases = world.caseCount
            report.counts = world.allCounts
            report.disk = world.diskCounts
            try await world.close()
        } catch {
            report.violation = Violation(.nothingUnexpected, "\(error)")
        }
        return report
    }

    private func violation(in world: World, steps: Int) async -> Violation? {
        do {
            try await world.open()
            try await world.live(steps: steps)
            try await world.reckon()
            return nil
        } catch let violation as Violation {
            return violation
        } catch {
            return Violation(.nothingUnexpected, "\(error)")
        }
    }
}

extension World {
    /// The world's faults, the network's and the disks'.
    var allCounts: FaultCounts {
        var all = counts
        all.add(network.counts)
        all.note(.unsyncedWriteLost, count: diskCounts.lostWrites)
        all.note(.unsyncedWriteTorn, count: diskCounts.tornWrites)
        all.note(.diskFull, count: kiosks.reduce(0) { $0 + $1.disk.counts.refusedWrites })
        all.note(.syncFailed, count: kiosks.reduce(0) { $0 + $1.disk.counts.failedSyncs })
        return all
    }

    var diskCounts: SimulatedDisk.Counts {
        var sum = office.disk.counts
        for kiosk in kiosks { sum.add(kiosk.disk.counts) }
        return sum
    }
}

/// One folder for each day, also where one seed is lived twice at once.
private final class FolderNumbers: Sendable {
    private let last = Mutex(0)

    /// All of one length: the path stands in the texts of errors, and these in records.
    func next() -> Int {
        last.withLock { last in
            last += 1
            return 1_000_000 + last
        }
    }
}

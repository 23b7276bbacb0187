import KioskService
import Prepayment
import SimulatedDisk

/// How a seeded day went.
struct DayReport: Sendable {
    let seed: UInt64
    var counts = FaultCounts()
    var disk = SimulatedDisk.Counts()
    var sales = 0
    var step = 0
    var violation: Violation?
}

/// Everything that all days share, and where their folders are.
struct Estate: Sendable {
    let pool: CardPool
    let folder: String

    init(folder: String) throws {
        self.folder = folder
        let place = try EstatePlace(
            folder: "\(folder)/pool",
            keys: try CardPool.emptyKeys()
        )
        let configuration = try place.configuration(kiosk: 1, journal: "none", printer: "none")
        pool = try CardPool(try configuration.terms(for: .electricity))
    }

    /// Lives one day from its seed.
    func day(_ seed: UInt64, mutant: Mutant?, isTold: Bool = false) async -> DayReport {
        var report = DayReport(seed: seed)
        do {
            let world = try World(
                seed: seed,
                mutant: mutant,
                pool: pool,
                folder: "\(folder)/day-\(seed)"
            )
            world.isTelling = isTold
            report.violation = await violation(in: world)
            report.step = world.step
            report.sales = world.sales
            report.counts = world.allCounts
            report.disk = world.diskCounts
            try await world.close()
        } catch {
            report.violation = Violation(.nothingUnexpected, "\(error)")
        }
        return report
    }

    private func violation(in world: World) async -> Violation? {
        do {
            try await world.open()
            try await world.live()
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

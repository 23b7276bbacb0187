import Journal
import KioskService
import Ledger
import Prepayment
import RecordChain
import SimulatedDisk
import VirtualCard

/// The rare misfortune of a day: at most one, so that what it must end in is certain.
final class Drama {
    private enum Kind { case none, ledgerRestored, kioskRestored, cardCloned, journalDamaged }

    private let kind: Kind
    private let prologue: Int
    private let climax: Int
    private var image: SimulatedDisk.Image?
    private var imageHead: UInt32 = 0
    private var clocksInBackup = HeardClocks()
    private let subject: Int

    init(_ dice: inout Dice) {
        kind = dice.pick([.none, .ledgerRestored, .kioskRestored, .cardCloned, .journalDamaged])
        prologue = 10 + dice.below(30)
        climax = prologue + 5 + dice.below(30)
        subject = dice.below(Int(World.kioskCount))
    }

    func act(in world: World) async throws {
        switch (kind, world.step) {
        case (.none, _): break
        case (.ledgerRestored, prologue):
            try await world.office.backUp()
            clocksInBackup = world.heardClocks
        case (.ledgerRestored, climax): try await restoreLedger(of: world)
        case (.kioskRestored, prologue): try await takeImage(in: world)
        case (.kioskRestored, climax): try await restoreKiosk(in: world)
        case (.cardCloned, prologue): clone(in: world)
        case (.cardCloned, climax): try useClone(in: world)
        case (.journalDamaged, climax): try await damageJournal(in: world)
        default: break
        }
    }

    private func restoreLedger(of world: World) async throws {
        world.counts.note(.ledgerRestored)
        world.tell("the ledger is restored from its backup")
        try await world.office.restoreBackup()
        world.heardClocks = clocksInBackup
        let kiosks = Set(world.kiosks.map(\.identifier))
        world.unawareOfRestoration = kiosks
        world.network.noteClaims { $0.restore(kiosks) }
    }

    private func takeImage(in world: World) async throws {
        let kiosk = world.kiosks[subject]
        guard await world.isRunning(kiosk), let program = kiosk.program else { return }
        image = kiosk.disk.image()
        imageHead = try await program.journal.perform { $0.head.sequence }
    }

    /// Everything was sent before; then the disk is exchanged for its old image.
    private func restoreKiosk(in world: World) async throws {
        let kiosk = world.kiosks[subject]
        guard let image, let store = world.office.store else { return }
        if await !world.isRunning(kiosk) { try await world.restart(kiosk) }
        world.network.partition(kiosk.identifier, false)
        world.network.calm(true)
        guard let program = kiosk.program else { return }
        do { try await program.sync.sendAll() } catch {
            throw Violation(.nothingUnexpected, "on a calm wire: \(error.sentence)")
        }
        world.network.calm(false)
        let head = try await store.head(of: kiosk.identifier, epoch: 1).sequence
        guard head > imageHead else { return }
        world.counts.note(.kioskRestored)
        world.tell("\(kiosk.identifier) is restored from an image with \(imageHead) records")
        for record in try await kiosk.records() {
            kiosk.formerRecords.append((kiosk.life, record))
            if case .saleTakenUp(let sale, _) = record.record.content,
                record.record.header.sequence <= imageHead
            {
                kiosk.takenInImage.insert(sale)
            }
        }
        await kiosk.kill()
        kiosk.disk.restore(image)
        kiosk.imageHead = imageHead
        kiosk.life = KioskLife(kiosk: kiosk.identifier, number: 2)
        world.expectedCases.expect(.fork, of: kiosk.identifier)
        try await world.restart(kiosk)
    }

    private func clone(in world: World) {
        for household in world.households where household.clone == nil && household.number < 4 {
            household.clone = household.memory
        }
    }

    /// The copies go into their meters, and then the cards themselves again.
    private func useClone(in world: World) throws {
        for household in world.households {
            guard let clone = household.clone else { continue }
            world.counts.note(.cardCloned)
            household.wasCloned = true
            _ = try world.insert(clone, of: household, CardFate(nil))
            try world.goHome(household, trouble: nil)
        }
    }

    /// One bit of the last record flips: the kiosk must not start until it is as it was.
    private func damageJournal(in world: World) async throws {
        let kiosk = world.kiosks[subject]
        guard await world.isRunning(kiosk), let last = try await kiosk.records().last else {
            return
        }
        await kiosk.shutDown()
        let offset = world.dice.below(last.body.count)
        guard kiosk.disk.flipBit(in: last.body, at: offset) else { return }
        world.counts.note(.journalDamaged)
        if world.mutant == .damagedJournalBegunAnew {
            kiosk.disk.restore(.empty)
            try await world.restart(kiosk)
            return
        }
        let isRefused: Bool
        do throws(JournalError) {
            try await kiosk.start()
            isRefused = false
        } catch { isRefused = true }
        try world.require(
            isRefused,
            .damagedJournalIsRefused,
            "\(kiosk.identifier) starts with a flipped bit"
        )
        await kiosk.shutDown()
        var damaged = last.body
        damaged[offset] ^= 1
        try world.require(
            kiosk.disk.flipBit(in: damaged, at: offset),
            .nothingUnexpected,
            "the flipped bit is not found again"
        )
    }
}

import Book
import Cryptography
import DESFire
import DeviceThreads
import Journal
import KioskService
import Ledger
import Prepayment
import SimulatedDisk
import TestSupport

/// One estate on one day: everything that is there, and the dice that move it.
final class World {
    let seed: UInt64
    let mutant: Mutant?
    let place: EstatePlace
    let clock = VirtualClock()
    let network: Network
    let office: Office
    let kiosks: [LobbyKiosk]
    let households: [Household]
    let random: SharedDice
    var dice: Dice
    var step = 0
    var counts = FaultCounts()
    var expectedCases = ExpectedCases()
    var requestCount = 0
    /// Kiosks whose ledger was set back and that have not heard of it yet.
    var unawareOfRestoration: Set<KioskIdentifier> = []
    var sales = 0
    var settlements = 0
    var refunds = 0
    var caseCount = 0
    var nextHeartbeat: Int64 = 0
    var heardClocks = HeardClocks()
    var isTelling = false
    private(set) var fingerprint: [UInt8] = []

    static let kioskCount: UInt32 = 3
    /// The office lets nobody sell more than this at once.
    static let largestSale = Money(fen: 100_000)
    /// The household whose card was stolen and blocked.
    var stolen: Household { households[households.count - 1] }

    /// Builds the estate; programs are started by `open`.
    init(
        seed: UInt64,
        mutant: Mutant?,
        pool: CardPool,
        folder: String,
        thread: TaskThread
    ) throws {
        (self.seed, self.mutant) = (seed, mutant)
        var dice = Dice(seed: seed)
        random = SharedDice(dice.fork())
        place = try EstatePlace(folder: folder, keys: pool.keys)
        network = Network(dice.fork(), mutant: mutant)
        let households = pool.cards.enumerated().map { number, card in
            Household(number, holder: card.holder, memory: card.memory, folder: folder)
        }
        office = try Office(
            place: place,
            clock: clock,
            network: network,
            rules: IntakeRules(
                largestSale: Self.largestSale,
                blockedCards: [households[households.count - 1].identifier]
            ),
            dice: dice.fork(),
            thread: thread
        )
        var kiosks: [LobbyKiosk] = []
        for number in 1...Self.kioskCount {
            kiosks.append(
                try LobbyKiosk(
                    number,
                    place: place,
                    clock: clock,
                    network: network,
                    dice: dice.fork(),
                    thread: thread
                )
            )
        }
        (self.households, self.kiosks, self.dice) = (households, kiosks, dice)
    }

    /// Starts the ledger, enrols the kiosks and starts them.
    func open() async throws {
        try await office.start()
        for kiosk in kiosks {
            try await office.enrol(kiosk)
            try await kiosk.start()
            if mutant == .intentNotSynced { kiosk.disk.ignoreSyncs() }
        }
        // Before, it would forget the kiosks' keys, and take nothing that it could forget.
        if mutant == .ledgerCommitNotSynced { office.disk.ignoreSyncs() }
    }

    /// Lets go of everything.
    func close() async throws {
        for kiosk in kiosks {
            await kiosk.kill()
            kiosk.disk.unmount()
        }
        await office.kill()
        office.disk.unmount()
        try place.remove()
    }

    /// Adds to the day's story, which is told where somebody wants to hear it.
    func tell(_ event: String) {
        // Only what speaks of a file names the day's folder.
        let event =
            event.utf8.contains(UInt8(ascii: "/"))
            ? event.replacing(place.folder, with: "") : event
        fingerprint = SHA256.digest(fingerprint + Array(event.utf8))
        if isTelling { print("  step \(step): \(event)") }
    }

    func require(
        _ holds: Bool,
        _ invariant: Invariant,
        _ detail: @autoclosure () -> String
    ) throws(Violation) {
        if !holds { throw Violation(invariant, detail()) }
    }
}

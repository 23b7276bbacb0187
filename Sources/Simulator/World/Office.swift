import Book
import Cryptography
import Ledger
import Prepayment
import RecordChain
import SimulatedDisk
import TestSupport

/// The ledger in its office: machine, disk, program.
final class Office {
    let disk: SimulatedDisk
    private let path: String
    private let backupPath: String
    private let clock: VirtualClock
    private let network: Network
    private let rules: IntakeRules
    private(set) var store: (any LedgerStore)?
    private(set) var hasBackup = false

    init(
        place: EstatePlace,
        clock: VirtualClock,
        network: Network,
        rules: IntakeRules,
        dice: Dice
    ) throws {
        let folder = try place.makeFolder("ledger")
        (path, backupPath) = ("\(folder)/ledger.sqlite", "\(place.folder)/ledger.backup")
        (self.clock, self.network, self.rules) = (clock, network, rules)
        disk = SimulatedDisk(folder: folder, dice: dice)
    }

    /// Opens the store, as `ledger run` does, and listens.
    func start() async throws {
        let store = try await StoreLocation.sqlite(path: path).open(rules: rules)
        try await store.keepLedgerKey(Sample.ledgerKey.publicKey, since: clock.now)
        self.store = store
        network.connect(
            Reception(store: store, key: Sample.ledgerKey) { [clock] in clock.now }
        )
    }

    func enrol(_ kiosk: LobbyKiosk) async throws {
        guard let store else { throw Violation(.nothingUnexpected, "the ledger is off") }
        let code = try await store.makeEnrolmentCode(
            for: kiosk.identifier,
            expiresAt: WallTime(secondsSince1970: clock.now.secondsSince1970 + 3_600)
        )
        _ = try await store.enrol(
            kiosk.identifier,
            key: kiosk.key.publicKey,
            code: code,
            at: clock.now
        )
    }

    func kill() async {
        disk.endProgram()
        await stop()
    }

    func losePower() async {
        disk.losePower()
        await stop()
    }

    private func stop() async {
        network.connect(nil)
        await store?.close()
        store = nil
    }

    func backUp() async throws {
        guard let store else { throw Violation(.nothingUnexpected, "the ledger is off") }
        _ = try await store.backUp(to: backupPath)
        hasBackup = true
    }

    /// Loses the disk and begins again with the last backup.
    func restoreBackup() async throws {
        await kill()
        disk.restore(SimulatedDisk.Image.empty)
        _ = try await StoreLocation.sqlite(path: path).restore(from: backupPath)
        try await start()
    }
}

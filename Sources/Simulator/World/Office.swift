import Book
import Cryptography
import DeviceThreads
import Ledger
import LedgerService
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
    private let thread: TaskThread
    private(set) var store: (any LedgerStore)?
    private var watch: LedgerWatch?

    init(
        place: EstatePlace,
        clock: VirtualClock,
        network: Network,
        rules: IntakeRules,
        dice: Dice,
        thread: TaskThread
    ) throws {
        let folder = try place.makeFolder("ledger")
        (path, backupPath) = ("\(folder)/ledger.sqlite", "\(place.folder)/ledger.backup")
        (self.clock, self.network, self.rules, self.thread) = (clock, network, rules, thread)
        disk = SimulatedDisk(folder: folder, dice: dice)
    }

    /// Opens the store, as `ledger run` does, and listens.
    func start() async throws {
        let location = StoreLocation.sqlite(path: path)
        let store = try await location.open(rules: rules, executor: thread)
        try await store.keepLedgerKey(Sample.ledgerKey.publicKey, since: clock.now)
        self.store = store
        watch = LedgerWatch(
            store: store,
            rules: WatchRules(
                silenceSeconds: Self.longestSilenceSeconds,
                clockSkewSeconds: World.clockSkewSeconds
            ),
            signer: LedgerWatch.Signer(key: Sample.ledgerKey, name: try Self.noteName()),
            calendar: DayCalendar(
                dayOf: { VirtualCalendar.day(of: $0.secondsSince1970) },
                endOf: VirtualCalendar.end(of:)
            ),
            now: { [clock] in clock.now }
        )
        let now: @Sendable () -> WallTime = { [clock] in clock.now }
        network.connect(
            OfficeDoor(
                reception: Reception(store: store, key: Sample.ledgerKey, now: now),
                store: store,
                now: now
            )
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

    /// Looks after kiosks and closes days, as the service does once a minute.
    func look() async throws { try await watch?.look() }

    /// Nobody is silent for longer in a simulated day: when a partition is silence is another test.
    private static let longestSilenceSeconds: Int64 = 10 * 86_400

    private static func noteName() throws(Violation) -> NoteKey.Name {
        guard let name = NoteKey.Name("simulated-ledger") else {
            throw Violation(.nothingUnexpected, "the ledger's name is none")
        }
        return name
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
        (store, watch) = (nil, nil)
    }

    func backUp() async throws {
        guard let store else { throw Violation(.nothingUnexpected, "the ledger is off") }
        _ = try await store.backUp(to: backupPath)
    }

    /// Loses the disk and begins again with the last backup.
    func restoreBackup() async throws {
        await kill()
        disk.restore(SimulatedDisk.Image.empty)
        _ = try await StoreLocation.sqlite(path: path).restore(from: backupPath)
        try await start()
    }
}

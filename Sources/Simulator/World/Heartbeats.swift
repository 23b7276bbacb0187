import Cryptography
import Journal
import Ledger
import Prepayment
import RecordChain

/// What heartbeats told of the kiosks' clocks, and how many cases that must have made.
struct HeardClocks {
    private var last: [KioskIdentifier: (start: Int, offsetSeconds: Int64)] = [:]
    private var wrong: Set<KioskIdentifier> = []
    private(set) var cases: [KioskIdentifier: Int] = [:]

    /// A clock is wrong that is off, and one that was set since the machine was last heard.
    mutating func hear(_ kiosk: KioskIdentifier, start: Int, offsetSeconds: Int64) {
        let before = last[kiosk].map { $0.start == start ? $0.offsetSeconds : offsetSeconds }
        let jump = offsetSeconds - (before ?? offsetSeconds)
        last[kiosk] = (start, offsetSeconds)
        guard max(offsetSeconds.magnitude, jump.magnitude) > World.clockSkewSeconds.magnitude else {
            wrong.remove(kiosk)
            return
        }
        if wrong.insert(kiosk).inserted { cases[kiosk, default: 0] += 1 }
    }
}

extension World {
    static let clockSkewSeconds: Int64 = 120
    private static let secondsBetweenHeartbeats: Int64 = 3_600

    /// Kiosks that can be heard say that they are there; then the ledger looks after all of them.
    func beat() async throws {
        guard clock.secondsSinceMorning >= nextHeartbeat, office.store != nil else { return }
        nextHeartbeat = clock.secondsSinceMorning + Self.secondsBetweenHeartbeats
        // A restored kiosk is known by its batches; how its heartbeats tell it is another test.
        for kiosk in kiosks where kiosk.life.number == 1 {
            if await isRunning(kiosk), !network.isPartitioned(kiosk.identifier) {
                try await beat(kiosk)
            }
        }
        try await office.look()
    }

    /// Says at once that everybody is there.
    func beatNow() async throws {
        nextHeartbeat = clock.secondsSinceMorning
        clock.advance(seconds: 1)
        try await beat()
    }

    private func beat(_ kiosk: LobbyKiosk) async throws {
        guard let program = kiosk.program, let store = office.store else { return }
        let (epoch, head, day) = try await program.journal.perform { file in
            (file.epoch, file.head, file.businessDay)
        }
        let clocks = kiosk.clock.journalClock(start: kiosk.startCount)
        let now = clocks.read()
        let heartbeat = Heartbeat(
            kiosk: kiosk.identifier,
            epoch: epoch,
            head: head,
            businessDay: day,
            wallTime: now.wallTime,
            monotonicNanoseconds: now.monotonicNanoseconds,
            bootIdentifier: clocks.bootIdentifier,
            counter: UInt32(step),
            key: KeyIdentifier(kiosk.key.publicKey)
        )
        let bytes = SignedHeartbeat(heartbeat, signedBy: kiosk.key).bytes
        let answer = try await store.keep(try SignedHeartbeat(bytes: bytes), receivedAt: clock.now)
        try require(
            answer.verdict != .fork,
            .everyLossIsOneCase,
            "\(kiosk.identifier) is told of a fork by its heartbeat, and its journal is its only one"
        )
        if try await store.head(of: kiosk.identifier, epoch: epoch).sequence >= head.sequence {
            let identifier = kiosk.identifier
            network.noteClaims { $0.noteHeartbeat(of: identifier) }
        }
        heardClocks.hear(
            kiosk.identifier,
            start: kiosk.startCount,
            offsetSeconds: kiosk.clock.offsetSeconds
        )
    }
}

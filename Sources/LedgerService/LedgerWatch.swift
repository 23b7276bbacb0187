public import Cryptography
public import Ledger
public import Prepayment
public import RecordChain

/// Looks after kiosks that say nothing and days that are over: hears heartbeats, looks at every kiosk
/// once a minute, and closes the root of each day when it is over.
public struct LedgerWatch: Sendable {
    /// Signs the roots of days.
    public struct Signer: Sendable {
        /// The ledger's key.
        public let key: Ed25519.PrivateKey
        /// Under which name it is known.
        public let name: NoteKey.Name

        /// Takes both.
        public init(key: Ed25519.PrivateKey, name: NoteKey.Name) {
            (self.key, self.name) = (key, name)
        }
    }

    private let store: any WatchKeeping
    private let rules: WatchRules
    private let calendar: DayCalendar
    private let signer: Signer
    private let watchingSince: WallTime
    private let now: @Sendable () -> WallTime

    /// How often every kiosk is looked at.
    private static let interval = Duration.seconds(60)
    /// A head that was taken just before midnight may still be on its way to the disk.
    private static let closingGraceSeconds: Int64 = 60

    /// The watch begins now: nobody is silent because the ledger was off.
    public init(
        store: any WatchKeeping,
        rules: WatchRules,
        signer: Signer,
        calendar: DayCalendar = .system,
        now: @escaping @Sendable () -> WallTime = { .now }
    ) {
        (self.store, self.rules, self.signer) = (store, rules, signer)
        (self.calendar, self.now) = (calendar, now)
        watchingSince = now()
    }

    /// Looks once a minute until the task is cancelled. A failure is told; the next minute may do
    /// better.
    public func run(
        pause: @Sendable (Duration) async throws -> Void = { try await Task.sleep(for: $0) },
        onFailure: @Sendable (LedgerError) -> Void
    ) async {
        repeat {
            do throws(LedgerError) { try await look() } catch { onFailure(error) }
        } while (try? await pause(Self.interval)) != nil
    }

    /// Looks at every kiosk, and closes the days that are over.
    public func look() async throws(LedgerError) {
        let moment = now()
        for facts in try await store.watchFacts(of: nil) { try await decide(facts, at: moment) }
        try await closeDays(at: moment)
    }

    /// Hears a heartbeat that was verified, and looks at its kiosk at once: a clock that was set shows
    /// between two heartbeats only.
    func hear(
        _ heartbeat: SignedHeartbeat,
        at moment: WallTime
    ) async throws(LedgerError) -> HeartbeatAnswer {
        let answer = try await store.keep(heartbeat, receivedAt: moment)
        for facts in try await store.watchFacts(of: heartbeat.heartbeat.kiosk) {
            try await decide(facts, at: moment)
        }
        return answer
    }

    private func decide(_ facts: WatchFacts, at moment: WallTime) async throws(LedgerError) {
        let decisions = rules.decisions(
            for: facts,
            at: moment,
            watchingSince: watchingSince,
            calendar: calendar
        )
        guard !decisions.isEmpty else { return }
        try await store.apply(decisions, to: facts.kiosk, at: moment)
    }

    /// Closes the days that are over and not closed yet, one after the other, also those on which
    /// nothing came: a day without root must stand out.
    private func closeDays(at moment: WallTime) async throws(LedgerError) {
        guard var (day, start) = try await firstOpenDay() else { return }
        while case let end = calendar.end(of: day),
            end.secondsSince1970 + Self.closingGraceSeconds <= moment.secondsSince1970
        {
            let tree = try await store.headTree(from: start, before: end)
            let checkpoint = DayCheckpoint(
                of: tree,
                on: day,
                signedBy: signer.key,
                named: signer.name
            )
            try await store.close(ClosedDay(checkpoint, end: end))
            guard let next = day.next else { return }
            (day, start) = (next, end)
        }
    }

    private func firstOpenDay() async throws(LedgerError) -> (BusinessDay, start: WallTime)? {
        if let last = try await store.lastClosedDay() {
            return last.checkpoint.day.next.map { ($0, last.end) }
        }
        return try await store.firstReceipt().map { (calendar.day(of: $0), $0) }
    }
}

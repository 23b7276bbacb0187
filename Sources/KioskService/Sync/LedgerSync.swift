public import Journal
internal import Prepayment
public import RecordChain

/// The way to a ledger.
public protocol LedgerPort: Sendable {
    /// Sends consecutive records; gives the ledger's word on them.
    func send(_ batch: RecordBatch) async throws(LedgerLinkError) -> SyncAnswer
}

/// Brings the journal's records to the ledger, in order, for as long as it runs.
///
/// The ledger takes a batch only where its own chain ends, so that sending one again is harmless:
/// after a lost answer the same records go once more. Selling does not wait for it.
public actor LedgerSync {
    /// How far it has come.
    public enum Status: Hashable, Sendable {
        /// The ledger has everything.
        case current
        /// Records wait; the last attempt failed.
        case behind(sentence: String, hint: String)
        /// The ledger holds other records under this kiosk's name: people must look.
        case forked(sentence: String)
    }

    private let journal: Journal
    private let ledger: any LedgerPort
    private let interval: Duration
    private let pause: @Sendable (Duration) async -> Void
    private let wake: AsyncStream<Void>
    private let wakeUp: AsyncStream<Void>.Continuation
    /// How far it has come.
    public private(set) var status = Status.current

    /// The first pause after a failure; each further one doubles it, up to `longestPause`.
    private static let firstPause = Duration.seconds(1)
    private static let longestPause = Duration.seconds(60)

    /// `interval` is how often the journal is looked at without being nudged; `pause` waits after a
    /// failure, no longer than its task lives.
    public init(
        journal: Journal,
        ledger: any LedgerPort,
        interval: Duration,
        pause: @escaping @Sendable (Duration) async -> Void = { try? await Task.sleep(for: $0) }
    ) {
        self.journal = journal
        self.ledger = ledger
        self.interval = interval
        self.pause = pause
        (wake, wakeUp) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
    }

    /// Says that there is something new to send.
    public nonisolated func nudge() { wakeUp.yield() }

    /// Sends until the task is cancelled, or until people must look. Call it once.
    public func run() async {
        let ticker = Task { [interval, wakeUp] in
            while (try? await Task.sleep(for: interval)) != nil { wakeUp.yield() }
        }
        defer { ticker.cancel() }
        var length = Self.firstPause
        wakeUp.yield()
        for await _ in wake {
            do throws(LedgerLinkError) {
                try await sendAll()
                status = .current
                length = Self.firstPause
            } catch .forked(let sequence) {
                status = .forked(sentence: LedgerLinkError.forked(sequence: sequence).sentence)
                return
            } catch {
                status = .behind(sentence: error.sentence, hint: error.hint)
                // A pause that was cut short by cancelling ends the loop at its head.
                await pause(length)
                length = min(length * 2, Self.longestPause)
                wakeUp.yield()
            }
        }
    }

    /// Sends everything that the ledger does not have; throws what stopped it.
    public func sendAll() async throws(LedgerLinkError) {
        while let batch = try await nextBatch() {
            let answer = try await ledger.send(batch)
            do { try answer.check(against: batch) } catch { throw .nonsense(error.sentence) }
            if answer.verdict == .quarantined { throw .quarantined }
            if answer.verdict == .fork { throw .forked(sequence: answer.head.sequence) }
            try await follow(answer)
        }
    }

    /// Hears what the ledger holds, but without its signature: enough to send again what it lost, never
    /// to take a record for delivered.
    func hear(_ held: ChainHead) async throws(LedgerLinkError) {
        let hasLost: Bool
        do {
            hasLost = try await journal.perform { file throws(JournalError) in
                guard held.sequence < (try file.acknowledged()),
                    try file.head(at: held.sequence) == held
                else { return false }
                try file.acknowledge(held.sequence)
                return true
            }
        } catch {
            throw .journal(error)
        }
        if hasLost { nudge() }
    }

    private func nextBatch() async throws(LedgerLinkError) -> RecordBatch? {
        do {
            return try await journal.perform { file throws(JournalError) in
                try file.batch(after: try file.acknowledged())
            }
        } catch {
            throw .journal(error)
        }
    }

    /// Goes on from where the ledger stands, be it ahead or, restored from a backup, behind, as long
    /// as its head is one of this journal's.
    private func follow(_ answer: SyncAnswer) async throws(LedgerLinkError) {
        let isOurs: Bool
        do {
            isOurs = try await journal.perform { file throws(JournalError) in
                guard answer.head.sequence <= file.head.sequence,
                    try file.head(at: answer.head.sequence) == answer.head
                else { return false }
                try file.acknowledge(answer.head.sequence, receipt: answer.receipt)
                return true
            }
        } catch {
            throw .journal(error)
        }
        guard isOurs else { throw .forked(sequence: answer.head.sequence) }
    }
}

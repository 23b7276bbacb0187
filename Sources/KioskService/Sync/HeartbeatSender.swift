internal import Cryptography
public import Journal
internal import Prepayment
internal import RecordChain
internal import WebClient

/// Says to the ledger that the kiosk is there, how far its journal reaches and what its clocks say, for
/// as long as it runs.
///
/// A heartbeat that does not arrive is no fault of the kiosk: it is seen in the status and nowhere
/// else, and the next one comes soon. Selling does not wait for it.
public actor HeartbeatSender {
    /// What came of the heartbeats.
    public struct Standing: Equatable, Sendable {
        /// How far the kiosk's clock is ahead of the ledger's, negative behind it, to a second or two;
        /// nil before the first answer.
        public var clockOffBySeconds: Int64?
        /// Why the last heartbeat was not heard.
        public var problem: LedgerLinkError?
    }

    private let journal: Journal
    private let post: SignedPost
    private let identityPath: String
    private let interval: Duration
    private let sync: LedgerSync?
    private let clock: JournalClock
    private let pause: @Sendable (Duration) async throws -> Void
    private var counter: UInt32 = 0
    /// What came of the heartbeats.
    public private(set) var standing = Standing()

    /// `identityPath` is the file that `kiosk enrol` writes; it is read for each heartbeat, as for each
    /// batch. `sync` hears what the ledger holds; `pause` waits, and throws when its task is cancelled.
    public init(
        _ link: LedgerLinkConfiguration,
        journal: Journal,
        identityPath: String,
        sync: LedgerSync?,
        clock: JournalClock = .system(),
        pause: @escaping @Sendable (Duration) async throws -> Void = {
            try await Task.sleep(for: $0)
        }
    ) {
        post = SignedPost(link)
        (self.journal, self.identityPath, self.sync) = (journal, identityPath, sync)
        interval = .seconds(link.heartbeatSeconds)
        (self.clock, self.pause) = (clock, pause)
    }

    /// Sends one heartbeat now and then one in each interval, until the task is cancelled.
    public func run() async {
        repeat { await beat() } while (try? await pause(interval)) != nil
    }

    /// Sends one heartbeat.
    public func beat() async {
        do throws(LedgerLinkError) {
            let before = clock.read()
            let answer = try await send(before)
            let after = clock.read()
            // The ledger looked at its clock somewhere between the two.
            let middle = (before.wallTime.secondsSince1970 + after.wallTime.secondsSince1970) / 2
            standing.clockOffBySeconds = Self.difference(
                middle,
                answer.ledgerTime.secondsSince1970
            )
            guard answer.verdict != .fork else { throw .forked(sequence: answer.head.sequence) }
            try await sync?.hear(answer.head)
            standing.problem = nil
        } catch {
            standing.problem = error
        }
    }

    private func send(_ now: JournalClock.Reading) async throws(LedgerLinkError) -> HeartbeatAnswer
    {
        let (kiosk, epoch, head, day) = try await position()
        let identity = try SignedPost.identity(identityPath, of: kiosk)
        counter &+= 1
        let heartbeat = Heartbeat(
            kiosk: kiosk,
            epoch: epoch,
            head: head,
            businessDay: day,
            wallTime: now.wallTime,
            monotonicNanoseconds: now.monotonicNanoseconds,
            bootIdentifier: clock.bootIdentifier,
            counter: counter,
            key: identity.keyIdentifier
        )
        let response = try await post.send(
            "/v1/heartbeats",
            contentType: "application/octet-stream",
            body: SignedHeartbeat(heartbeat, signedBy: identity.key).bytes,
            key: identity.key
        )
        guard response.status == 200 else {
            throw .refused(status: response.status, detail: SignedPost.detail(of: response))
        }
        guard let answer = try? response.json(HeartbeatAnswer.self) else {
            throw .nonsense("Its answer cannot be read.")
        }
        return answer
    }

    private func position() async throws(LedgerLinkError) -> (
        KioskIdentifier, epoch: UInt16, ChainHead, BusinessDay
    ) {
        do {
            return try await journal.perform { file throws(JournalError) in
                (file.kiosk, file.epoch, file.head, file.businessDay)
            }
        } catch {
            throw .journal(error)
        }
    }

    /// Without overflow, whatever the ledger says.
    private static func difference(_ left: Int64, _ right: Int64) -> Int64 {
        let (difference, isBeyond) = left.subtractingReportingOverflow(right)
        return isBeyond ? (right < 0 ? .max : .min) : difference
    }
}

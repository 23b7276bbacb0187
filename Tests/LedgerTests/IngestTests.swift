import Ledger
import Prepayment
import RecordChain
import TestSupport
import Testing

/// Most tests begin with a ledger that holds records 1 to 6 of a journal of ten.
@Suite(.timeLimit(.minutes(2)), .onBothStores) struct IngestTests {
    let folder = LedgerFolder()

    /// Ten records: the epoch's own and three sales.
    static let journal = {
        var writer = JournalWriter()
        for _ in 1...3 { writer.sell() }
        return writer
    }()

    func openWithSixRecords() async throws -> any LedgerStore {
        let ledger = try await folder.open()
        let first = try await ledger.ingest(Self.journal.batch(1...6))
        #expect(first == .accepted(Self.journal.head(at: 6)))
        return ledger
    }

    @Test(
        arguments: [
            (7...10, .accepted), (7...7, .accepted),
            (1...10, .accepted), (6...7, .accepted), (3...9, .accepted),
            (1...6, .alreadyHave), (6...6, .alreadyHave), (2...3, .alreadyHave),
            (8...10, .gap), (10...10, .gap),
        ] as [(ClosedRange<UInt32>, SyncAnswer.Verdict)]
    )
    func `a batch is answered by where it stands`(
        sequences: ClosedRange<UInt32>,
        verdict: SyncAnswer.Verdict
    ) async throws {
        let ledger = try await openWithSixRecords()
        let before = try folder.contents()
        let answer = try await ledger.ingest(Self.journal.batch(sequences)).syncAnswer
        let end = verdict == .accepted ? sequences.upperBound : 6
        #expect(answer == SyncAnswer(verdict, head: Self.journal.head(at: end)))
        #expect(try (folder.contents() == before) == (verdict != .accepted))
        #expect(try await ledger.head(of: Sample.kiosk, epoch: 1) == answer.head)
        await ledger.close()
    }

    @Test(
        arguments: [
            // Altered at, sent, the first difference that shows.
            (2, 1...10, 2), (4, 1...10, 4), (6, 1...10, 6), (6, 6...6, 6), (3, 2...4, 3),
            (2, 5...7, 4), (6, 7...10, 6),
        ] as [(UInt32, ClosedRange<UInt32>, UInt32)]
    )
    func `a journal that differs from what is held is a fork`(
        altered: UInt32,
        sent: ClosedRange<UInt32>,
        shown: UInt32
    ) async throws {
        let ledger = try await openWithSixRecords()
        let before = try folder.contentsButCases()
        let clone = Self.journal.altered(at: altered)
        let fork = Fork.differentRecord(
            sequence: shown,
            held: Self.journal.head(at: shown).hash,
            offered: clone.head(at: shown).hash
        )
        let answer = try await ledger.ingest(clone.batch(sent))
        #expect(answer == .fork(fork, Self.journal.head(at: 6)))
        #expect(try folder.contentsButCases() == before)
        #expect(try await ledger.release(Sample.kiosk, at: Sample.noon) == 1)
        let rest = try await ledger.ingest(Self.journal.batch(7...10))
        #expect(rest == .accepted(Self.journal.head))
        await ledger.close()
    }

    @Test func `another kiosk with the same numbers is another chain`() async throws {
        let ledger = try await openWithSixRecords()
        let other = JournalWriter(kiosk: 8)
        #expect(try await ledger.ingest(other.batch()) == .accepted(other.head))
        #expect(try await ledger.head(of: Sample.kiosk, epoch: 1) == Self.journal.head(at: 6))
        #expect(try await ledger.head(of: KioskIdentifier(9), epoch: 1) == .origin)
        await ledger.close()
    }

    @Test func `an epoch that follows the one held is taken, and ends it`() async throws {
        let ledger = try await openWithSixRecords()
        let held = Self.journal.head(at: 6)
        let second = JournalWriter(epoch: 2, previousEpochHead: held.hash)
        #expect(try await ledger.ingest(second.batch()) == .accepted(second.head))

        #expect(try await ledger.ingest(Self.journal.batch(1...6)) == .alreadyHave(held))
        let late = try await ledger.ingest(Self.journal.batch(5...7))
        #expect(late == .fork(.epochIsOver(sequence: 7, laterEpoch: 2), held))
        _ = try await ledger.release(Sample.kiosk, at: Sample.noon)

        let fourth = JournalWriter(epoch: 4, previousEpochHead: second.head.hash)
        #expect(try await ledger.ingest(fourth.batch()) == .accepted(fourth.head))
        let third = JournalWriter(epoch: 3, previousEpochHead: second.head.hash)
        let skipped = try await ledger.ingest(third.batch())
        #expect(skipped == .fork(.epochIsOver(sequence: 1, laterEpoch: 4), .origin))
        await ledger.close()
    }

    @Test func `an epoch that does not follow the one held is a fork`() async throws {
        let ledger = try await openWithSixRecords()
        let before = try folder.contentsButCases()
        let held = Self.journal.head(at: 6).hash
        for named in [Self.journal.head(at: 5).hash, ChainHead.origin.hash] {
            let epoch = JournalWriter(epoch: 2, previousEpochHead: named)
            let fork = Fork.epochDoesNotFollow(held: held, named: named)
            #expect(try await ledger.ingest(epoch.batch()) == .fork(fork, .origin))
            _ = try await ledger.release(Sample.kiosk, at: Sample.noon)
        }
        let stranger = JournalWriter(kiosk: 8, previousEpochHead: held)
        let fork = Fork.epochDoesNotFollow(held: ChainHead.origin.hash, named: held)
        #expect(try await ledger.ingest(stranger.batch()) == .fork(fork, .origin))
        #expect(try folder.contentsButCases() == before)
        await ledger.close()
    }

    @Test func `an epoch begins with its own record`() async throws {
        let ledger = try await folder.open()
        var bare = JournalWriter(previousEpochHead: nil)
        bare.append(.programStarted(version: "0.1.0"))
        #expect(try await ledger.ingest(bare.batch()) == .fork(.epochWithoutStart, .origin))
        _ = try await ledger.release(Sample.kiosk, at: Sample.noon)
        #expect(try await ledger.ingest(Self.journal.batch(2...3)) == .gap(.origin))
        await ledger.close()
    }
}

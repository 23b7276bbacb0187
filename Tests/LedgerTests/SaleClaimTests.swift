import Book
import Cryptography
import Ledger
import Prepayment
import RecordChain
import TestSupport
import Testing

/// Which kiosk may write a sale or give its money back: one at a time, whatever came when.
@Suite(.timeLimit(.minutes(2)), .onBothStores) struct SaleClaimTests {
    let folder = LedgerFolder()

    /// A book in which kiosk 7 has sold to a card, and others may ask.
    struct Bench {
        let ledger: any LedgerStore
        var selling = JournalWriter(kiosk: 7)
        var settling = JournalWriter(kiosk: 8)
        var third = JournalWriter(kiosk: 9)
        let sale: SaleIdentifier

        init(_ folder: LedgerFolder, _ outcome: SaleOutcome? = .unknown) async throws {
            ledger = try await folder.open()
            sale = selling.sell(outcome, receipt: nil)
            for journal in [selling, settling, third] {
                _ = try await ledger.ingest(journal.batch())
            }
        }

        /// What the ledger answers to a question from the end of a journal.
        func ask(
            _ journal: JournalWriter,
            _ purpose: ClaimQuestion.Purpose = .settle(Sample.card, open: [])
        ) async throws -> ClaimAnswer {
            let question = ClaimQuestion(
                kiosk: journal.kiosk,
                epoch: journal.epoch,
                sequence: journal.head.sequence,
                nonce: [UInt8](repeating: 1, count: 16),
                purpose: purpose
            )
            return try await ledger.rule(on: question, at: Sample.noon)
        }

        /// What it says of the one sale.
        func verdict(
            _ journal: JournalWriter,
            _ purpose: ClaimQuestion.Purpose = .settle(Sample.card, open: [])
        ) async throws -> SaleRuling.Verdict? {
            guard case .ruled(let rulings) = try await ask(journal, purpose) else { return nil }
            return rulings.first { $0.sale == sale }?.verdict
        }

        func refund() async throws -> SaleRuling.Verdict? {
            try await verdict(selling, .refund(sale))
        }

        func hear(_ journals: JournalWriter...) async throws {
            for journal in journals { _ = try await ledger.ingest(journal.batch()) }
        }
    }

    static let elsewhere = SaleRuling.Verdict.held(by: KioskIdentifier(8))

    @Test(arguments: [nil, .unknown, .owed] as [SaleOutcome?])
    func `an open sale is given to one kiosk, with what was intended`(
        outcome: SaleOutcome?
    ) async throws {
        let bench = try await Bench(folder, outcome)
        let given = SaleRuling(bench.sale, .given, intent: Sample.intent())
        #expect(try await bench.ask(bench.settling) == .ruled([given]))
        #expect(try await bench.ask(bench.settling) == .ruled([given]), "asked again")
        #expect(try await bench.verdict(bench.third) == Self.elsewhere)
        #expect(try await bench.refund() == Self.elsewhere)
        await bench.ledger.close()
    }

    @Test func `of a sale with an end, of one's own and of another card nothing is said`()
        async throws
    {
        var bench = try await Bench(folder, .written)
        #expect(try await bench.ask(bench.settling) == .ruled([]))
        let open = bench.selling.sell(.owed)
        try await bench.hear(bench.selling)
        #expect(try await bench.ask(bench.selling) == .ruled([]))
        let stranger = ClaimQuestion.Purpose.settle(CardIdentifier([1, 2, 3, 4]), open: [])
        #expect(try await bench.ask(bench.settling, stranger) == .ruled([]))
        let known = ClaimQuestion.Purpose.settle(Sample.card, open: [open])
        #expect(try await bench.ask(bench.settling, known) == .ruled([]))
        await bench.ledger.close()
    }

    @Test func `a sale whose money the office holds in suspense is given to nobody`() async throws {
        let bench = try await Bench(folder, .written)
        var other = JournalWriter(kiosk: 12)
        other.append(.saleIntended(Sample.intent(paid: -5)))
        try await bench.hear(other)
        #expect(try await bench.ask(bench.settling) == .ruled([]))
        await bench.ledger.close()
    }

    @Test func `an answer that was not used binds nobody once the next record is heard`()
        async throws
    {
        var bench = try await Bench(folder)
        #expect(try await bench.verdict(bench.settling) == .given)
        bench.settling.append(.programStarted(version: "2"))
        #expect(try await bench.verdict(bench.third) == Self.elsewhere, "not heard yet")
        try await bench.hear(bench.settling)
        #expect(try await bench.verdict(bench.third) == .given)
        await bench.ledger.close()
    }

    @Test func `a sale that was taken up is held until its kiosk says written or owed`()
        async throws
    {
        var bench = try await Bench(folder)
        #expect(try await bench.verdict(bench.settling) == .given)
        bench.settling.append(.saleTakenUp(bench.sale, Sample.intent()))
        try await bench.hear(bench.settling)
        #expect(try await bench.verdict(bench.third) == Self.elsewhere)
        bench.settling.conclude(bench.sale, .unknown)
        try await bench.hear(bench.settling)
        #expect(try await bench.verdict(bench.third) == Self.elsewhere)
        #expect(try await bench.refund() == Self.elsewhere)
        bench.settling.conclude(bench.sale, .owed)
        try await bench.hear(bench.settling)
        #expect(try await bench.refund() == .given)
        #expect(
            try await bench.verdict(bench.third) == .beingRefunded(by: bench.selling.kiosk)
        )
        await bench.ledger.close()
    }

    @Test func `an owed of before does not end what was given since`() async throws {
        var bench = try await Bench(folder)
        #expect(try await bench.verdict(bench.settling) == .given)
        bench.settling.append(.saleTakenUp(bench.sale, Sample.intent()))
        bench.settling.conclude(bench.sale, .owed)
        let heard = bench.settling
        #expect(try await bench.verdict(bench.settling) == .given, "given anew, behind the owed")
        bench.settling.append(.saleTakenUp(bench.sale, Sample.intent()))
        try await bench.hear(heard)
        #expect(try await bench.refund() == Self.elsewhere, "the second taking up is not heard")
        try await bench.hear(bench.settling)
        #expect(try await bench.refund() == Self.elsewhere)
        await bench.ledger.close()
    }

    @Test func `several sales given at once are each good for the records that follow`()
        async throws
    {
        var bench = try await Bench(folder)
        var fourth = JournalWriter(kiosk: 12)
        let other = fourth.sell(.owed)
        try await bench.hear(fourth)
        guard case .ruled(let rulings) = try await bench.ask(bench.settling) else { return }
        #expect(rulings.map(\.verdict) == [.given, .given])
        bench.settling.append(.saleTakenUp(other, Sample.intent()))
        try await bench.hear(bench.settling)
        #expect(try await bench.refund() == Self.elsewhere, "the next record may take it up yet")
        bench.settling.conclude(other, .written)
        try await bench.hear(bench.settling)
        #expect(try await bench.refund() == .given)
        await bench.ledger.close()
    }

    @Test func `leave to refund is good for the next record`() async throws {
        var bench = try await Bench(folder, .owed)
        #expect(try await bench.refund() == .given)
        #expect(try await bench.refund() == .given, "the answer was lost, and it asks again")
        let refunding = SaleRuling.Verdict.beingRefunded(by: bench.selling.kiosk)
        #expect(try await bench.verdict(bench.settling) == refunding)
        bench.selling.append(.programStarted(version: "it was killed"))
        #expect(try await bench.refund() == .given, "asked again behind the start")
        try await bench.hear(bench.selling)
        #expect(try await bench.verdict(bench.settling) == refunding, "the leave is newer")
        bench.selling.conclude(bench.sale, .written)
        try await bench.hear(bench.selling)
        #expect(try await bench.ask(bench.settling) == .ruled([]))
        #expect(try await bench.refund() == .written(by: bench.selling.kiosk))
        await bench.ledger.close()
    }

    @Test func `leave that was not used keeps nobody from writing`() async throws {
        var bench = try await Bench(folder, .owed)
        #expect(try await bench.refund() == .given)
        bench.selling.append(.programStarted(version: "it was killed"))
        try await bench.hear(bench.selling)
        #expect(try await bench.verdict(bench.settling) == .given)
        #expect(try await bench.refund() == Self.elsewhere)
        await bench.ledger.close()
    }

    @Test func `a refunded sale is given to nobody, and its end is told to who holds it open`()
        async throws
    {
        var bench = try await Bench(folder, .owed)
        #expect(try await bench.refund() == .given)
        bench.selling.refund(bench.sale)
        try await bench.hear(bench.selling)
        #expect(try await bench.ask(bench.settling) == .ruled([]))
        let end = SaleRuling(bench.sale, .refunded(by: bench.selling.kiosk))
        let holding = ClaimQuestion.Purpose.settle(Sample.card, open: [bench.sale])
        #expect(try await bench.ask(bench.settling, holding) == .ruled([end]))
        #expect(try await bench.refund() == end.verdict)
        await bench.ledger.close()
    }

    @Test func `the kiosk that sold is told what another wrote`() async throws {
        var bench = try await Bench(folder, .owed)
        #expect(try await bench.verdict(bench.settling) == .given)
        bench.settling.append(.saleTakenUp(bench.sale, Sample.intent()))
        bench.settling.conclude(bench.sale, .written)
        try await bench.hear(bench.settling)
        let holding = ClaimQuestion.Purpose.settle(Sample.card, open: [bench.sale])
        let end = SaleRuling(bench.sale, .written(by: bench.settling.kiosk))
        #expect(try await bench.ask(bench.selling, holding) == .ruled([end]))
        #expect(try await bench.refund() == end.verdict)
        await bench.ledger.close()
    }

    @Test func `a journal that has forgotten what the ledger heard is given nothing`() async throws
    {
        var bench = try await Bench(folder, .owed)
        let before = bench.settling
        bench.settling.append(.programStarted(version: "2"))
        try await bench.hear(bench.settling)
        #expect(try await bench.ask(before) == .refused(.journalBehind(heard: 2)))
        // It asked from further on than the ledger has heard: an earlier place is another journal.
        var further = bench.selling
        further.append(.programStarted(version: "2"))
        #expect(try await bench.verdict(further, .refund(bench.sale)) == .given)
        #expect(try await bench.refund() == .held(by: bench.selling.kiosk))
        #expect(try await bench.verdict(further, .refund(bench.sale)) == .given)
        await bench.ledger.close()
    }

    @Test func `what a journal had taken up is free when another journal follows it`() async throws
    {
        var bench = try await Bench(folder)
        #expect(try await bench.verdict(bench.settling) == .given)
        bench.settling.append(.saleTakenUp(bench.sale, Sample.intent()))
        try await bench.hear(bench.settling)
        let next = JournalWriter(
            kiosk: 8,
            epoch: 2,
            previousEpochHead: bench.settling.head.hash
        )
        try await bench.hear(next)
        #expect(
            try await bench.ask(bench.settling)
                == .refused(.journalBehind(heard: bench.settling.head.sequence))
        )
        #expect(try await bench.verdict(bench.third) == .given)
        await bench.ledger.close()
    }

    @Test func `a kiosk in quarantine is given nothing, and of its sales nothing is given`()
        async throws
    {
        let bench = try await Bench(folder)
        var forked = JournalWriter(kiosk: 7)
        forked.append(.programStarted(version: "another journal"))
        _ = try await bench.ledger.ingest(forked.batch())
        #expect(try await bench.ask(bench.selling) == .refused(.quarantined))
        #expect(try await bench.verdict(bench.settling) == .unheard(bench.selling.kiosk))
        await bench.ledger.close()
    }

    @Test func `only the kiosk that sold gives money back`() async throws {
        let bench = try await Bench(folder, .owed)
        let answer = try await bench.ask(bench.settling, .refund(bench.sale))
        #expect(answer == .refused(.foreignSale))
        await bench.ledger.close()
    }

    @Test func `leave to refund a sale that the ledger has not heard is kept until it has`()
        async throws
    {
        var bench = try await Bench(folder, .written)
        let sale = bench.selling.sell(.owed, receipt: nil)
        guard case .ruled(let rulings) = try await bench.ask(bench.selling, .refund(sale)) else {
            return
        }
        #expect(rulings == [SaleRuling(sale, .given)])
        try await bench.hear(bench.selling)
        guard case .ruled(let told) = try await bench.ask(bench.settling) else { return }
        #expect(told.map(\.verdict) == [.beingRefunded(by: bench.selling.kiosk)])
        await bench.ledger.close()
    }

    @Test func `a sale that another kiosk wrote leaves its home's accounts at zero, in any order`()
        async throws
    {
        for outcome in [nil, .owed, .unknown] as [SaleOutcome?] {
            var selling = JournalWriter(kiosk: 7)
            let sale = selling.sell(fen: 500, outcome, receipt: nil)
            var settling = JournalWriter(kiosk: 3)
            settling.append(.saleTakenUp(sale, Sample.intent(paid: 500)))
            settling.conclude(sale, .unknown)
            settling.conclude(sale, .written)
            settling.append(.receiptConcluded(sale, .printed))
            for order in [[selling, settling], [settling, selling]] {
                let folder = LedgerFolder()
                let ledger = try await folder.open()
                for journal in order { _ = try await ledger.ingest(journal.batch()) }
                let balance = try await ledger.trialBalance(through: nil, of: nil)
                let standing = balance.accounts.filter { $0.amount != .zero }.map(\.account)
                #expect(Set(standing) == [.counterCash, .electricitySold])
                await ledger.close()
                #expect(try await folder.soundCounts()?.sales == 1)
            }
        }
    }
}

extension JournalWriter {
    /// Adds that the money of a sale went back.
    mutating func refund(_ sale: SaleIdentifier) {
        append(.saleRefunded(Sample.refund(of: sale)))
    }
}

/// A store that was filled from a copy has forgotten whom it gave what.
@Suite(.timeLimit(.minutes(2)), .onBothStores) struct RestoredClaimTests {
    let folder = LedgerFolder()
    let restored = LedgerFolder()

    private func hears(
        _ ledger: any LedgerStore,
        _ journal: JournalWriter,
        second: Int64
    ) async throws {
        let key = Sample.signingKey(UInt8(journal.kiosk.number))
        let heartbeat = Heartbeat(
            kiosk: journal.kiosk,
            epoch: 1,
            head: journal.head,
            businessDay: Sample.day,
            wallTime: Sample.noon + second,
            monotonicNanoseconds: UInt64(second) * 1_000_000_000,
            bootIdentifier: [UInt8](repeating: 0xB0, count: 16),
            counter: UInt32(second),
            key: KeyIdentifier(key.publicKey)
        )
        _ = try await ledger.keep(
            SignedHeartbeat(heartbeat, signedBy: key),
            receivedAt: Sample.noon + second
        )
    }

    @Test func `nothing of a kiosk is given before a restored ledger has all that it recorded`()
        async throws
    {
        var bench = try await SaleClaimTests.Bench(folder, .owed)
        let file = folder.path + "/backup.pklb"
        _ = try await folder.openReader().backUp(to: file)
        #expect(try await bench.refund() == .given)
        bench.selling.refund(bench.sale)
        try await bench.hear(bench.selling)
        await bench.ledger.close()

        _ = try await restored.location.restore(from: file)
        let ledger = try await restored.open()
        let again = bench.moved(to: ledger)
        let unheard = SaleRuling.Verdict.unheard(bench.selling.kiosk)
        #expect(try await again.verdict(bench.settling) == unheard)
        try await hears(ledger, bench.selling, second: 1)
        #expect(try await again.verdict(bench.settling) == unheard, "its records are missing yet")
        try await again.hear(bench.selling)
        #expect(try await again.ask(bench.settling) == .ruled([]), "the refund is known again")
        await ledger.close()
    }

    @Test func `a kiosk that was heard again is believed`() async throws {
        let bench = try await SaleClaimTests.Bench(folder, .owed)
        let file = folder.path + "/backup.pklb"
        _ = try await folder.openReader().backUp(to: file)
        await bench.ledger.close()
        _ = try await restored.location.restore(from: file)
        let ledger = try await restored.open()
        let again = bench.moved(to: ledger)
        try await hears(ledger, bench.selling, second: 1)
        #expect(try await again.verdict(bench.settling) == .given)
        await ledger.close()
    }

    @Test func `money goes back only when every kiosk was heard that may have been given the sale`()
        async throws
    {
        var bench = try await SaleClaimTests.Bench(folder, .owed)
        let file = folder.path + "/backup.pklb"
        _ = try await folder.openReader().backUp(to: file)
        #expect(try await bench.verdict(bench.settling) == .given)
        await bench.ledger.close()
        bench.settling.append(.saleTakenUp(bench.sale, Sample.intent()))

        _ = try await restored.location.restore(from: file)
        let ledger = try await restored.open()
        let again = bench.moved(to: ledger)
        #expect(try await again.refund() == .unheard(bench.settling.kiosk))
        try await hears(ledger, bench.third, second: 1)
        try await hears(ledger, bench.settling, second: 1)
        #expect(try await again.refund() == .unheard(bench.settling.kiosk))
        try await again.hear(bench.settling)
        try await hears(ledger, bench.settling, second: 2)
        #expect(try await again.refund() == SaleClaimTests.elsewhere, "it took the sale up")
        await ledger.close()
    }
}

extension SaleClaimTests.Bench {
    /// The same kiosks before another ledger.
    func moved(to other: any LedgerStore) -> Self {
        Self(
            ledger: other,
            selling: selling,
            settling: settling,
            third: third,
            sale: sale
        )
    }

    private init(
        ledger: any LedgerStore,
        selling: JournalWriter,
        settling: JournalWriter,
        third: JournalWriter,
        sale: SaleIdentifier
    ) {
        self.ledger = ledger
        (self.selling, self.settling, self.third) = (selling, settling, third)
        self.sale = sale
    }
}

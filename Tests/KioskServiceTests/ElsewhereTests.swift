import Dispatch
import Journal
import Ledger
import Prepayment
import RecordChain
import SmartCards
import TestSupport
import Testing
import VirtualCard
import VirtualDevices

@testable import KioskService

/// A sale of one kiosk that is settled at another: its credit is on the card once, under its own name
/// and number, and its money goes one way.
@Suite(.timeLimit(.minutes(2))) struct ElsewhereTests {
    private func settle(_ bench: TestKiosk) async throws(SaleError) -> Settlement {
        try await bench.kiosk.sales.settle(TestReaders.first)
    }

    private func refund(
        _ sale: SaleIdentifier,
        _ bench: TestKiosk
    ) async throws(SaleError) -> RefundReport {
        try await bench.kiosk.sales.refund(
            Sample.refund(of: sale),
            reader: .success(TestReaders.first)
        )
    }

    private func expectOnCard(_ sale: SaleIdentifier, _ estate: TestEstate, fen: Int64 = 10_000)
        throws
    {
        let snapshot = try estate.first.read()
        #expect(snapshot.lastLoad.sale == sale && snapshot.lastLoad.purchaseNumber == 1)
        #expect(snapshot.waiting == Credit(count: fen))
    }

    @Test func `what did not land is written by the other kiosk, and its home is told landed`()
        async throws
    {
        let estate = try await TestEstate()
        let sale = try await estate.first.sellWithLostCommit().conclusion.sale
        try await estate.send(estate.first)
        estate.card.putOn()
        let settlement = try await settle(estate.second)
        #expect(SettlementJSON(settlement).result == "written now")
        #expect(settlement.ledger == .asked)
        #expect(settlement.sales.first?.report.conclusion.sale == sale)
        try expectOnCard(sale, estate)
        #expect(
            try await estate.second.kinds() == [.saleTakenUp, .saleConcluded, .receiptConcluded]
        )
        #expect(try estate.second.place.receipts().joined().contains { $0.contains("\(sale)") })
        #expect(try await settle(estate.second).sales.isEmpty)
        try await estate.send(estate.second)
        #expect(try await settle(estate.first).sales.map(\.result) == [.landed])
        #expect(
            try await estate.finish() == ["counterCash": 10_000, "electricitySold": -10_000]
        )
    }

    @Test(arguments: [false, true])
    func `what landed is said by whoever sees it, and nothing is written`(
        meterTookIt: Bool
    ) async throws {
        let estate = try await TestEstate()
        let sale = try await estate.first.sellWithoutAnswer().conclusion.sale
        try await estate.send(estate.first)
        estate.card.putOn()
        if meterTookIt {
            try estate.card.insertIntoMeter(
                estate.first.place.keys,
                Sample.reading(accepted: 1)
            )
        }
        try await estate.second.tap()
        try expectOnCard(sale, estate, fen: meterTookIt ? 0 : 10_000)
        let kinds = try await estate.second.kinds().filter { $0 != .readingCollected }
        #expect(kinds == [.saleConcluded, .receiptConcluded])
        #expect(
            try await estate.finish() == ["counterCash": 10_000, "electricitySold": -10_000]
        )
    }

    @Test func `who buys elsewhere is told of the open sale first, and buys then`() async throws {
        let estate = try await TestEstate()
        let sale = try await estate.first.sellWithLostCommit().conclusion.sale
        try await estate.send(estate.first)
        estate.card.putOn()
        await #expect(throws: SaleError.finishedEarlierSale(sale, .written)) {
            try await estate.second.sell(key: "another")
        }
        try expectOnCard(sale, estate)
        try estate.card.insertIntoMeter(estate.first.place.keys, Sample.reading(accepted: 1))
        let next = try await estate.second.sell(key: "another").conclusion
        #expect(next.outcome == .written && next.sale.kiosk == KioskIdentifier(8))
        _ = try await estate.finish()
    }

    @Test(arguments: [false, true])
    func `of two sales with one number one is written, and the other is held by nobody`(
        isTapped: Bool
    ) async throws {
        let estate = try await TestEstate()
        let first = try await estate.first.sellWithLostCommit().conclusion.sale
        estate.card.putOn()
        let second = try await estate.second.sellWithLostCommit().conclusion.sale
        try await estate.send(estate.first)
        estate.card.putOn()
        if isTapped {
            try await estate.second.tap()
        } else {
            let settlement = try await settle(estate.second)
            #expect(settlement.sales.map(\.report.conclusion.sale) == [second])
            #expect(settlement.elsewhere.map(\.sale) == [first])
        }
        try expectOnCard(second, estate)
        #expect(try await !estate.second.kinds().contains(.saleTakenUp))
        try await estate.send(estate.second)
        #expect(try await refund(first, estate.first).proof == .card)
        #expect(
            try await estate.finish()
                == ["counterCash": 20_000, "electricitySold": -10_000, "refunds": -10_000]
        )
    }

    /// Both were taken up before, by a conversation that was cut off.
    @Test func `of two sales taken up with one number one is written`() async throws {
        let estate = try await TestEstate()
        let first = try await estate.first.sellWithLostCommit()
        estate.card.putOn()
        let second = try await estate.second.sellWithLostCommit().conclusion.sale
        _ = try await estate.second.kiosk.journal.perform { file throws(JournalError) in
            try file.takeUp(
                [(first.conclusion.sale, first.intent)],
                after: file.head.sequence
            )
        }
        estate.card.putOn()
        #expect(try await settle(estate.second).sales.map(\.result) == [.writtenNow, .notLanded])
        try expectOnCard(second, estate)
        _ = try await estate.finish()
    }

    @Test func `killed behind taking up, the kiosk goes on from its own journal alone`()
        async throws
    {
        let estate = try await TestEstate()
        let report = try await estate.first.sellWithLostCommit()
        let (sale, intent) = (report.conclusion.sale, report.intent)
        try await estate.send(estate.first)
        _ = try await estate.second.kiosk.journal.perform { file throws(JournalError) in
            try file.takeUp([(sale, intent)], after: file.head.sequence)
        }
        await estate.second.close()
        estate.card.putOn()
        let again = try await TestKiosk(
            estate.second.place,
            estate.card,
            estate.second.place.configuration(kiosk: 8)
        )
        let settlement = try await settle(again)
        #expect(settlement.ledger == .noLedger)
        #expect(settlement.sales.map(\.result) == [.writtenNow])
        try expectOnCard(sale, estate)
        await again.close()
        await estate.first.close()
        await estate.ledger.close()
    }

    @Test func `the intent is in the other journal before its first command that changes the card`()
        async throws
    {
        let estate = try await TestEstate()
        let sale = try await estate.first.sellWithLostCommit().conclusion.sale
        try await estate.send(estate.first)
        estate.card.putOn()
        let taken = Kept<[SaleIdentifier]>()
        let journal = estate.second.kiosk.journal
        let memory = estate.card.memory
        // The last moment at which the card is as it was.
        estate.card.watch { _, command in
            guard command.count > 1, command[1] == Seen.commit, !taken.isThere else { return }
            let done = DispatchSemaphore(value: 0)
            Task {
                taken.keep(await Result { try await journal.unsettledNames() })
                done.signal()
            }
            done.wait()
        }
        _ = try await settle(estate.second)
        #expect(try taken.value() == [sale])
        #expect(estate.card.memory != memory)
        _ = try await estate.finish()
    }

    @Test func `a lost answer at the other kiosk too is settled there, or at home, once`()
        async throws
    {
        for landed in [false, true] {
            for settlesAtHome in [false, true] {
                let estate = try await TestEstate()
                let sale = try await estate.first.sellWithLostCommit().conclusion.sale
                try await estate.send(estate.first)
                estate.card.putOn()
                let commit = try await estate.writingCommitIndex()
                estate.card.pull(at: commit, landed ? .dropAfterExecuting : .dropBeforeExecuting)
                #expect(try await settle(estate.second).sales.map(\.result) == [.unknown])
                try await estate.send(estate.second)
                estate.card.putOn()
                await #expect(throws: SaleError.self, "nothing goes back while another writes") {
                    try await refund(sale, estate.first)
                }
                estate.way.isAway = true
                let settling = settlesAtHome ? estate.first : estate.second
                let results = try await settle(settling).sales.map(\.result)
                if !(landed && settlesAtHome) {
                    #expect(results == [landed ? .landed : .writtenNow])
                }
                try expectOnCard(sale, estate)
                _ = try await settle(estate.second)
                _ = try await settle(estate.first)
                try expectOnCard(sale, estate)
                #expect(
                    try await estate.finish()
                        == ["counterCash": 10_000, "electricitySold": -10_000]
                )
            }
        }
    }

    @Test func `while one kiosk settles, another says so and sells nothing`() async throws {
        let estate = try await TestEstate()
        let sale = try await estate.first.sellWithLostCommit().conclusion.sale
        try await estate.send(estate.first)
        estate.card.putOn()
        estate.card.pull(at: try await estate.writingCommitIndex(), .dropBeforeExecuting)
        _ = try await settle(estate.second)
        try await estate.send(estate.second)
        estate.card.putOn()
        let third = try await TestEstate.neighbour(
            9,
            of: estate.first,
            claims: TestClaims(estate.ledger, KioskIdentifier(9))
        )
        let elsewhere = SaleError.settledElsewhere(sale, by: KioskIdentifier(8))
        await #expect(throws: elsewhere) { try await third.sell(key: "third") }
        await #expect(throws: elsewhere) { try await third.tap() }
        let settlement = try await settle(third)
        #expect(settlement.sales.isEmpty)
        #expect(
            settlement.elsewhere.map(\.sentence)
                == ["Sale \(sale) is being settled at kiosk K0008."]
        )
        #expect(SettlementJSON(settlement).result == "not landed")
        await #expect(throws: elsewhere) { try await refund(sale, estate.first) }
        #expect(try await !estate.first.kinds().contains(.saleRefunded))
        await third.close()
        _ = try await estate.finish()
    }

    @Test func `what the other kiosk could not write is free again, and can be refunded`()
        async throws
    {
        let estate = try await TestEstate()
        let sale = try await estate.first.sellWithLostCommit().conclusion.sale
        try await estate.send(estate.first)
        estate.card.putOn()
        estate.card.pull(at: try await estate.writingCommitIndex() - 1, .dropBeforeExecuting)
        #expect(try await settle(estate.second).sales.map(\.result) == [.notLanded])
        estate.card.putOn()
        await #expect(throws: SaleError.settledElsewhere(sale, by: KioskIdentifier(8))) {
            try await refund(sale, estate.first)
        }
        try await estate.send(estate.second)
        #expect(try await refund(sale, estate.first).refund.clerk == "clerk 3")
        let memory = estate.card.memory
        #expect(try await settle(estate.second).sales.isEmpty, "it is not written any more")
        #expect(estate.card.memory == memory)
        #expect(try await estate.finish() == ["counterCash": 10_000, "refunds": -10_000])
    }

    @Test func `two accounts of a card are settled in one tap`() async throws {
        let estate = try await TestEstate()
        let terms = try estate.first.kiosk.configuration.terms(for: .water)
        try estate.card.issue(terms, keys: estate.first.place.keys)
        let electricity = try await estate.first.sellWithLostCommit().conclusion.sale
        estate.card.putOn()
        let water = try await estate.first.sellWithoutCommit(key: "w", utility: .water)
        estate.card.putOn()
        try await estate.send(estate.first)
        let settled = try await settle(estate.second).sales
        #expect(settled.map(\.report.conclusion.sale) == [electricity, water.conclusion.sale])
        #expect(settled.map(\.result) == [.writtenNow, .writtenNow])
        #expect(
            try await estate.second.kinds().prefix(2) == [.saleTakenUp, .saleTakenUp],
            "both stand behind the question, before either is written"
        )
        #expect(try estate.first.read(.water).lastLoad.sale == water.conclusion.sale)
        try expectOnCard(electricity, estate)
        let standing = try await estate.finish()
        #expect(Set(standing.keys) == ["counterCash", "electricitySold", "waterSold"])
    }

    @Test func `of a sale that the card has forgotten the ledger's word is taken`() async throws {
        let estate = try await TestEstate()
        _ = try await estate.first.sellWithLostCommit()
        try await estate.send(estate.first)
        estate.card.putOn()
        estate.card.pull(at: try await estate.writingCommitIndex(), .dropBeforeExecuting)
        #expect(try await settle(estate.second).sales.map(\.result) == [.unknown])
        estate.card.putOn()
        // At home it is written, and bought again until the history does not reach back.
        try await estate.first.tap()
        for number in 1...12 as ClosedRange<UInt32> {
            let reading = Sample.reading(accepted: number)
            try estate.card.insertIntoMeter(estate.first.place.keys, reading)
            _ = try await estate.first.sell(key: "later-\(number)")
        }
        estate.way.isAway = true
        await #expect(throws: SaleError.self) { try await settle(estate.second) }
        estate.way.isAway = false
        try await estate.send(estate.first)
        try await estate.send(estate.second)
        let again = try await TestEstate.reopened(estate.second, claims: estate.way)
        #expect(try await settle(again).sales.map(\.report.conclusion.outcome) == [.written])
        #expect(try await settle(again).sales.isEmpty)
        await again.close()
        await estate.first.close()
        await estate.ledger.close()
    }

    @Test func `no money goes back while the ledger cannot be asked`() async throws {
        let estate = try await TestEstate()
        let way = TestClaims(estate.ledger, KioskIdentifier(7))
        way.isAway = true
        await estate.first.close()
        let place = estate.first.place
        let bench = try await TestKiosk(place, estate.card, place.configuration(), claims: way)
        let sale = try await bench.sellWithoutCommit().conclusion.sale
        estate.card.putOn()
        let refused = SaleError.ledgerNotAsked(sale, reason: MemoryLedger.away.sentence)
        await #expect(throws: refused) { try await refund(sale, bench) }
        #expect(try await !bench.kinds().contains(.saleRefunded))
        way.isAway = false
        #expect(try await refund(sale, bench).refund.sale == sale)
        way.isAway = true
        #expect(try await refund(sale, bench).refund.sale == sale, "the same, once more")
        await bench.close()
        await estate.second.close()
        await estate.ledger.close()
    }

    @Test func `a ledger that does not answer stops nothing, and is left alone for a while`()
        async throws
    {
        let estate = try await TestEstate()
        estate.way.isAway = true
        let settlement = try await settle(estate.second)
        #expect(settlement.ledger == .notAsked(reason: MemoryLedger.away.sentence))
        let json = SettlementJSON(settlement)
        #expect(json.result == "nothing to settle" && json.ledger == "not asked")
        #expect(json.ledgerProblem == "The ledger is away.")
        #expect(try await estate.second.sell().conclusion.outcome == .written)
        #expect(estate.way.asked == 1)
        _ = try await estate.finish()
    }

    @Test func `how long a ledger is left alone is told by the clock that is given`() {
        var pause = ClaimPause()
        #expect(pause.reason(at: 0) == nil)
        pause.noteFailure("away", at: 1_000)
        #expect(pause.reason(at: 1_000) == "away")
        #expect(pause.reason(at: 30_000_000_999) == "away")
        #expect(pause.reason(at: 30_000_001_000) == nil)
        #expect(pause.reason(at: 999) == nil, "the machine was started anew")
        pause.noteAnswer()
        #expect(pause.reason(at: 1_001) == nil)
    }
}

extension TestEstate {
    /// The number of the command with which the second kiosk commits what it writes for the first.
    func writingCommitIndex() async throws -> Int {
        let place = try first.place.copyWithoutJournal()
        let twin = try await TestKiosk(
            place,
            TestCard(memory: card.memory),
            place.configuration(kiosk: 9)
        )
        let intent = try await first.kiosk.journal.perform { file throws(JournalError) in
            try file.unsettledSales().map { ($0.sale, $0.intent) }
        }
        _ = try await twin.kiosk.journal.perform { file throws(JournalError) in
            try file.takeUp(
                intent.map { (sale: $0.0, intent: $0.1) },
                after: file.head.sequence
            )
        }
        twin.card.watch()
        _ = try await twin.kiosk.sales.settle(TestReaders.first)
        await twin.close()
        return try #require(twin.card.seen.firstIndex(of: Seen.commit))
    }
}

extension Journal {
    fileprivate func unsettledNames() throws(JournalError) -> [SaleIdentifier] {
        try perform { file throws(JournalError) in try file.unsettledSales().map(\.sale) }
    }
}

import Journal
import Prepayment
import RecordChain
import SmartCards
import TestSupport
import Testing
import VirtualCard
import VirtualDevices

@testable import KioskService

/// The heart: whenever the card goes, before or after it carried a command out, and whether the
/// kiosk lives on or dies with it, the resident gets what was paid, once.
@Suite(.timeLimit(.minutes(3))) struct PulledCardTests {
    typealias Fault = VirtualDevices.CardFault

    /// How far a sale had come when the card went.
    enum Stage: Equatable {
        /// Nothing had been written anywhere.
        case reading
        /// Commands were sent that a card forgets without a commit.
        case staged
        /// The commit had been sent, or even answered.
        case committed
    }

    static func stage(_ seen: [UInt8]) -> Stage {
        if seen.contains(Seen.commit) { return .committed }
        return seen.contains(Seen.credit) ? .staged : .reading
    }

    @Test(
        arguments: [CardModel.ev1, .ev2],
        [Fault.dropBeforeExecuting, .dropAfterExecuting]
    )
    func `a card pulled at any command is written once`(
        model: CardModel,
        fault: Fault
    ) async throws {
        let blank = try await TestKiosk(model)
        await blank.close()
        var stages: [Stage] = []
        for index in 0... {
            let bench = try await TestKiosk(blank.place.copy(), TestCard(memory: blank.card.memory))
            bench.card.pull(at: index, fault)
            let result = await Result { try await bench.sell() }
            if bench.card.isPresent {
                #expect(try result.get().conclusion.outcome == .written)
                await bench.close()
                break
            }
            let stage = Self.stage(bench.card.seen)
            stages.append(stage)
            try expect(result, after: stage, "command \(index)")

            bench.card.putOn()
            try await expectFinished(bench, wasPaid: stage != .reading, "command \(index)")
            await bench.close()
        }
        expectAllStages(stages)
    }

    @Test(
        arguments: [CardModel.ev1, .ev2],
        [Fault.dropBeforeExecuting, .dropAfterExecuting]
    )
    func `a kiosk without power at any command finishes the sale when it starts`(
        model: CardModel,
        fault: Fault
    ) async throws {
        let blank = try await TestKiosk(model)
        await blank.close()
        var stages: [Stage] = []
        for index in 0... {
            let bench = try await TestKiosk(blank.place.copy(), TestCard(memory: blank.card.memory))
            let disk = Kept<KioskPlace>()
            bench.card.pull(at: index, fault) { [place = bench.place] now, _ in
                if now == index { disk.keep { try place.copy() } }
            }
            _ = await Result { try await bench.sell() }
            await bench.close()
            if bench.card.isPresent { break }
            let stage = Self.stage(bench.card.seen)
            stages.append(stage)

            bench.card.putOn()
            let after = try await TestKiosk(try disk.value(), bench.card)
            try await expectFinished(after, wasPaid: stage != .reading, "command \(index)")
            await after.close()
        }
        expectAllStages(stages)
    }

    @Test(
        arguments: [Fault.dropBeforeExecuting, .dropAfterExecuting],
        [Fault.dropBeforeExecuting, .dropAfterExecuting]
    )
    func `a card pulled again while its sale is finished is still written once`(
        first: Fault,
        second: Fault
    ) async throws {
        let torn = try await TestKiosk(.ev2)
        torn.card.watch()
        let blank = torn.card.memory
        _ = try await torn.sell(key: "to count")
        let commit = try #require(torn.card.seen.firstIndex(of: Seen.commit))
        await torn.close()

        for index in 0... {
            let bench = try await TestKiosk(
                torn.place.copyWithoutJournal(),
                TestCard(memory: blank)
            )
            bench.card.pull(at: commit, first)
            _ = try await bench.sell()
            bench.card.pull(at: index, second)
            _ = await Result { try await bench.tap() }
            let wasPulledAgain = !bench.card.isPresent
            bench.card.putOn()
            try await expectFinished(bench, wasPaid: true, "command \(index) of the tap")
            await bench.close()
            if !wasPulledAgain { break }
            try #require(index < 100, "the tap has no end")
        }
    }

    private func expect(
        _ result: Result<SaleReport, any Error>,
        after stage: Stage,
        _ comment: Comment
    ) throws {
        switch stage {
        case .reading:
            let error = #expect(throws: SaleError.self, comment) { try result.get() }
            guard case .card = error else {
                Issue.record("\(comment): \(String(describing: error))")
                return
            }
        case .staged:
            let outcome = try result.get().conclusion.outcome
            #expect(outcome.name == "owed", comment)
            #expect(outcome.fault?.sentence.isEmpty == false, comment)
        case .committed:
            let outcome = try result.get().conclusion.outcome
            #expect(outcome.name == "unknown", comment)
            #expect(outcome.fault?.sentence.isEmpty == false, comment)
        }
    }

    /// The next tap ends what was begun, and one more changes nothing.
    private func expectFinished(
        _ bench: TestKiosk,
        wasPaid: Bool,
        _ comment: Comment
    ) async throws {
        let snapshot = try await bench.tap()
        #expect(snapshot.waiting == Credit(count: wasPaid ? 10_000 : 0), comment)
        #expect(snapshot.lastLoad.purchaseNumber == (wasPaid ? 1 : 0), comment)
        let conclusion = try await bench.lastConclusion()
        #expect(conclusion?.outcome == (wasPaid ? .written : nil), comment)
        #expect((conclusion?.sale ?? .none) == snapshot.lastLoad.sale, comment)
        let intents = try await bench.kinds().filter { $0 == .saleIntended }
        #expect(intents.count == (wasPaid ? 1 : 0), comment)
        #expect(try bench.card.history(bench.place.keys).count == (wasPaid ? 1 : 0), comment)

        let (memory, records) = (bench.card.memory, try await bench.records())
        #expect(try await bench.tap() == snapshot, comment)
        #expect(bench.card.memory == memory, comment)
        #expect(try await bench.records() == records, comment)
    }

    /// Else the loop above proved less than it says.
    private func expectAllStages(_ stages: [Stage]) {
        for stage in [Stage.reading, .staged, .committed] {
            #expect(stages.count { $0 == stage } >= 2, "\(stage)")
        }
    }
}

/// A sale that stays open, and what else may happen meanwhile.
@Suite(.timeLimit(.minutes(1))) struct UnfinishedSaleTests {
    /// A kiosk with a sale that is owed: the card went before the commit.
    private func benchWithOwedSale() async throws -> (TestKiosk, SaleIdentifier) {
        let bench = try await TestKiosk()
        let report = try await bench.sellWithoutCommit()
        bench.card.putOn()
        return (bench, report.conclusion.sale)
    }

    @Test func `an owed sale is finished first, then the card may buy`() async throws {
        let (bench, sale) = try await benchWithOwedSale()
        let error = await #expect(throws: SaleError.self) { try await bench.sell(500, key: "b") }
        #expect(error == .finishedEarlierSale(sale, .written))
        #expect(
            error?.sentence
                == "Sale \(sale) was unfinished on this card; its credit is on the card now."
        )
        #expect(try bench.read().waiting == Credit(count: 10_000))
        // The credit must reach its meter before more is sold.
        let refused = await #expect(throws: SaleError.self) { try await bench.sell(500, key: "b") }
        guard case .refused(.previousPurchaseWaiting) = refused else { throw refused ?? .busy }
        try bench.card.insertIntoMeter(
            bench.place.keys,
            Sample.reading(accepted: 1, remaining: 10_000)
        )
        #expect(try await bench.sell(500, key: "b").intent.purchaseNumber == 2)
        await bench.close()
    }

    @Test func `the finished sale has a receipt of its own`() async throws {
        let (bench, _) = try await benchWithOwedSale()
        try await bench.tap()
        let receipts = try bench.place.receipts()
        #expect(receipts.map(\.last) == ["owed", "written"])
        #expect(receipts.map { $0[1] } == Array(repeating: receipts[0][1], count: 2))
        await bench.close()
    }

    @Test func `the same request tells the sale's newest outcome`() async throws {
        let (bench, sale) = try await benchWithOwedSale()
        #expect(try await bench.sell().conclusion.outcome.name == "owed")
        try await bench.tap()
        let report = try await bench.sell()
        #expect(report.conclusion.sale == sale)
        #expect(report.conclusion.outcome == .written)
        await bench.close()
    }

    @Test func `another card buys while one sale is open`() async throws {
        let (bench, sale) = try await benchWithOwedSale()
        let neighbour = TestCard()
        let terms = try bench.kiosk.configuration.terms(for: .electricity)
        try neighbour.issue(terms, keys: bench.place.keys, meter: Sample.digits("77"))
        bench.readers.put(neighbour)
        try await bench.tap()
        let report = try await bench.sell(500, key: "b")
        #expect(report.conclusion.outcome == .written)
        #expect(try neighbour.read(bench.place.keys).waiting == Credit(count: 500))
        #expect(try bench.read().waiting == .zero)
        let open = try await bench.kiosk.journal.perform {
            [card = bench.card] file
                throws(JournalError) in
            try file.unsettledSales(on: card.identifier).map(\.sale)
        }
        #expect(open == [sale])
        await bench.close()
    }

    @Test func `a card that another kiosk wrote since cannot tell`() async throws {
        let (bench, sale) = try await benchWithOwedSale()
        let elsewhere = try bench.place.copyWithoutJournal()
        let other = try await TestKiosk(elsewhere, bench.card, elsewhere.configuration(kiosk: 8))
        _ = try await other.sell(700)
        await other.close()

        let (memory, records) = (bench.card.memory, try await bench.records())
        await #expect(throws: SaleError.undecided(sale)) { try await bench.tap() }
        await #expect(throws: SaleError.undecided(sale)) { try await bench.sell(500, key: "b") }
        #expect(
            SaleError.undecided(sale).hint
                == "Take the card and its receipt to the office; nothing was sold."
        )
        #expect(bench.card.memory == memory)
        #expect(try await bench.records() == records)
        await bench.close()
    }

    @Test func `each account of a card is finished, whichever is read first`() async throws {
        let bench = try await TestKiosk()
        try bench.card.issue(bench.kiosk.configuration.terms(for: .water), keys: bench.place.keys)
        let water = try await bench.sellWithoutCommit(key: "w", utility: .water)
        bench.card.putOn()
        // The electricity account is read first, and nothing is open there.
        #expect(try await bench.tap().holder.utility == .electricity)
        #expect(try bench.read(.water).lastLoad.sale == water.conclusion.sale)
        #expect(try await bench.lastConclusion()?.outcome == .written)
        await bench.close()
    }

    @Test func `an open sale of one account hides none of another`() async throws {
        let bench = try await TestKiosk()
        try bench.card.issue(bench.kiosk.configuration.terms(for: .water), keys: bench.place.keys)
        let power = try await bench.sellWithoutCommit(key: "e", utility: .electricity)
        bench.card.putOn()
        let water = try await bench.sellWithoutCommit(key: "w", utility: .water)
        bench.card.putOn()
        await #expect(throws: SaleError.finishedEarlierSale(water.conclusion.sale, .written)) {
            try await bench.sell(500, key: "w2", utility: .water)
        }
        #expect(try bench.read(.electricity).waiting == .zero)
        try await bench.tap()
        #expect(try bench.read(.electricity).lastLoad.sale == power.conclusion.sale)
        #expect(try bench.read(.water).lastLoad.sale == water.conclusion.sale)
        await bench.close()
    }

    @Test func `credit that the meter took meanwhile is not written again`() async throws {
        let bench = try await TestKiosk()
        let commit = try await bench.commitIndex()
        bench.card.pull(at: commit, .dropAfterExecuting)
        let report = try await bench.sell()
        #expect(report.conclusion.outcome.name == "unknown")
        bench.card.putOn()
        try bench.card.insertIntoMeter(
            bench.place.keys,
            Sample.reading(accepted: 1, remaining: 10_000)
        )
        let snapshot = try await bench.tap()
        #expect(snapshot.waiting == .zero, "the balance alone would say: never written")
        #expect(try await bench.lastConclusion()?.outcome == .written)
        await bench.close()
    }
}

import Journal
import Prepayment
import RecordChain
import SmartCards
import TestSupport
import Testing
import VirtualCard
import VirtualDevices

@testable import KioskService

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

    @Test func `a sale whose number went to another kiosk's is owed, and said once`() async throws {
        let bench = try await TestKiosk()
        let sale = try await bench.sellWithLostCommit().conclusion.sale
        bench.card.putOn()
        let other = try await bench.sellElsewhere(700)
        let memory = bench.card.memory
        let owed = SaleOutcome.owed(CardFault("Its purchase number went to sale \(other)."))
        let error = await #expect(throws: SaleError.self) { try await bench.tap() }
        #expect(error == .finishedEarlierSale(sale, owed))
        #expect(error?.hint.contains("kiosk refund \(sale)") == true)
        #expect(try await bench.lastConclusion()?.outcome == owed)
        let records = try await bench.records()
        await #expect(throws: SaleError.finishedEarlierSale(sale, owed)) { try await bench.tap() }
        await #expect(throws: SaleError.finishedEarlierSale(sale, owed)) {
            try await bench.sell(500, key: "b")
        }
        #expect(bench.card.memory == memory)
        #expect(try await bench.records() == records)
        await bench.close()
    }

    @Test func `a sale that was owed for another reason is told anew when its number has gone`()
        async throws
    {
        let (bench, sale) = try await benchWithOwedSale()
        let other = try await bench.sellElsewhere(700)
        let owed = SaleOutcome.owed(CardFault("Its purchase number went to sale \(other)."))
        await #expect(throws: SaleError.finishedEarlierSale(sale, owed)) { try await bench.tap() }
        #expect(try await bench.lastConclusion()?.outcome == owed)
        await bench.close()
    }

    @Test func `a chip that was issued to somebody else gets nothing of it`() async throws {
        let (bench, sale) = try await benchWithOwedSale()
        let next = TestCard(
            memory: CardMemory(blank: .ev2, masterKey: .aes, uid: bench.card.memory.uid)
        )
        try next.issue(
            bench.kiosk.configuration.terms(for: .electricity),
            keys: bench.place.keys,
            meter: Sample.digits("77")
        )
        bench.readers.put(next)
        await #expect(throws: SaleError.undecided(sale, .issuedAnew)) { try await bench.tap() }
        #expect(try next.read(bench.place.keys).waiting == .zero)
        await bench.close()
    }

    @Test func `a meter that took the number from elsewhere keeps it from being written`()
        async throws
    {
        let (bench, sale) = try await benchWithOwedSale()
        try bench.card.insertIntoMeter(bench.place.keys, Sample.reading(accepted: 1))
        await #expect(throws: SaleError.undecided(sale, .meterIsAhead)) { try await bench.tap() }
        #expect(try bench.read().waiting == .zero)
        await bench.close()
    }

    @Test func `later purchases elsewhere hide a sale that landed only without a history`()
        async throws
    {
        let bench = try await TestKiosk()
        bench.card.pull(at: try await bench.commitIndex(), .dropAfterExecuting)
        #expect(try await bench.sell().conclusion.outcome.name == "unknown")
        bench.card.putOn()
        try bench.card.insertIntoMeter(
            bench.place.keys,
            Sample.reading(accepted: 1, remaining: 10_000)
        )
        _ = try await bench.sellElsewhere(700)
        let snapshot = try await bench.tap()
        #expect(snapshot.lastLoad.purchaseNumber == 2)
        #expect(try await bench.lastConclusion()?.outcome == .written)
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

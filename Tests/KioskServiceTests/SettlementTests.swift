import Prepayment
import RecordChain
import SmartCards
import TestSupport
import Testing
import VirtualCard
import VirtualDevices
import WebClient
import WebServer

@testable import KioskService

/// `settle`: what it says, and that it says it without new money.
@Suite(.timeLimit(.minutes(1))) struct SettlementTests {
    private func settle(_ bench: TestKiosk) async throws(SaleError) -> Settlement {
        try await bench.kiosk.sales.settle(TestReaders.first)
    }

    @Test func `nothing to settle`() async throws {
        let bench = try await TestKiosk()
        let fresh = try await settle(bench)
        #expect(fresh.sales.isEmpty && fresh.lastSale == .none)
        let sold = try await bench.sell()
        let settlement = try await settle(bench)
        #expect(settlement.sales.isEmpty && settlement.lastSale == sold.conclusion.sale)
        let json = SettlementJSON(settlement)
        #expect(json.result == "nothing to settle")
        #expect(json.lastSale == sold.conclusion.sale.description)
        await bench.close()
    }

    @Test func `landed, and whether the meter has it`() async throws {
        for isTaken in [false, true] {
            let bench = try await TestKiosk()
            let sale = try await bench.sellWithoutAnswer().conclusion.sale
            bench.card.putOn()
            if isTaken {
                try bench.card.insertIntoMeter(bench.place.keys, Sample.reading(accepted: 1))
            }
            let settled = try #require(try await settle(bench).sales.first)
            #expect(settled.result == .landed)
            #expect(settled.isTaken == isTaken)
            #expect(settled.report.conclusion.sale == sale)
            #expect(try bench.read().waiting == Credit(count: isTaken ? 0 : 10_000))
            #expect(try await settle(bench).sales.isEmpty)
            await bench.close()
        }
    }

    @Test func `written now, with the same name and number`() async throws {
        let bench = try await TestKiosk()
        let sale = try await bench.sellWithLostCommit().conclusion.sale
        bench.card.putOn()
        let settlement = try await settle(bench)
        #expect(SettlementJSON(settlement).result == "written now")
        let snapshot = try bench.read()
        #expect(snapshot.lastLoad.sale == sale && snapshot.lastLoad.purchaseNumber == 1)
        #expect(snapshot.waiting == Credit(count: 10_000))
        let intents = try await bench.kinds().filter { $0 == .saleIntended }
        #expect(intents.count == 1)
        await bench.close()
    }

    @Test func `not landed, when the card goes again or its number went to another`() async throws {
        let bench = try await TestKiosk()
        _ = try await bench.sellWithLostCommit()
        bench.card.putOn()
        bench.card.pull(at: try await bench.commitIndex() - 1, .dropBeforeExecuting)
        #expect(SettlementJSON(try await settle(bench)).result == "not landed")
        bench.card.putOn()
        _ = try await bench.sellElsewhere(700)
        let overtaken = SettlementJSON(try await settle(bench))
        #expect(overtaken.result == "not landed")
        #expect(overtaken.sales.first?.sale.outcome == "owed")
        await bench.close()
    }

    @Test func `the card that replaces another is told of the other's sale`() async throws {
        let bench = try await TestKiosk()
        let sale = try await bench.sellWithLostCommit().conclusion.sale
        let replacement = TestCard()
        let terms = try bench.kiosk.configuration.terms(for: .electricity)
        try replacement.issue(terms, keys: bench.place.keys)
        bench.readers.put(replacement)
        let error = await #expect(throws: SaleError.self) { try await settle(bench) }
        #expect(error == .openOnAnotherCard(sale, bench.card.identifier))
        #expect(error?.sentence.contains("\(bench.card.identifier)") == true)
        // It is not kept from buying, and the other card's sale stays open.
        #expect(try await bench.sell(500, key: "b").conclusion.outcome == .written)
        bench.card.putOn()
        bench.readers.put(bench.card)
        #expect(SettlementJSON(try await settle(bench)).result == "written now")
        await bench.close()
    }

    @Test func `every account of a card is settled at once`() async throws {
        let bench = try await TestKiosk()
        try bench.card.issue(bench.kiosk.configuration.terms(for: .water), keys: bench.place.keys)
        _ = try await bench.sellWithoutCommit(key: "e", utility: .electricity)
        bench.card.putOn()
        _ = try await bench.sellWithoutCommit(key: "w", utility: .water)
        bench.card.putOn()
        let settlement = try await settle(bench)
        #expect(settlement.sales.map(\.result) == [.writtenNow, .writtenNow])
        await bench.close()
    }

    @Test func `a kiosk out of service settles nothing`() async throws {
        let bench = try await TestKiosk()
        await bench.kiosk.sales.stop("The disk failed.")
        await #expect(throws: SaleError.outOfService(reason: "The disk failed.")) {
            try await settle(bench)
        }
        await bench.close()
    }

    @Test func `through the door, and only for the operator`() async throws {
        let door = try await TestDoor(withCard: false)
        _ = try await door.bench.sellWithLostCommit()
        door.bench.card.putOn()
        #expect(try await door.post("/api/settlements", "{}", token: nil).status == 401)
        #expect(
            try await door.post("/api/settlements", "{}").problem().title
                == CardError.noCard.sentence
        )
        // The lobby's own look settles at once; the clerk is told what stands on the card.
        await door.putOn()
        let settlement = try await door.post("/api/settlements", "{}").json(SettlementJSON.self)
        #expect(settlement.result == "nothing to settle")
        #expect(settlement.lastSale.isEmpty == false)
        await door.close()
    }
}

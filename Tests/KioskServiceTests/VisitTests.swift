import LobbyScreen
import Prepayment
import TestSupport
import Testing

@testable import KioskService

/// What the screen is told of a card that was put on.
@Suite(.timeLimit(.minutes(1))) struct VisitTests {
    private func visit(_ bench: TestKiosk) async throws -> CardReading {
        try await bench.kiosk.sales.visit(TestReaders.first)
    }

    @Test func `all accounts are read, with loads and months of use`() async throws {
        let bench = try await TestKiosk()
        try bench.card.issue(
            bench.kiosk.configuration.terms(for: .water),
            keys: bench.place.keys,
            meter: Sample.digits("202400009999")
        )
        _ = try await bench.sell()
        try bench.card.insertIntoMeter(
            bench.place.keys,
            Sample.reading(accepted: 1, remaining: 10_000)
        )
        let reading = try await visit(bench)
        #expect(reading.accounts.map(\.snapshot.holder.utility) == [.electricity, .water])
        #expect(reading.accounts[0].history.map(\.kind) == [.load])
        #expect(reading.accounts[0].monthlyUse.count == 12)
        #expect(reading.accounts[1].history.isEmpty && reading.accounts[1].monthlyUse.isEmpty)
        #expect(reading.open == nil)
        #expect(try await bench.kinds().last == .readingCollected)
        #expect(bench.card.conversations == 0, "the reader is free for others")
        await bench.close()
    }

    @Test func `what is open is told and waits for its holder`() async throws {
        let bench = try await TestKiosk()
        let sale = try await bench.sellWithoutCommit().conclusion.sale
        bench.card.putOn()
        let before = try await bench.kinds()
        let open = try #require(try await visit(bench).open)
        #expect((open.kind, open.sale) == (.owed, sale))
        #expect(open.paid == Money(fen: 10_000))
        #expect(try bench.read().waiting == .zero)
        #expect(try await bench.kinds() == before)
        await bench.close()
    }

    @Test func `what another kiosk left open on any account is written at once`() async throws {
        let estate = try await TestEstate()
        try estate.card.issue(
            estate.first.kiosk.configuration.terms(for: .water),
            keys: estate.first.place.keys,
            meter: Sample.digits("202400009999")
        )
        let sale = try await estate.first.sellWithLostCommit().conclusion.sale
        try await estate.send(estate.first)
        estate.card.putOn()
        let reading = try await visit(estate.second)
        #expect(reading.open == nil)
        #expect(reading.accounts[0].snapshot.lastLoad.sale == sale)
        #expect(reading.accounts[0].snapshot.waiting == Credit(count: 10_000))
        try await estate.send(estate.second)
        _ = try await estate.finish()
    }

    @Test func `a blank card is refused in the screen's words`() async throws {
        let bench = try await TestKiosk(KioskPlace(), TestCard())
        let error = await #expect(throws: SaleError.self) { try await visit(bench) }
        #expect(error.map { CardObstacle($0) } == .foreign)
        await bench.close()
    }

    @Test func `a kiosk out of service still shows the card`() async throws {
        let bench = try await TestKiosk()
        await bench.kiosk.sales.stop("The disk is full.")
        #expect(try await visit(bench).accounts.count == 1)
        await bench.close()
    }
}

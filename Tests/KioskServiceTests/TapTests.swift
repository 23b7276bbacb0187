import Journal
import Prepayment
import RecordChain
import SmartCards
import TestSupport
import Testing
import VirtualCard

@testable import KioskService

/// What a tap does beside finishing sales.
@Suite(.timeLimit(.minutes(1))) struct TapTests {
    @Test func `a tap reads the card and changes nothing`() async throws {
        let bench = try await TestKiosk()
        let memory = bench.card.memory
        let snapshot = try await bench.tap()
        #expect(snapshot.holder.customer == Sample.customer)
        #expect(snapshot.waiting == .zero)
        #expect(bench.card.memory == memory)
        #expect(try await bench.records().isEmpty)
        #expect(bench.phase == .reading)
        await bench.close()
    }

    @Test func `a meter's reading is collected once`() async throws {
        let bench = try await TestKiosk()
        _ = try await bench.sell()
        let first = Sample.reading(accepted: 1, remaining: 10_000)
        try bench.card.insertIntoMeter(bench.place.keys, first)
        let before = try await bench.records().count

        try await bench.tap()
        try await bench.tap()
        #expect(
            try await bench.records().dropFirst(before) == [
                .readingCollected(bench.card.identifier, first)
            ]
        )
        let second = Sample.reading(accepted: 1, remaining: 9_000, result: .nothingNew)
        try bench.card.insertIntoMeter(bench.place.keys, second)
        _ = try await bench.sell(key: "b")
        // The load cleared the mark: what stands behind it was collected already.
        try await bench.tap()
        #expect(
            try await bench.kinds().dropFirst(before + 1) == [
                .readingCollected, .saleIntended, .saleConcluded, .receiptConcluded,
            ]
        )
        await bench.close()
    }

    @Test func `the receipt tells the meter's word`() async throws {
        let bench = try await TestKiosk()
        let reading = Sample.reading(accepted: 0, remaining: 1_234, result: .nothingNew)
        try bench.card.insertIntoMeter(bench.place.keys, reading)
        _ = try await bench.sell()
        let receipt = try #require(try bench.place.receipts().first)
        #expect(receipt.contains("meter ￥12.34, 1234.56 kWh, \(localTime(Sample.noon))"))
        await bench.close()
    }
}

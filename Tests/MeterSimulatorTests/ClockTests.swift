import Prepayment
import TestSupport
import Testing

@testable import MeterSimulator

/// What time does to a meter.
@Suite struct ClockTests {
    /// `date -u -d 2024-02-29T23:59:59Z +%s` and the like.
    @Test(
        arguments: [
            (0, 1970, 1), (951_782_400, 2000, 2), (951_868_800, 2000, 3),
            (1_709_251_199, 2024, 2), (1_709_251_200, 2024, 3), (1_735_689_599, 2024, 12),
            (1_735_689_600, 2025, 1), (1_795_348_800, 2026, 11), (4_102_444_800, 2100, 1),
            (4_107_542_400, 2100, 3),
        ] as [(Int64, Int, Int)]
    )
    func `a month is that of the calendar in UTC`(seconds: Int64, year: Int, month: Int) {
        let number = Month(of: WallTime(secondsSince1970: seconds)).number
        #expect(number == 12 * year + month - 1)
    }

    /// 22 November 2026 is the first moment.
    @Test(
        arguments: [
            (0, [5, 4, 3]), (8, [5, 4, 3]), (9, [0, 5, 4, 3]), (40, [0, 0, 5, 4, 3]),
            (365, [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]), (9_999, []),
        ] as [(Int64, [UInt32])]
    )
    func `months roll with the calendar`(days: Int64, newest: [UInt32]) {
        var image = Sample.meterImage()
        image.months.replaceSubrange(0..<3, with: [5, 4, 3])
        image.advance(to: Sample.later(days: days))
        let expected = newest + [UInt32](repeating: 0, count: 12 - newest.count)
        #expect(image.months == expected)
        #expect(image.clock == Sample.later(days: days))
    }

    @Test func `a clock that was set back changes nothing`() {
        var image = Sample.meterImage()
        image.months[0] = 5
        let before = image
        image.advance(to: Sample.later(days: -60))
        #expect(image == before)
    }

    @Test func `a price waits for its day`() {
        var image = Sample.meterImage()
        let dearer = Sample.meterParameters(yuan: "0.7", inForceFrom: Sample.later(days: 10))
        image.insertPurchase(with: dearer)
        #expect(image.unitPrice == Sample.price("0.5283"))
        #expect(image.parameters == dearer)
        image.advance(to: Sample.later(days: 9))
        #expect(image.unitPrice == Sample.price("0.5283"))
        image.advance(to: Sample.later(days: 10))
        #expect(image.unitPrice == Sample.price("0.7"))
    }

    @Test func `the first price of a meter counts at once`() {
        var image = MeterImage(
            meter: Sample.meter,
            utility: .electricity,
            creditMode: .money,
            clock: Sample.noon
        )
        let card = Sample.snapshot(waiting: 100, load: Sample.load(number: 1, credit: 100))
        let parameters = Sample.meterParameters(inForceFrom: Sample.later(days: 10))
        image.follow(image.memory.decide(on: card), used: parameters)
        #expect(image.unitPrice == Sample.price("0.5283"))
        #expect(!image.isSupplyCut)
    }
}

extension MeterImage {
    /// Its own card with the next purchase, of 100 yuan.
    mutating func insertPurchase(with parameters: MeterParameters) {
        let card = Sample.snapshot(
            waiting: 10_000,
            load: Sample.load(number: 5, credit: 10_000)
        )
        follow(memory.decide(on: card), used: parameters)
    }
}

import Prepayment
import TestSupport
import Testing

@testable import MeterSimulator

/// What use costs, and where the supply ends.
@Suite struct ConsumptionTests {
    struct Row: Sendable, CustomTestStringConvertible {
        let testDescription: String
        var image: MeterImage = Sample.meterImage()
        let uses: [Int64]
        let balance: Int64
        let passed: UInt64
        var isCut = false
    }

    static let table = [
        Row(
            testDescription: "1.00 kWh at 0.5283 yuan takes 52 fen and carries the rest",
            uses: [100],
            balance: 9_948,
            passed: 100
        ),
        Row(
            testDescription: "the carried rest adds up to that of one step: 100 kWh are 52.83 yuan",
            uses: [Int64](repeating: 100, count: 100),
            balance: 4_717,
            passed: 10_000
        ),
        Row(
            testDescription: "hundredths one by one take what they take together",
            uses: [Int64](repeating: 1, count: 200),
            balance: 9_895,
            passed: 200
        ),
        Row(
            testDescription: "nothing takes nothing",
            uses: [0],
            balance: 10_000,
            passed: 0
        ),
        Row(
            testDescription: "gas is counted in litres: 1.234 m³ at 3.45 yuan",
            image: Sample.meterImage(
                utility: .gas,
                parameters: Sample.meterParameters(yuan: "3.45")
            ),
            uses: [1_234],
            balance: 9_575,
            passed: 1_234
        ),
        Row(
            testDescription: "units take units",
            image: Sample.meterImage(creditMode: .units),
            uses: [1, 2_345],
            balance: 7_654,
            passed: 2_346
        ),
        Row(
            testDescription: "units end at the last one",
            image: Sample.meterImage(creditMode: .units, balance: 100),
            uses: [150],
            balance: 0,
            passed: 100,
            isCut: true
        ),
        Row(
            testDescription: "the supply ends before the credit would be passed",
            image: Sample.meterImage(balance: 52),
            uses: [1_000],
            balance: 0,
            passed: 100,
            isCut: true
        ),
        Row(
            testDescription: "an overdraft is used to its limit and not beyond",
            image: Sample.meterImage(
                creditMode: .units,
                balance: 100,
                parameters: Sample.meterParameters(overdraftLimit: 1_000)
            ),
            uses: [5_000],
            balance: -1_000,
            passed: 1_100,
            isCut: true
        ),
        Row(
            testDescription: "within the overdraft the supply goes on",
            image: Sample.meterImage(
                creditMode: .units,
                balance: 100,
                parameters: Sample.meterParameters(overdraftLimit: 1_000)
            ),
            uses: [600],
            balance: -500,
            passed: 600
        ),
        Row(
            testDescription: "at alarm level 2 the supply ends once, so that it is noticed",
            image: Sample.meterImage(
                creditMode: .units,
                balance: 1_000,
                parameters: Sample.meterParameters(alarmLevel2: 500, overdraftLimit: 1_000)
            ),
            uses: [800],
            balance: 500,
            passed: 500,
            isCut: true
        ),
    ]

    @Test(arguments: table) func `use rises the register and lowers the balance`(row: Row) throws {
        var image = row.image
        for use in row.uses { _ = try image.consume(use) }
        #expect(image.memory.balance.count == row.balance)
        #expect(image.registerTotal == row.passed)
        #expect(image.months[0] == UInt32(row.passed))
        #expect(image.isSupplyCut == row.isCut)
        #expect(image.state.contains(.supplyCut) == row.isCut)
    }

    @Test func `nothing comes out of a meter that is cut, or new`() {
        var cut = Sample.meterImage()
        cut.isSupplyCut = true
        let before = cut
        #expect(throws: MeterError.supplyCut) { try cut.consume(1) }
        #expect(cut == before)
        var new = MeterImage(
            meter: Sample.meter,
            utility: .gas,
            creditMode: .money,
            clock: Sample.noon
        )
        #expect(throws: MeterError.supplyCut) { try new.consume(1) }
    }

    @Test func `after the warning the card switches on again, down to the overdraft`() throws {
        var image = Sample.meterImage(
            creditMode: .units,
            balance: 1_000,
            parameters: Sample.meterParameters(alarmLevel2: 500, overdraftLimit: 1_000)
        )
        #expect(try image.consume(9_999).quantity.smallestUnits == 500)
        image.insertUsedCard()
        #expect(!image.isSupplyCut)
        #expect(try image.consume(9_999).quantity.smallestUnits == 1_500)
        #expect(image.memory.balance == Credit(count: -1_000))
        #expect(image.overdraft == Credit(count: 1_000))
        #expect(image.remaining == .zero)
        image.insertUsedCard()
        #expect(image.isSupplyCut)
    }

    @Test(arguments: [(2_000, false), (1_999, true), (-5, true)] as [(Int64, Bool)])
    func `low credit shows below alarm level 1`(balance: Int64, isLow: Bool) {
        let image = Sample.meterImage(
            balance: balance,
            parameters: Sample.meterParameters(alarmLevel1: 2_000)
        )
        #expect(image.state.contains(.lowCredit) == isLow)
    }
}

extension MeterImage {
    /// Its own card without a new purchase.
    mutating func insertUsedCard() {
        let card = Sample.snapshot(
            holder: Sample.holder(creditMode: memory.creditMode),
            load: Sample.load(number: 4, creditMode: memory.creditMode),
            returned: ReturnRecord(isWritten: true, reading: Sample.reading(accepted: 4))
        )
        follow(memory.decide(on: card), used: nil)
    }
}

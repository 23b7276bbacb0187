import Prepayment
import TestSupport
import Testing

@testable import MeterSimulator

/// What a decision of the rules does to everything else in a meter.
@Suite struct CardSlotTests {
    @Test func `a purchase brings credit, its parameters and a supply`() {
        var image = Sample.meterImage(balance: -500)
        image.isSupplyCut = true
        image.hasWarned = true
        image.insertPurchase(with: Sample.parameters(version: 9, hoardingLimit: 50_000))
        #expect(image.memory.balance == Credit(count: 9_500))
        #expect(image.memory.hoardingLimit == Credit(count: 50_000))
        #expect(image.parameters?.version == 9)
        #expect(!image.isSupplyCut)
        #expect(!image.hasWarned)
        #expect(image.refusedInsertions == 0)
    }

    @Test func `the hoarding limit of one card holds for the next`() {
        var image = Sample.meterImage()
        image.insertPurchase(with: Sample.parameters(hoardingLimit: 25_000))
        let next = Sample.snapshot(waiting: 5_001, load: Sample.load(number: 6, credit: 5_001))
        #expect(image.memory.decide(on: next).result == .overHoardingLimit)
    }

    @Test(
        arguments: [
            (Sample.holder(meter: Sample.digits("1")), 1),
            (Sample.holder(customer: Sample.digits("1")), 1), (Sample.holder(utility: .gas), 1),
            (Sample.holder(creditMode: .units), 1), (Sample.holder(), 0),
        ] as [(Holder, UInt16)]
    )
    func `a stranger's card is counted and changes nothing else`(holder: Holder, refused: UInt16) {
        var image = Sample.meterImage()
        let before = image
        let card = Sample.snapshot(
            holder: holder,
            load: Sample.load(number: 4),
            returned: ReturnRecord(isWritten: true, reading: Sample.reading(accepted: 4))
        )
        image.follow(image.memory.decide(on: card), used: nil)
        #expect(image.refusedInsertions == refused)
        image.refusedInsertions = 0
        #expect(image == before)
    }

    @Test func `too much credit is no stranger's card`() {
        var image = Sample.meterImage()
        image.memory.hoardingLimit = Credit(count: 10_001)
        let card = Sample.snapshot(waiting: 2, load: Sample.load(number: 5, credit: 2))
        let decision = image.memory.decide(on: card)
        #expect(decision.result == .overHoardingLimit)
        let before = image
        image.follow(decision, used: nil)
        #expect(image == before)
    }

    @Test func `refused cards are counted up to what the field holds`() {
        var image = Sample.meterImage()
        image.refusedInsertions = .max - 1
        image.noteRefusedInsertion()
        image.noteRefusedInsertion()
        #expect(image.refusedInsertions == .max)
    }

    @Test func `the reading says what the meter holds`() throws {
        var image = Sample.meterImage(creditMode: .units, balance: 300)
        image.parameters = Sample.meterParameters(alarmLevel1: 500, overdraftLimit: 1_000)
        image.isBatteryLow = true
        image.tamper = [.magnet]
        _ = try image.consume(700)
        let reading = image.reading(after: .nothingNew)
        #expect(reading.meter == Sample.meter)
        #expect(reading.acceptedPurchaseNumber == 4)
        #expect(reading.remaining == .zero)
        #expect(reading.overdraft == Credit(count: 400))
        #expect(reading.registerTotal == 700)
        #expect(reading.state == [.lowCredit, .lowBattery])
        #expect(reading.tamper == [.magnet])
        #expect(reading.result == .nothingNew)
        #expect(reading.writtenAt == Sample.noon)
    }
}

import DESFire
import MeterSimulator
import Prepayment
import PrepaymentCards
import SmartCards
import TestSupport
import Testing
import VirtualDevices

/// What a card goes through in its life, on each chip.
@Suite struct CardRoundTripTests {
    let estate: Estate

    init() throws { estate = try Estate() }

    @Test(arguments: Chip.allCases)
    func `an issued card says whose it is and carries nothing`(chip: Chip) throws {
        let reader = InProcessTransport(chip.blank)
        #expect(try estate.issue(on: reader) == Sample.card)
        reader.tap()
        let card = try estate.open(reader)
        let snapshot = try card.read()
        #expect(snapshot.card == Sample.card)
        #expect(
            snapshot.holder == CardIssue.sample().holder.carrying(atMost: Credit(count: 200_000))
        )
        #expect(snapshot.waiting == .zero)
        #expect(snapshot.lastLoad.sale == .none)
        #expect(snapshot.lastLoad.purchaseNumber == 0)
        #expect(snapshot.returned == .empty)
        #expect(try card.readParameters() == CardIssue.sample().parameters)
        #expect(try card.readHistory() == [])
    }

    /// The card lies on the reader of a kiosk that has just read it, and left it authenticated.
    @Test(arguments: Chip.allCases)
    func `another account is issued in the middle of a visit`(chip: Chip) throws {
        let reader = InProcessTransport(try chip.issued(by: estate))
        _ = try estate.read(reader)
        try estate.issue(.sample(.water), on: reader)
        #expect(try estate.read(reader, .water).holder.utility == .water)
    }

    @Test(arguments: Chip.allCases)
    func `a purchase stands on the card with its sale and number`(chip: Chip) throws {
        let reader = InProcessTransport(try chip.issued(by: estate))
        let card = try estate.open(reader)
        let changed = Sample.parameters(version: 4, hoardingLimit: 400_000)
        let purchase = try Purchase(on: try card.read(), parameters: changed)
        #expect(card.load(purchase.order) == .committed)
        #expect(
            card.readBack() == .read(waiting: Credit(count: 10_000), load: purchase.order.load)
        )
        reader.tap()
        let again = try estate.open(reader)
        let snapshot = try again.read()
        #expect(snapshot.waiting == Credit(count: 10_000))
        #expect(snapshot.lastLoad == purchase.order.load)
        #expect(purchase.intent.resolution(of: purchase.sale, on: snapshot) == .landed)
        #expect(try again.readParameters() == changed)
        #expect(try again.readHistory() == [purchase.order.history])
    }

    @Test(arguments: Chip.allCases)
    func `the meter takes a purchase once and answers on the card`(chip: Chip) throws {
        let reader = InProcessTransport(try chip.issued(by: estate))
        try estate.topUp(reader)
        reader.tap()
        let home = try Home(estate)
        let first = try home.accept(reader)
        #expect(first.result == "creditTaken")
        #expect(first.creditTaken == 10_000)
        #expect(first.meter.remaining == 10_000)
        #expect(first.meter.purchaseNumber == 1)
        reader.tap()
        let second = try home.accept(reader)
        #expect(second.result == "nothingNew")
        #expect(second.creditTaken == 0)
        #expect(second.meter.remaining == 10_000)
        reader.tap()
        let card = try estate.open(reader)
        let snapshot = try card.read()
        #expect(snapshot.waiting == .zero)
        #expect(snapshot.returned.isWritten)
        let reading = try #require(snapshot.returned.reading)
        #expect(reading.meter == Sample.meter)
        #expect(reading.acceptedPurchaseNumber == 1)
        #expect(reading.remaining == Credit(count: 10_000))
        #expect(try card.readHistory().map(\.kind) == [.load, .take])
    }

    @Test(arguments: Chip.generations)
    func `purchase and take alternate, and the history keeps the last ten`(chip: Chip) throws {
        let reader = InProcessTransport(try chip.issued(by: estate))
        let home = try Home(estate)
        for sale in 1...7 as ClosedRange<UInt32> {
            try estate.topUp(reader, fen: 1_000, sale: sale)
            reader.tap()
            #expect(try home.accept(reader).creditTaken == 1_000)
            reader.tap()
        }
        let card = try estate.open(reader)
        #expect(try card.read().lastLoad.purchaseNumber == 7)
        let history = try card.readHistory()
        #expect(history.count == HistoryRecord.keptRecords)
        #expect(history.last?.remaining == Credit(count: 7_000))
        #expect(history.first?.purchaseNumber == 3)
    }

    @Test(arguments: Chip.generations)
    func `one card serves a meter of every utility`(chip: Chip) throws {
        let reader = InProcessTransport(chip.blank)
        for utility in Utility.allCases {
            try estate.issue(.sample(utility, meter: Sample.meter(of: utility)), on: reader)
            reader.tap()
        }
        for utility in Utility.allCases {
            try estate.topUp(reader, utility, fen: 1_000 * Int64(utility.rawValue))
            reader.tap()
        }
        for utility in Utility.allCases {
            let home = try Home(estate, utility: utility, meter: Sample.meter(of: utility))
            let report = try home.accept(reader)
            #expect(report.creditTaken == 1_000 * Int64(utility.rawValue))
            #expect(report.meter.utility == utility.name)
            reader.tap()
        }
        for utility in Utility.allCases {
            let snapshot = try estate.read(reader, utility)
            #expect(snapshot.waiting == .zero)
            #expect(snapshot.returned.reading?.meter == Sample.meter(of: utility))
            reader.tap()
        }
    }

    @Test func `a card in units carries units`() throws {
        let reader = InProcessTransport(
            try Chip.ev2WithDESKey.issued(by: estate, .sample(creditMode: .units))
        )
        try estate.topUp(reader)
        reader.tap()
        let report = try Home(estate, creditMode: .units).accept(reader)
        #expect(report.creditTakenText == "189.29 kWh")
    }

    /// The numbers that the benchmark reports, here as exact ones, so that a command more is seen.
    @Test(arguments: [(Chip.ev2WithDESKey, 14), (.ev1WithDESKey, 15)])
    func `a top-up of a known card takes so many APDUs from select to read-back`(
        chip: Chip,
        count: Int
    ) throws {
        let transport = CountingTransport(InProcessTransport(try chip.issued(by: estate)))
        let card = try estate.open(transport)
        let before = transport.apduCount
        let purchase = try Purchase(on: try card.read())
        #expect(card.load(purchase.order) == .committed)
        guard case .read = card.readBack() else { throw TestFailure("no read-back") }
        #expect(transport.apduCount - before == count)
    }
}

extension Sample {
    /// A household has one of each.
    static func meter(of utility: Utility) -> MeterNumber {
        digits("20240000200\(utility.rawValue)")
    }
}

import Prepayment
import TestSupport
import Testing

/// What a day's report counts.
struct DayTests {
    private func totals(_ sales: [DaySale]) -> DayTotals {
        sales.reduce(into: DayTotals()) { $0.count($1) }
    }

    private func sale(_ fen: Int64, _ end: DaySale.End, today: Bool = true) -> DaySale {
        DaySale(intent: Sample.intent(paid: fen), isTakenToday: today, end: end)
    }

    @Test func `money is followed from what was open and taken to where it went`() {
        let totals = totals([
            sale(10_000, .delivered), sale(2_000, .delivered, today: false), sale(300, .refunded),
            sale(70, .refunded, today: false), sale(5, .owed), sale(1, .unconfirmed, today: false),
        ])
        #expect(totals.carriedOver == Tally(count: 3, amount: Money(fen: 2_071)))
        #expect(totals.taken[.counter] == Tally(count: 3, amount: Money(fen: 10_305)))
        #expect(totals.delivered[.electricity] == Tally(count: 2, amount: Money(fen: 12_000)))
        #expect(totals.delivered[.water] == .zero)
        #expect(totals.refunded.total == Tally(count: 2, amount: Money(fen: 370)))
        #expect(totals.owed == Tally(count: 1, amount: Money(fen: 5)))
        #expect(totals.unconfirmed == Tally(count: 1, amount: Money(fen: 1)))
        #expect(totals.net(of: .counter) == Money(fen: 9_935))
        #expect(totals.isBalanced)
    }

    @Test func `a fen that is missing shows`() {
        let good = totals([sale(10_000, .delivered)])
        let bad = DayTotals(
            carriedOver: good.carriedOver,
            taken: good.taken,
            delivered: totals([sale(9_999, .delivered)]).delivered,
            refunded: good.refunded,
            owed: good.owed,
            unconfirmed: good.unconfirmed,
            writtenForOthers: good.writtenForOthers
        )
        #expect(good.isBalanced)
        #expect(!bad.isBalanced)
    }

    /// A day on which ¥100 of cash were sold for, with what the devices say beside it.
    private func day(devices: DeviceMoney) -> DayTotals {
        var totals = DayTotals(devices: devices)
        let intent = Sample.intent(tender: .cash, payment: SaleIdentifier.none)
        totals.count(DaySale(intent: intent, isTakenToday: true, end: .delivered))
        return totals
    }

    private func devices(unsold: Int64) -> DeviceMoney {
        var (taken, givenBack) = (PerKind<Tender>(), PerKind<Tender>())
        taken[.cash].add(Money(fen: 12_000))
        taken[.weChatPay].add(Money(fen: 5_000))
        givenBack[.weChatPay].add(Money(fen: 5_000))
        return DeviceMoney(
            unsoldBefore: Money(fen: 300),
            taken: taken,
            givenBack: givenBack,
            unsold: Money(fen: unsold)
        )
    }

    @Test func `what devices took is sold, given back or kept`() {
        let totals = day(devices: devices(unsold: 2_300))
        #expect(totals.isBalanced)
        #expect(totals.net(of: .cash) == Money(fen: 12_000), "all notes lie in the box")
        #expect(totals.net(of: .weChatPay) == .zero)
        #expect(!day(devices: devices(unsold: 2_299)).isBalanced)
    }

    @Test func `closes are numbered, follow each other, and their grand total only grows`() {
        let day = totals([sale(10_000, .delivered), sale(500, .refunded)])
        let first = DayClose(day, after: nil)
        #expect((first.number, first.firstSequence) == (1, 1))
        #expect(first.grandTotal == Money(fen: 10_500))
        let second = DayClose(totals([sale(70, .owed)]), after: (sequence: 9, first))
        #expect((second.number, second.firstSequence) == (2, 10))
        #expect(second.grandTotal == Money(fen: 10_570))
    }
}

/// What a kiosk took, delivered and gave back between two closes, and what it still owes.
///
/// Each sale is counted whole, and money can be followed through: what was open before and what was
/// taken is what was delivered, what was given back and what is open now (`isBalanced`).
public struct DayTotals: Hashable, Sendable {
    /// Sales of earlier days that had no end when the day began.
    public private(set) var carriedOver = Tally.zero
    /// Money that came in.
    public private(set) var taken = PerKind<Tender>()
    /// Credit that came to stand on its card, sold on this day or before, by what it was paid.
    public private(set) var delivered = PerKind<Utility>()
    /// Money that was given back.
    public private(set) var refunded = PerKind<Tender>()
    /// Paid, and certainly not on the card.
    public private(set) var owed = Tally.zero
    /// Paid, and nobody knows until the card is seen again.
    public private(set) var unconfirmed = Tally.zero
    /// Credit that other kiosks had sold and this one wrote; its money is in their totals.
    public let writtenForOthers: Tally
    /// What the kiosk's own devices took, sold or not.
    public let devices: DeviceMoney

    /// Nothing happened at this kiosk's own sales.
    public init(writtenForOthers: Tally = .zero, devices: DeviceMoney = DeviceMoney()) {
        (self.writtenForOthers, self.devices) = (writtenForOthers, devices)
    }

    /// Takes the parts.
    public init(
        carriedOver: Tally,
        taken: PerKind<Tender>,
        delivered: PerKind<Utility>,
        refunded: PerKind<Tender>,
        owed: Tally,
        unconfirmed: Tally,
        writtenForOthers: Tally,
        devices: DeviceMoney = DeviceMoney()
    ) {
        (self.carriedOver, self.taken, self.delivered) = (carriedOver, taken, delivered)
        (self.refunded, self.owed, self.unconfirmed) = (refunded, owed, unconfirmed)
        (self.writtenForOthers, self.devices) = (writtenForOthers, devices)
    }

    /// Whether every fen that came in is accounted for: in sales, and beside them.
    public var isBalanced: Bool {
        carriedOver + taken.total == delivered.total + refunded.total + owed + unconfirmed
            && devices.unsoldBefore + devices.taken.total.amount
                == devices.givenBack.total.amount + soldFromDevices + devices.unsold
    }

    private var soldFromDevices: Money {
        taken.counted.filter { $0.kind.isTakenByKiosk }.map(\.tally).total.amount
    }

    /// What the day added to the drawer, or to an account at a payment service.
    public func net(of tender: Tender) -> Money {
        let came =
            tender.isTakenByKiosk
            ? devices.taken[tender].amount - devices.givenBack[tender].amount : taken[tender].amount
        return came - refunded[tender].amount
    }

    /// Counts one sale that was taken, ended or open in this day.
    public mutating func count(_ sale: DaySale) {
        let (intent, amount) = (sale.intent, sale.intent.paid)
        if sale.isTakenToday { taken[intent.tender].add(amount) } else { carriedOver.add(amount) }
        switch sale.end {
        case .delivered: delivered[intent.holder.utility].add(amount)
        case .refunded: refunded[intent.tender].add(amount)
        case .owed: owed.add(amount)
        case .unconfirmed: unconfirmed.add(amount)
        }
    }
}

/// A sale as one day sees it.
public struct DaySale: Hashable, Sendable {
    /// Where it stands at the end of the day.
    public enum End: Hashable, Sendable {
        case delivered, refunded, owed, unconfirmed
    }

    /// What was sold.
    public let intent: SaleIntent
    /// Whether its money came in on this day; it was open when the day began otherwise.
    public let isTakenToday: Bool
    /// Where it stands.
    public let end: End

    /// Takes the three.
    public init(intent: SaleIntent, isTakenToday: Bool, end: End) {
        (self.intent, self.isTakenToday, self.end) = (intent, isTakenToday, end)
    }
}

/// A tally for each of a few kinds; one that was never counted is zero.
public struct PerKind<Kind: Hashable & Sendable & CaseIterable>: Hashable, Sendable {
    private var tallies: [Kind: Tally] = [:]

    /// All zero.
    public init() {}

    /// The tally of a kind.
    public subscript(kind: Kind) -> Tally {
        get { tallies[kind] ?? .zero }
        set { tallies[kind] = newValue == .zero ? nil : newValue }
    }

    /// All kinds together.
    public var total: Tally { tallies.values.total }

    /// The kinds that were counted, in their own order.
    public var counted: [(kind: Kind, tally: Tally)] {
        Kind.allCases.compactMap { kind in tallies[kind].map { (kind, $0) } }
    }
}

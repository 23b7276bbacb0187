public import Prepayment

/// The sales of one business day, as far as the kiosks have told of them.
public struct DayReport: Hashable, Sendable {
    /// The business day.
    public let day: BusinessDay
    /// Every kiosk that was heard of by then, by number; one that sold nothing stands here too.
    public let kiosks: [KioskDay]
    /// The root over all heads that came on that day; nil while the day is not closed.
    public let root: DayRoot?

    /// Takes the parts.
    public init(day: BusinessDay, kiosks: [KioskDay], root: DayRoot? = nil) {
        (self.day, self.kiosks, self.root) = (day, kiosks, root)
    }

    /// All kiosks' sales together, by tender.
    public var totals: [TenderDay] {
        Tender.allCases.compactMap { tender in
            let parts = kiosks.flatMap(\.tenders).filter { $0.tender == tender }
            return parts.isEmpty ? nil : parts.reduce(TenderDay(tender: tender), +)
        }
    }
}

/// What stands for all that the ledger accepted on one day, in 32 bytes: on paper it shows whether the
/// ledger was changed since.
public struct DayRoot: Hashable, Sendable {
    /// How many heads came.
    public let headCount: UInt64
    /// The root of their tree.
    public let hash: [UInt8]
}

/// One kiosk's day.
public struct KioskDay: Hashable, Sendable {
    /// The kiosk.
    public let kiosk: KioskIdentifier
    /// Its sales by tender; a tender without sales is left out.
    public internal(set) var tenders: [TenderDay] = []
    /// The receipts that are not proved.
    public internal(set) var receipts = UnprovedReceipts()
    /// What does not fit together.
    public internal(set) var anomalies = DayAnomalies()
    /// The records of the day, by epoch; empty where nothing was heard.
    public internal(set) var spans: [RecordSpan] = []
    /// When records last came from it, of whatever day; nil when only others spoke of it.
    public internal(set) var lastHeard: WallTime?

    init(kiosk: KioskIdentifier) { self.kiosk = kiosk }
}

/// The sales of one tender by what became of them.
public struct TenderDay: Hashable, Sendable {
    /// How they were paid.
    public let tender: Tender
    /// The credit stands on the card.
    public internal(set) var written = SalesTally.zero
    /// Paid, and the card is as it was.
    public internal(set) var owed = SalesTally.zero
    /// Paid, and nobody knows until the card is seen again.
    public internal(set) var unknown = SalesTally.zero
    /// Owed, and the money was given back.
    public internal(set) var refunded = SalesTally.zero
    /// Paid, and nothing was heard of the end yet.
    public internal(set) var open = SalesTally.zero

    init(tender: Tender) { self.tender = tender }

    /// All that was paid.
    public var total: SalesTally { written + owed + unknown + refunded + open }

    static func + (left: Self, right: Self) -> Self {
        var sum = left
        sum.written = left.written + right.written
        sum.owed = left.owed + right.owed
        sum.unknown = left.unknown + right.unknown
        sum.refunded = left.refunded + right.refunded
        sum.open = left.open + right.open
        return sum
    }
}

/// A number of sales and what was paid for them.
public struct SalesTally: Hashable, Sendable {
    /// How many.
    public let count: Int
    /// Paid for all of them.
    public let paid: Money

    /// None.
    public static let zero = SalesTally(count: 0, paid: .zero)

    static func + (left: Self, right: Self) -> Self {
        SalesTally(count: left.count + right.count, paid: left.paid + right.paid)
    }
}

/// Receipts of the day's concluded sales that nobody can be sure of.
public struct UnprovedReceipts: Hashable, Sendable, Encodable {
    /// They certainly did not come out.
    public internal(set) var notPrinted = 0
    /// They were sent without an answer, or nothing was said of them.
    public internal(set) var unknown = 0
}

/// Records that were kept although they do not fit, counted for people to look into.
public struct DayAnomalies: Hashable, Sendable, Encodable {
    /// Sales that were spoken of, and whose intent is not here.
    public internal(set) var withoutIntent = 0
    /// Sales said to be written, and later to be something else by the same kiosk.
    public internal(set) var contradicted = 0
    /// Sales of an amount that no kiosk takes. They are in no sum.
    public internal(set) var implausibleAmount = 0
    /// Other sales whose money stands in suspense: each has a case.
    public internal(set) var suspended = 0

    /// All of them.
    public var count: Int { withoutIntent + contradicted + implausibleAmount + suspended }
}

/// Consecutive records of one epoch.
public struct RecordSpan: Hashable, Sendable {
    /// Of which journal.
    public let epoch: UInt16
    /// From the first to the last, none missing: the chain has no gaps.
    public let sequences: ClosedRange<UInt32>
}

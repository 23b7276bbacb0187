internal import Prepayment

/// What a clerk asks of the day.
public struct DayRequestJSON: Codable, Sendable, Equatable {
    /// Closes it and prints that (Z report); else it is shown as it stands (X report).
    public let close: Bool
    /// Prints the X report too.
    public let print: Bool

    /// Takes both.
    public init(close: Bool, print: Bool) { (self.close, self.print) = (close, print) }
}

extension SaleDesk {
    func report(_ request: DayRequestJSON) async throws(SaleError) -> DayReport {
        request.close ? try await closeDay() : try await showDay(printing: request.print)
    }
}

/// A kiosk's day.
public struct DayReportJSON: Codable, Sendable, Equatable {
    /// How many, and how much.
    public struct TallyJSON: Codable, Sendable, Equatable {
        /// How many.
        public let count: UInt32
        /// How much.
        public let fen: Int64

        init(_ tally: Tally) { (count, fen) = (tally.count, tally.amount.fen) }
    }

    /// 1, 2, 3 …
    public let dayNumber: UInt32
    /// The number on the Z report; nil while the day is open.
    public let number: String?
    /// The first record that it covers.
    public let firstRecord: UInt32
    /// The last one.
    public let lastRecord: UInt32
    /// When, in seconds since 1970.
    public let time: Int64
    /// Open when the day began.
    public let carriedOver: TallyJSON
    /// Money that came in, by tender.
    public let taken: [String: TallyJSON]
    /// Credit that came onto cards, by utility, as it was paid.
    public let delivered: [String: TallyJSON]
    /// Money that was given back, by tender.
    public let refunded: [String: TallyJSON]
    /// Paid and not on the card.
    public let owed: TallyJSON
    /// Paid, and nobody knows yet.
    public let unconfirmed: TallyJSON
    /// Sales of other kiosks that were written here; their money is in those kiosks' reports.
    public let writtenForOthers: TallyJSON
    /// Taken by the kiosk's devices, in no sale and not given back.
    public let unsoldFen: Int64
    /// Taken less given back, by tender.
    public let drawerFen: [String: Int64]
    /// All that the kiosk ever took.
    public let grandTotalFen: Int64
    /// Whether every fen is accounted for.
    public let isBalanced: Bool
    /// printed, not printed or unknown; nil where nothing was to be printed.
    public let receipt: String?
    /// Why it is not certain.
    public let receiptReason: String?

    /// Takes a report.
    public init(_ report: DayReport) {
        let (facts, totals) = (report.facts, report.facts.close.totals)
        dayNumber = facts.close.number
        number = facts.number?.description
        (firstRecord, lastRecord) = (facts.close.firstSequence, facts.lastSequence)
        time = facts.time.secondsSince1970
        carriedOver = TallyJSON(totals.carriedOver)
        taken = Self.tallies(totals.taken, name: \.name)
        delivered = Self.tallies(totals.delivered, name: \.name)
        refunded = Self.tallies(totals.refunded, name: \.name)
        (owed, unconfirmed) = (TallyJSON(totals.owed), TallyJSON(totals.unconfirmed))
        writtenForOthers = TallyJSON(totals.writtenForOthers)
        unsoldFen = totals.devices.unsold.fen
        drawerFen = Dictionary(
            uniqueKeysWithValues: Tender.allCases.map { ($0.name, totals.net(of: $0).fen) }
        )
        grandTotalFen = facts.close.grandTotal.fen
        isBalanced = totals.isBalanced
        (receipt, receiptReason) = (report.slip?.name, report.slip?.reason)
    }

    private static func tallies<Kind>(
        _ tallies: PerKind<Kind>,
        name: (Kind) -> String
    ) -> [String: TallyJSON] {
        Dictionary(
            uniqueKeysWithValues: tallies.counted.map { (name($0.kind), TallyJSON($0.tally)) }
        )
    }
}

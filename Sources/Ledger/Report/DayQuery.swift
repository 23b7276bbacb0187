import Book
import Prepayment
import RecordChain
import Relational

extension SQLConnection {
    /// The report of a day.
    func dayReport(_ day: BusinessDay) throws -> DayReport {
        var kiosks = KioskDays()
        try addLastHeard(day, to: &kiosks)
        try addSales(day, to: &kiosks)
        try addDoubts(day, to: &kiosks)
        try addSpans(day, to: &kiosks)
        let closed = try closedDay(day)?.checkpoint.checkpoint
        return DayReport(
            day: day,
            kiosks: kiosks.sorted,
            root: closed.map { DayRoot(headCount: $0.size, hash: $0.root) }
        )
    }

    private func addLastHeard(_ day: BusinessDay, to kiosks: inout KioskDays) throws {
        try forEach(
            """
            SELECT kiosk, max(received_at) FROM chain_cursor
            GROUP BY kiosk HAVING min(first_day) <= ?
            """,
            day.yearMonthDay
        ) { row in
            let heard = WallTime(secondsSince1970: try row.integer(1))
            kiosks[try row.kiosk(0)].lastHeard = heard
        }
    }

    private func addSales(_ day: BusinessDay, to kiosks: inout KioskDays) throws {
        try forEach(
            """
            SELECT kiosk, tender, outcome, count(*), CAST(sum(paid_fen) AS BIGINT) FROM sale
            WHERE day = ? AND paid_fen BETWEEN ? AND ?
            GROUP BY kiosk, tender, outcome ORDER BY kiosk, tender
            """,
            day.yearMonthDay,
            Payment.plausibleFen.lowerBound,
            Payment.plausibleFen.upperBound
        ) { row in
            let tally = SalesTally(
                count: try row.number(3),
                paid: Money(fen: try row.integer(4))
            )
            let outcome: Conclusion.Outcome? = try row.optionalChoice(2)
            kiosks[try row.kiosk(0)].add(tally, tender: try row.choice(1), outcome: outcome)
        }
    }

    private func addDoubts(_ day: BusinessDay, to kiosks: inout KioskDays) throws {
        try forEach(
            """
            SELECT kiosk,
                count(*) FILTER (WHERE receipt = ?),
                count(*) FILTER (WHERE outcome IS NOT NULL AND coalesce(receipt, ?) = ?),
                count(*) FILTER (WHERE tender IS NULL),
                count(*) FILTER (WHERE contradicted = 1),
                count(*) FILTER (WHERE objection = ?),
                count(*) FILTER (WHERE objection <> ?)
            FROM sale WHERE day = ? GROUP BY kiosk
            """,
            ReceiptStatement.Outcome.notPrinted.rawValue,
            ReceiptStatement.Outcome.unknown.rawValue,
            ReceiptStatement.Outcome.unknown.rawValue,
            Objection.impossibleAmount.rawValue,
            Objection.impossibleAmount.rawValue,
            day.yearMonthDay
        ) { row in
            let kiosk = try row.kiosk(0)
            kiosks[kiosk].receipts = UnprovedReceipts(
                notPrinted: try row.number(1),
                unknown: try row.number(2)
            )
            kiosks[kiosk].anomalies = DayAnomalies(
                withoutIntent: try row.number(3),
                contradicted: try row.number(4),
                implausibleAmount: try row.number(5),
                suspended: try row.number(6)
            )
        }
    }

    private func addSpans(_ day: BusinessDay, to kiosks: inout KioskDays) throws {
        try forEach(
            """
            SELECT kiosk, epoch, first_sequence, last_sequence FROM day_span
            WHERE day = ? ORDER BY kiosk, epoch
            """,
            day.yearMonthDay
        ) { row in
            let first: UInt32 = try row.number(2)
            let last: UInt32 = try row.number(3)
            guard first <= last else { throw Damage(what: "a day from \(first) to \(last).") }
            let span = RecordSpan(epoch: try row.number(1), sequences: first...last)
            kiosks[try row.kiosk(0)].spans.append(span)
        }
    }
}

/// The report under construction: a kiosk enters with the first thing that is known of it.
private struct KioskDays {
    private var days: [KioskIdentifier: KioskDay] = [:]

    subscript(kiosk: KioskIdentifier) -> KioskDay {
        get { days[kiosk] ?? KioskDay(kiosk: kiosk) }
        set { days[kiosk] = newValue }
    }

    var sorted: [KioskDay] { days.values.sorted { $0.kiosk < $1.kiosk } }
}

extension KioskDay {
    fileprivate mutating func add(
        _ tally: SalesTally,
        tender: Tender,
        outcome: Conclusion.Outcome?
    ) {
        if tenders.last?.tender != tender { tenders.append(TenderDay(tender: tender)) }
        let index = tenders.count - 1
        switch outcome {
        case .written: tenders[index].written = tally
        case .owed: tenders[index].owed = tally
        case .unknown: tenders[index].unknown = tally
        case .refunded: tenders[index].refunded = tally
        case nil: tenders[index].open = tally
        }
    }
}

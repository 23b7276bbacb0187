internal import Cryptography
public import Ledger
public import Prepayment
internal import Spelling

/// A day's report as staff read it in a terminal.
public struct DayTable {
    private let report: DayReport
    private let localTime: (WallTime) -> String

    /// Takes the report and how a moment is written.
    public init(_ report: DayReport, localTime: @escaping (WallTime) -> String) {
        (self.report, self.localTime) = (report, localTime)
    }

    /// Lines of the sales, of the evidence behind them, and of what wants a person's eye.
    public var lines: [String] {
        let title = "Sales of \(report.day), amounts in yuan"
        guard !report.kiosks.isEmpty else {
            return [title, "", "No kiosk was heard of up to this day."]
        }
        let parts = [sales, refunds, evidence, root, report.notes].filter { !$0.isEmpty }
        return parts.reduce([title]) { $0 + [""] + $1 }
    }

    private var root: [String] {
        guard let root = report.root else { return [] }
        return [
            "Root of the \(root.headCount) heads that came on this day:", root.hash.hexadecimal,
        ]
    }

    private var sales: [String] {
        let rows = report.kiosks.flatMap { kiosk in
            kiosk.tenders.map { (kiosk.kiosk.description, $0) }
        }
        guard !rows.isEmpty else { return ["No sales."] }
        var table = TextTable(
            [.left("Kiosk"), .left("Tender")]
                + ["Written", "Owed", "Unknown", "Refunded", "Open", "Total"].flatMap {
                    [.right(""), .right($0)]
                }
        )
        for (name, day) in rows { table.append([name] + day.cells) }
        if rows.count > 1 {
            for day in report.totals { table.append(["All"] + day.cells) }
        }
        return table.lines
    }

    private var refunds: [String] {
        report.kiosks.flatMap(\.refunds).map { refund in
            "\(refund.sale): \(refund.paid) given back by \(refund.clerk.visible())."
        }
    }

    private var evidence: [String] {
        var table = TextTable([
            .left("Kiosk"), .left("Records"), .right("Not printed"), .right("Print unknown"),
            .right("Anomalies"), .left("Last heard"),
        ])
        for day in report.kiosks {
            let spans = day.spans.map(\.text).joined(separator: ", ")
            table.append([
                day.kiosk.description,
                spans.isEmpty ? "nothing received" : spans,
                day.receipts.notPrinted.cell,
                day.receipts.unknown.cell,
                day.anomalies.count.cell,
                day.lastHeard.map(localTime) ?? "never",
            ])
        }
        return table.lines
    }
}

extension TenderDay {
    fileprivate var cells: [String] {
        [tender.name] + [written, owed, unknown, refunded, open, total].flatMap(\.cells)
    }
}

extension SalesTally {
    /// Nothing is a dash, so that what wants attention stands out.
    fileprivate var cells: [String] {
        count == 0 ? ["", "–"] : [String(count), paid.description]
    }
}

extension RecordSpan {
    fileprivate var text: String {
        let (first, last) = (sequences.lowerBound, sequences.upperBound)
        return (first == last ? "\(first)" : "\(first)–\(last)") + " of epoch \(epoch)"
    }
}

extension Int {
    fileprivate var cell: String { self == 0 ? "–" : String(self) }
}

extension DayReport {
    /// What the words mean that stand for work to be done.
    fileprivate var notes: [String] {
        let isAny = { (part: KeyPath<TenderDay, SalesTally>) in
            totals.contains { $0[keyPath: part].count > 0 }
        }
        let words: [(Bool, String)] = [
            (isAny(\.owed), "Owed: paid, and certainly not on the card."),
            (isAny(\.unknown), "Unknown: paid; the card must be seen again to know."),
            (isAny(\.open), "Open: paid, and not yet told how it ended."),
        ]
        return words.filter(\.0).map(\.1) + kiosks.flatMap(\.notes)
    }
}

extension KioskDay {
    fileprivate var notes: [String] {
        let counts: [(Int, String)] = [
            (anomalies.withoutIntent, "reported without their beginning"),
            (anomalies.contradicted, "said to be written, and later to be something else"),
            (anomalies.implausibleAmount, "of an impossible amount, in no sum"),
            (anomalies.suspended, "in suspense, see `ledger case`"),
        ]
        return counts.filter { $0.0 > 0 }.map { count, what in
            "\(kiosk): sales \(what): \(count)."
        }
    }
}

import Prepayment
import Storage

/// What is posted from the records so that days can be reported. The records are the truth: these
/// tables follow from them, and are made anew when their version rises.
enum PostingView {
    /// Raise it with every change of the tables below or of what is written to them.
    static let version: Int64 = 1

    static let schema = SaleTable.schema + ReadingTable.schema + DaySpanTable.schema
    static let drop = SaleTable.drop + ReadingTable.drop + DaySpanTable.drop

    /// Posts records; within one kiosk they come in their order.
    static func post(_ records: some Sequence<Record>, in database: Database) throws {
        var posting = Posting(database: database)
        for record in records { try posting.post(record) }
        try posting.finish()
    }
}

/// One batch being posted: each sale and each day is read and written once, however many of the
/// records touch it.
private struct Posting {
    let database: Database
    private var entries: [SaleIdentifier: SaleEntry] = [:]
    private var spans: [DaySpanTable.Key: ClosedRange<UInt32>] = [:]

    init(database: Database) { self.database = database }

    mutating func post(_ record: Record) throws {
        let header = record.header
        widenSpan(to: header)
        switch record.content {
        case .epochStarted, .programStarted, .cardIssued:
            break
        case .saleIntended(let intent):
            try change(header.saleIdentifier, header) { $0.post(intent, on: header.businessDay) }
        case .saleConcluded(let statement):
            let conclusion = Conclusion(
                outcome: .init(statement.outcome),
                statedBy: RecordPosition(header)
            )
            try change(statement.sale, header) { $0.post(conclusion, on: header.businessDay) }
        case .receiptConcluded(let sale, let outcome):
            let receipt = ReceiptStatement(
                outcome: .init(outcome),
                statedBy: RecordPosition(header)
            )
            try change(sale, header) { $0.post(receipt, on: header.businessDay) }
        case .readingCollected(_, let reading):
            try ReadingTable.store(reading, statedBy: RecordPosition(header), in: database)
        }
    }

    func finish() throws {
        for entry in entries.values { try SaleTable.store(entry, in: database) }
        for (key, sequences) in spans {
            try DaySpanTable.widen(key, to: sequences, in: database)
        }
    }

    private mutating func change(
        _ sale: SaleIdentifier,
        _ header: RecordHeader,
        _ change: (inout SaleEntry) -> Void
    ) throws {
        var entry =
            try entries[sale] ?? SaleTable.entry(of: sale, in: database)
            ?? SaleEntry(sale: sale, day: header.businessDay)
        change(&entry)
        entries[sale] = entry
    }

    private mutating func widenSpan(to header: RecordHeader) {
        let key = DaySpanTable.Key(header)
        let first = spans[key]?.lowerBound ?? header.sequence
        spans[key] = first...header.sequence
    }
}

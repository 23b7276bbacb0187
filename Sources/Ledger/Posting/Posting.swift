import Book
import Prepayment
import Storage

/// What is posted from the records: the book, and what days are reported from. The records are the
/// truth: these tables follow from them, and are made anew when their version rises.
enum PostingView {
    /// Raise it with every change of the tables below or of what is written to them.
    static let version: Int64 = 2

    static let schema =
        SaleTable.schema + BookTables.schema + ReadingTable.schema + DaySpanTable.schema
    static let drop =
        SaleTable.drop + BookTables.drop + ReadingTable.drop + DaySpanTable.drop

    /// Posts records; within one kiosk they come in their order.
    static func post(_ records: some Sequence<Record>, in database: Database) throws {
        var posting = BatchPosting(database: database)
        for record in records { try posting.post(record) }
        try posting.finish()
    }
}

/// One batch being posted: each sale, balance and day is read and written once, however many of the
/// records touch it.
private struct BatchPosting {
    let database: Database
    private var entries: [SaleIdentifier: SaleEntry] = [:]
    private var balances = Balances()
    private var spans: [DaySpanTable.Key: ClosedRange<UInt32>] = [:]

    init(database: Database) { self.database = database }

    mutating func post(_ record: Record) throws {
        widenSpan(to: record.header)
        if let sale = record.sale { try post(record, of: sale) }
        if case .readingCollected(_, let reading) = record.content {
            try ReadingTable.store(
                reading,
                statedBy: RecordPosition(record.header),
                in: database
            )
        }
    }

    func finish() throws {
        for entry in entries.values { try SaleTable.store(entry, in: database) }
        try BookTables.add(balances, in: database)
        for (key, sequences) in spans {
            try DaySpanTable.widen(key, to: sequences, in: database)
        }
    }

    private mutating func post(_ record: Record, of sale: SaleIdentifier) throws {
        var entry =
            try entries[sale] ?? SaleTable.entry(of: sale, in: database)
            ?? SaleEntry(day: record.header.businessDay, booked: BookedSale(sale: sale))
        let position = RecordPosition(record.header)
        for (line, transfer) in entry.post(record).enumerated() {
            try BookTables.insert(transfer, line: line, of: position, in: database)
            balances.add(transfer)
        }
        entries[sale] = entry
    }

    private mutating func widenSpan(to header: RecordHeader) {
        let key = DaySpanTable.Key(header)
        let first = spans[key]?.lowerBound ?? header.sequence
        spans[key] = first...header.sequence
    }
}

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
    private var transfers: [(RecordPosition, [Transfer])] = []
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

    /// Writes table by table, and each table in the order of its key: that is the quickest way to
    /// fill a tree, and stores that lock rows never wait in a circle.
    func finish() throws {
        for (_, entry) in entries.sorted(by: { RecordPosition($0.key) < RecordPosition($1.key) }) {
            try SaleTable.store(entry, in: database)
        }
        for (position, transfers) in transfers {
            try BookTables.insert(transfers, of: position, in: database)
        }
        try BookTables.add(balances, in: database)
        for (key, sequences) in spans {
            try DaySpanTable.widen(key, to: sequences, in: database)
        }
    }

    private mutating func post(_ record: Record, of sale: SaleIdentifier) throws {
        var entry =
            try entries[sale] ?? SaleTable.entry(of: sale, in: database)
            ?? SaleEntry(day: record.header.businessDay, booked: BookedSale(sale: sale))
        let posted = entry.post(record)
        entries[sale] = entry
        guard !posted.isEmpty else { return }
        transfers.append((RecordPosition(record.header), posted))
        for transfer in posted { balances.add(transfer) }
    }

    private mutating func widenSpan(to header: RecordHeader) {
        let key = DaySpanTable.Key(header)
        let first = spans[key]?.lowerBound ?? header.sequence
        spans[key] = first...header.sequence
    }
}

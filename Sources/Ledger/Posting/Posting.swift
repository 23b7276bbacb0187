import Book
import Prepayment
import RecordChain
import Relational

/// What is posted from the records: the book, and what days are reported from. The records are the
/// truth: these tables follow from them, and are made anew when their version rises.
enum PostingView {
    /// Raise it with every change of the tables below or of what is written to them.
    static let version = 5

    static let tables = [
        SaleTable.table, BookTables.transfer, BookTables.balance, ReadingTable.table,
        DaySpanTable.table,
    ]
    static let indexes = [SaleTable.dayIndex, SaleTable.openIndex]
}

/// Batches being posted: each sale, balance, reading and day is read and written once, however many
/// of the records touch it.
struct BatchPosting {
    private let objecting: Objecting
    private var sales: [PostedSale] = []
    /// Where each stands among `sales`.
    private var saleIndexes: [SaleIdentifier: Int] = [:]
    private var transfers: [(RecordPosition, [Transfer])] = []
    private var balances = Balances()
    private var spans: [DaySpanTable.Key: ClosedRange<UInt32>] = [:]
    private var readings: [MeterNumber: StatedReading] = [:]
    private var cases: [NewCase] = []

    private struct PostedSale {
        var entry: SaleEntry
        /// Whether the store holds a row of it.
        let isStored: Bool

        var position: RecordPosition { RecordPosition(entry.booked.sale) }
    }

    private enum Objecting {
        case rules(IntakeRules)
        case recorded([SaleIdentifier: Objection])
    }

    /// Posts what is new: what breaks a rule becomes a case.
    init(rules: IntakeRules) { objecting = .rules(rules) }

    /// Posts anew what was posted before, with the objections of then.
    init(objections: [SaleIdentifier: Objection]) { objecting = .recorded(objections) }

    /// Reads what the store holds of the sales that these records speak of.
    mutating func load(
        _ batches: [ArraySlice<SealedRecord>],
        from connection: some SQLConnection
    ) throws {
        let wanted = SaleLookup(batches)
        try connection.forEachSale(wanted) { entry in
            saleIndexes[entry.booked.sale] = sales.count
            sales.append(PostedSale(entry: entry, isStored: true))
        }
    }

    /// Posts a record whose sale was loaded; within one kiosk they come in their order.
    mutating func post(_ record: Record, at receivedAt: WallTime? = nil) {
        widenSpan(to: record.header)
        if let sale = record.sale {
            post(record, of: sale, at: receivedAt)
        } else {
            keep(record.transfersBesideSales, of: RecordPosition(record.header))
        }
        if case .attentionAsked = record.content, let receivedAt {
            let position = RecordPosition(record.header)
            cases.append(NewCase(kind: .deviceAttention, position: position, openedAt: receivedAt))
        }
        if case .readingCollected(_, let reading) = record.content {
            let stated = StatedReading(reading, statedBy: RecordPosition(record.header))
            if readings[reading.meter].map({ $0 < stated }) ?? true {
                readings[reading.meter] = stated
            }
        }
    }

    /// Writes table by table, and each table in the order of its key: that is the quickest way to
    /// fill a tree, and stores that lock rows never wait in a circle.
    func write(to connection: some SQLConnection) throws {
        let order = sales.indices.sorted { sales[$0].position < sales[$1].position }
        try connection.append(sales: order.filter { !sales[$0].isStored }.map { sales[$0].entry })
        try connection.update(sales: order.filter { sales[$0].isStored }.map { sales[$0].entry })
        try connection.append(transfers)
        try connection.add(balances)
        try connection.learn(
            readings.values.sorted { $0.reading.meter.value < $1.reading.meter.value }
        )
        try connection.widen(spans)
        if !cases.isEmpty { try connection.open(cases) }
    }

    private mutating func post(
        _ record: Record,
        of sale: SaleIdentifier,
        at receivedAt: WallTime?
    ) {
        let position = RecordPosition(record.header)
        let objection = objection(to: record, of: sale)
        let index = index(of: sale, firstNamedOn: record.header.businessDay)
        let posted = sales[index].entry.post(record, objection: objection)
        if let objection, let receivedAt {
            cases.append(
                NewCase(
                    kind: LedgerCase.Kind(objection),
                    position: position,
                    openedAt: receivedAt
                )
            )
        }
        keep(posted, of: position)
    }

    private mutating func keep(_ posted: [Transfer], of position: RecordPosition) {
        guard !posted.isEmpty else { return }
        transfers.append((position, posted))
        for transfer in posted { balances.add(transfer) }
    }

    private mutating func index(of sale: SaleIdentifier, firstNamedOn day: BusinessDay) -> Int {
        if let index = saleIndexes[sale] { return index }
        saleIndexes[sale] = sales.count
        let entry = SaleEntry(day: day, booked: BookedSale(sale: sale))
        sales.append(PostedSale(entry: entry, isStored: false))
        return sales.count - 1
    }

    private func objection(to record: Record, of sale: SaleIdentifier) -> Objection? {
        guard case .saleIntended(let intent) = record.content else { return nil }
        switch objecting {
        case .rules(let rules): return rules.objection(to: intent)
        case .recorded(let objections): return objections[sale]
        }
    }

    private mutating func widenSpan(to header: RecordHeader) {
        let key = DaySpanTable.Key(header)
        let first = spans[key]?.lowerBound ?? header.sequence
        spans[key] = first...header.sequence
    }
}

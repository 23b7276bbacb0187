import Book
import Prepayment
import RecordChain
import Relational

/// The sales, one row each, under the day that their report asks for.
enum SaleTable {
    static let table = SQLTable(
        "sale",
        [
            .integer("kiosk"), .integer("epoch"), .integer("sequence"), .integer("day"),
            // What the intent says; NULL until it comes.
            .integer("tender", optional: true), .integer("utility", optional: true),
            .integer("credit_mode", optional: true), .integer("paid_fen", optional: true),
            .integer("credit", optional: true), .integer("customer", optional: true),
            .integer("meter", optional: true), .bytes("card", optional: true),
            // 1 written, 2 owed, 3 unknown, 4 refunded; NULL until it is concluded.
            .integer("outcome", optional: true), .integer("contradicted"),
            // All that was said of the end, see ConclusionCoding.
            .bytes("conclusions"),
            // 1 printed, 2 not printed, 3 unknown; NULL until it is told.
            .integer("receipt", optional: true), .integer("receipt_kiosk", optional: true),
            .integer("receipt_epoch", optional: true),
            .integer("receipt_sequence", optional: true),
            // Why the money is in suspense; NULL where it is not.
            .integer("objection", optional: true),
        ],
        key: ["kiosk", "epoch", "sequence"]
    )

    static let dayIndex = "CREATE INDEX sale_by_day ON sale (day, kiosk)"

    fileprivate static let columns = table.columns.map(\.name).joined(separator: ", ")

    /// All columns that are not the key, taken from a new row.
    fileprivate static let replacement = table.columns.map(\.name)
        .filter { !table.key.contains($0) }
        .map { "\($0) = excluded.\($0)" }
        .joined(separator: ", ")
}

/// The sales of which some records speak. A sale's name is the place of its intent, so that the sales
/// that a batch begins lie side by side: one question asks for all of them.
struct SaleLookup {
    private(set) var spans = SQLRows(columnCount: 4)
    private(set) var singles = SQLRows(columnCount: 3)

    init(_ batches: [ArraySlice<SealedRecord>]) {
        var named: Set<SaleIdentifier> = []
        for records in batches {
            guard let first = records.first?.record.header,
                let last = records.last?.record.header
            else { continue }
            spans.append(first.kiosk.number, first.epoch, first.sequence, last.sequence)
            for record in records {
                guard let sale = record.record.sale else { continue }
                let isOwn =
                    sale.kiosk == first.kiosk && sale.epoch == first.epoch
                    && (first.sequence...last.sequence).contains(sale.sequence)
                guard !isOwn, named.insert(sale).inserted else { continue }
                singles.append(sale.kiosk.number, sale.epoch, sale.sequence)
            }
        }
    }
}

extension SQLConnection {
    /// Calls `body` with the sales that are asked for and known.
    func forEachSale(_ wanted: SaleLookup, _ body: (SaleEntry) throws -> Void) throws {
        try forEachOfEach(
            """
            SELECT \(SaleTable.columns) FROM sale
            WHERE kiosk = ? AND epoch = ? AND sequence BETWEEN ? AND ?
            """,
            wanted.spans
        ) { _, row in try body(try row.saleEntry()) }
        try forEachOfEach(
            "SELECT \(SaleTable.columns) FROM sale WHERE kiosk = ? AND epoch = ? AND sequence = ?",
            wanted.singles
        ) { _, row in try body(try row.saleEntry()) }
    }

    /// Calls `body` with every sale, in order.
    func forEachSale(_ body: (SaleEntry) throws -> Void) throws {
        try forEach(
            "SELECT \(SaleTable.columns) FROM sale ORDER BY kiosk, epoch, sequence"
        ) { try body(try $0.saleEntry()) }
    }

    func append(sales: [SaleEntry]) throws { try append(rows(of: sales), to: SaleTable.table) }

    func update(sales: [SaleEntry]) throws {
        try merge(rows(of: sales), into: SaleTable.table, setting: SaleTable.replacement)
    }

    private func rows(of sales: [SaleEntry]) -> SQLRows {
        var rows = SQLRows(columnCount: SaleTable.table.columns.count)
        rows.reserve(sales.count)
        for entry in sales {
            let (sale, terms) = (entry.booked.sale, entry.terms)
            let statedBy = entry.receipt?.statedBy
            rows.append(
                sale.kiosk.number,
                sale.epoch,
                sale.sequence,
                entry.day.yearMonthDay,
                terms?.tender.rawValue,
                terms?.utility.rawValue,
                terms?.creditMode.rawValue,
                terms?.paid.fen,
                terms?.credit.count,
                terms.map { Int64($0.customer.value) },
                terms.map { Int64($0.meter.value) },
                terms?.card.bytes,
                entry.booked.conclusion?.outcome.rawValue,
                entry.booked.isContradicted,
                entry.booked.conclusions.bytes,
                entry.receipt?.outcome.rawValue,
                statedBy?.kiosk.number,
                statedBy?.epoch,
                statedBy?.sequence,
                entry.booked.objection?.rawValue
            )
        }
        return rows
    }
}

extension SQLRow {
    /// The columns of the table. A row whose parts contradict one another is a fault of its sale.
    fileprivate func saleEntry() throws -> SaleEntry {
        let sale = SaleIdentifier(
            kiosk: try kiosk(0),
            epoch: try number(1),
            sequence: try number(2)
        )
        let column = 3
        let day = try day(column)
        let terms = isNull(column + 1) ? nil : try terms(from: column + 1)
        let booked = BookedSale(
            sale: sale,
            payment: terms?.payment(on: day),
            conclusions: try conclusions(column + 11, of: sale),
            objection: try optionalChoice(column + 16)
        )
        guard try optionalChoice(column + 9) == booked.conclusion?.outcome,
            try integer(column + 10) == (booked.isContradicted ? 1 : 0)
        else { throw VerificationFault.sale(sale) }
        return SaleEntry(
            day: day,
            terms: terms,
            booked: booked,
            receipt: try optionalChoice(column + 12).map {
                ReceiptStatement(outcome: $0, statedBy: try position(from: column + 13))
            }
        )
    }

    private func conclusions(_ column: Int, of sale: SaleIdentifier) throws -> [Conclusion] {
        let bytes = try bytes(column)
        do throws(LayoutError) { return try [Conclusion](bytes: bytes) } catch {
            throw Damage(what: "sale \(sale) cannot be read. \(error.sentence)")
        }
    }
}

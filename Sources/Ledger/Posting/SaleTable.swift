import Book
import Prepayment
import Storage

/// The sales, one row each, under the day that their report asks for.
enum SaleTable {
    static let schema = """
        CREATE TABLE sale (
            kiosk INTEGER NOT NULL,
            epoch INTEGER NOT NULL,
            sequence INTEGER NOT NULL,
            day INTEGER NOT NULL,
            -- What the intent says; NULL until it comes.
            tender INTEGER,
            utility INTEGER,
            credit_mode INTEGER,
            paid_fen INTEGER,
            credit INTEGER,
            customer INTEGER,
            meter INTEGER,
            card BLOB,
            -- 1 written, 2 owed, 3 unknown; NULL until it is concluded.
            outcome INTEGER,
            contradicted INTEGER NOT NULL,
            -- All that was said of the end, see ConclusionCoding.
            conclusions BLOB NOT NULL,
            -- 1 printed, 2 not printed, 3 unknown; NULL until it is told.
            receipt INTEGER,
            receipt_kiosk INTEGER,
            receipt_epoch INTEGER,
            receipt_sequence INTEGER,
            PRIMARY KEY (kiosk, epoch, sequence)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX sale_by_day ON sale (day, kiosk);
        """

    static let drop = "DROP TABLE IF EXISTS sale;"

    private static let columns = """
        day, tender, utility, credit_mode, paid_fen, credit, customer, meter, card,
        outcome, contradicted, conclusions,
        receipt, receipt_kiosk, receipt_epoch, receipt_sequence
        """

    static func entry(of sale: SaleIdentifier, in database: Database) throws -> SaleEntry? {
        try database.first(
            "SELECT \(columns) FROM sale WHERE kiosk = ? AND epoch = ? AND sequence = ?",
            sale.kiosk.number,
            Int(sale.epoch),
            sale.sequence
        ) { try $0.saleEntry(of: sale, from: 0) }
    }

    /// Calls `body` with every sale, in order.
    static func forEach(in database: Database, _ body: (SaleEntry) throws -> Void) throws {
        try database.forEach(
            "SELECT kiosk, epoch, sequence, \(columns) FROM sale ORDER BY kiosk, epoch, sequence"
        ) { row in
            let sale = SaleIdentifier(
                kiosk: try row.kiosk(0),
                epoch: try row.number(1),
                sequence: try row.number(2)
            )
            try body(try row.saleEntry(of: sale, from: 3))
        }
    }

    static func store(_ entry: SaleEntry, in database: Database) throws {
        let sale = entry.booked.sale
        try database.run(
            "REPLACE INTO sale VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)",
            sale.kiosk.number,
            Int(sale.epoch),
            sale.sequence,
            entry.day.yearMonthDay,
            entry.terms.map { Int($0.tender.rawValue) },
            entry.terms.map { Int($0.utility.rawValue) },
            entry.terms.map { Int($0.creditMode.rawValue) },
            entry.terms?.paid.fen,
            entry.terms?.credit.count,
            entry.terms.map { Int64($0.customer.value) },
            entry.terms.map { Int64($0.meter.value) },
            entry.terms?.card.bytes,
            entry.booked.conclusion.map { Int($0.outcome.rawValue) },
            entry.booked.isContradicted,
            entry.booked.conclusions.bytes,
            entry.receipt?.outcome.rawValue,
            entry.receipt?.statedBy.kiosk.number,
            entry.receipt.map { Int($0.statedBy.epoch) },
            entry.receipt?.statedBy.sequence
        )
    }
}

extension Row {
    /// Sixteen columns. A row whose parts contradict one another is a fault of its sale.
    fileprivate func saleEntry(
        of sale: SaleIdentifier,
        from column: Int
    ) throws -> SaleEntry {
        let day = try day(column)
        let terms = isNull(column + 1) ? nil : try terms(from: column + 1)
        let booked = BookedSale(
            sale: sale,
            payment: terms?.payment(on: day),
            conclusions: try conclusions(column + 11, of: sale)
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

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
            outcome_kiosk INTEGER,
            outcome_epoch INTEGER,
            outcome_sequence INTEGER,
            contradicted INTEGER NOT NULL,
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

    static func entry(of sale: SaleIdentifier, in database: Database) throws -> SaleEntry? {
        try database.first(
            """
            SELECT day, tender, utility, credit_mode, paid_fen, credit, customer, meter, card,
                outcome, outcome_kiosk, outcome_epoch, outcome_sequence, contradicted,
                receipt, receipt_kiosk, receipt_epoch, receipt_sequence
            FROM sale WHERE kiosk = ? AND epoch = ? AND sequence = ?
            """,
            sale.kiosk.number,
            Int(sale.epoch),
            sale.sequence
        ) { row in
            SaleEntry(
                sale: sale,
                day: try row.day(0),
                terms: row.isNull(1) ? nil : try row.terms(from: 1),
                conclusion: try row.optionalChoice(9).map {
                    Conclusion(outcome: $0, statedBy: try row.position(from: 10))
                },
                receipt: try row.optionalChoice(14).map {
                    ReceiptStatement(outcome: $0, statedBy: try row.position(from: 15))
                },
                isContradicted: try row.integer(13) != 0
            )
        }
    }

    static func store(_ entry: SaleEntry, in database: Database) throws {
        try database.run(
            "REPLACE INTO sale VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)",
            entry.sale.kiosk.number,
            Int(entry.sale.epoch),
            entry.sale.sequence,
            entry.day.yearMonthDay,
            entry.terms.map { Int($0.tender.rawValue) },
            entry.terms.map { Int($0.utility.rawValue) },
            entry.terms.map { Int($0.creditMode.rawValue) },
            entry.terms?.paid.fen,
            entry.terms?.credit.count,
            entry.terms.map { Int64($0.customer.value) },
            entry.terms.map { Int64($0.meter.value) },
            entry.terms?.card.bytes,
            entry.conclusion?.outcome.rawValue,
            entry.conclusion?.statedBy.kiosk.number,
            entry.conclusion.map { Int($0.statedBy.epoch) },
            entry.conclusion?.statedBy.sequence,
            entry.isContradicted,
            entry.receipt?.outcome.rawValue,
            entry.receipt?.statedBy.kiosk.number,
            entry.receipt.map { Int($0.statedBy.epoch) },
            entry.receipt?.statedBy.sequence
        )
    }
}

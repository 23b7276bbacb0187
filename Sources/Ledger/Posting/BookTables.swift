import Book
import Prepayment
import Storage

/// The book: transfers, only ever added, and the balances that they sum up to.
///
/// A balance is kept for each kiosk, account and day, so that no row is everybody's, and is written
/// once for a batch. Both tables begin with a kiosk, by which a distributed store may cut them.
enum BookTables {
    static let schema = """
        -- The record that moves the money, by its place; `selling_kiosk` is whose balances move.
        CREATE TABLE transfer (
            kiosk INTEGER NOT NULL,
            epoch INTEGER NOT NULL,
            sequence INTEGER NOT NULL,
            line INTEGER NOT NULL,
            debit INTEGER NOT NULL,
            credit INTEGER NOT NULL,
            selling_kiosk INTEGER NOT NULL,
            day INTEGER NOT NULL,
            amount_fen INTEGER NOT NULL,
            PRIMARY KEY (kiosk, epoch, sequence, line)
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE balance (
            kiosk INTEGER NOT NULL,
            account INTEGER NOT NULL,
            day INTEGER NOT NULL,
            amount_fen INTEGER NOT NULL,
            PRIMARY KEY (kiosk, account, day)
        ) STRICT, WITHOUT ROWID;
        """

    static let drop = "DROP TABLE IF EXISTS transfer; DROP TABLE IF EXISTS balance;"

    static func insert(
        _ transfers: [Transfer],
        of position: RecordPosition,
        in database: Database
    ) throws {
        for (line, transfer) in transfers.enumerated() {
            try database.run(
                "INSERT INTO transfer VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                position.kiosk.number,
                Int(position.epoch),
                position.sequence,
                line,
                Int(transfer.debit.rawValue),
                Int(transfer.credit.rawValue),
                transfer.kiosk.number,
                transfer.businessDay.yearMonthDay,
                transfer.amountFen
            )
        }
    }

    /// Adds to the balances, in the order of their keys.
    static func add(_ balances: Balances, in database: Database) throws {
        for (key, amountFen) in balances.amountsFen.sorted(by: { $0.key < $1.key }) {
            try database.run(
                """
                INSERT INTO balance VALUES (?, ?, ?, ?) ON CONFLICT (kiosk, account, day)
                DO UPDATE SET amount_fen = balance.amount_fen + excluded.amount_fen
                """,
                key.kiosk.number,
                Int(key.account.rawValue),
                key.businessDay.yearMonthDay,
                amountFen
            )
        }
    }

    /// Calls `body` with the transfers of the records in a part of all places, in order.
    static func forEachTransfer(
        after first: RecordPosition = .beforeAll,
        through last: RecordPosition = .afterAll,
        in database: Database,
        _ body: (RecordPosition, Transfer) throws -> Void
    ) throws {
        try database.forEach(
            """
            SELECT kiosk, epoch, sequence, debit, credit, selling_kiosk, day, amount_fen
            FROM transfer
            WHERE (kiosk, epoch, sequence) > (?, ?, ?) AND (kiosk, epoch, sequence) <= (?, ?, ?)
            ORDER BY kiosk, epoch, sequence, line
            """,
            first.kiosk.number,
            Int(first.epoch),
            first.sequence,
            last.kiosk.number,
            Int(last.epoch),
            last.sequence
        ) { row in
            let position = try row.position(from: 0)
            try body(position, try row.transfer(of: position, from: 3))
        }
    }

    /// Calls `body` with every balance, in order.
    static func forEachBalance(
        in database: Database,
        _ body: (BalanceKey, Int64) throws -> Void
    ) throws {
        try database.forEach(
            "SELECT kiosk, account, day, amount_fen FROM balance ORDER BY kiosk, account, day"
        ) { row in
            let key = BalanceKey(try row.kiosk(0), try row.choice(1), try row.day(2))
            try body(key, try row.integer(3))
        }
    }
}

extension RecordPosition {
    /// No record stands here, nor before.
    static let beforeAll = RecordPosition(kiosk: KioskIdentifier(0), epoch: 0, sequence: 0)
    /// No record stands behind.
    static let afterAll = RecordPosition(
        kiosk: KioskIdentifier(.max),
        epoch: .max,
        sequence: .max
    )
}

extension Row {
    /// Five columns: debit, credit, selling kiosk, day, amount. What cannot be a transfer of ours is
    /// a fault of the record that it is kept for.
    fileprivate func transfer(
        of position: RecordPosition,
        from column: Int
    ) throws -> Transfer {
        guard let debit = Account(rawValue: try number(column)),
            let credit = Account(rawValue: try number(column + 1)), debit != credit,
            case let amountFen = try integer(column + 4), Payment.plausibleFen.contains(amountFen)
        else { throw VerificationFault.transfers(position) }
        return Transfer(
            debit: debit,
            credit: credit,
            kiosk: try kiosk(column + 2),
            businessDay: try day(column + 3),
            amountFen: amountFen
        )
    }
}

import Book
import Prepayment
import Relational

/// The book: transfers, only ever added, and the balances that they sum up to.
///
/// A balance is kept for each kiosk, account and day, so that no row is everybody's, and is written
/// once for a batch. Both tables begin with a kiosk, by which a distributed store may cut them.
enum BookTables {
    /// The record that moves the money, by its place; `selling_kiosk` is whose balances move.
    static let transfer = SQLTable(
        "transfer",
        [
            .integer("kiosk"), .integer("epoch"), .integer("sequence"), .integer("line"),
            .integer("debit"), .integer("credit"), .integer("selling_kiosk"), .integer("day"),
            .integer("amount_fen"),
        ],
        key: ["kiosk", "epoch", "sequence", "line"]
    )

    static let balance = SQLTable(
        "balance",
        [.integer("kiosk"), .integer("account"), .integer("day"), .integer("amount_fen")],
        key: ["kiosk", "account", "day"]
    )
}

extension SQLConnection {
    /// Adds transfers, each with the record that moves it.
    func append(_ transfers: [(RecordPosition, [Transfer])]) throws {
        var rows = SQLRows(columnCount: BookTables.transfer.columns.count)
        rows.reserve(transfers.count)
        for (position, moved) in transfers {
            for (line, transfer) in moved.enumerated() {
                rows.append(
                    position.kiosk.number,
                    position.epoch,
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
        try append(rows, to: BookTables.transfer)
    }

    /// Adds to the balances, in the order of their keys.
    func add(_ balances: Balances) throws {
        var rows = SQLRows(columnCount: BookTables.balance.columns.count)
        for (key, amountFen) in balances.amountsFen.sorted(by: { $0.key < $1.key }) {
            rows.append(
                key.kiosk.number,
                Int(key.account.rawValue),
                key.businessDay.yearMonthDay,
                amountFen
            )
        }
        try merge(
            rows,
            into: BookTables.balance,
            setting: "amount_fen = balance.amount_fen + excluded.amount_fen"
        )
    }

    /// Calls `body` with the transfers of the records in a part of all places, in order.
    func forEachTransfer(
        after first: RecordPosition = .beforeAll,
        through last: RecordPosition = .afterAll,
        _ body: (RecordPosition, Transfer) throws -> Void
    ) throws {
        try forEach(
            """
            SELECT kiosk, epoch, sequence, debit, credit, selling_kiosk, day, amount_fen
            FROM transfer
            WHERE (kiosk, epoch, sequence) > (?, ?, ?) AND (kiosk, epoch, sequence) <= (?, ?, ?)
            ORDER BY kiosk, epoch, sequence, line
            """,
            first.kiosk.number,
            first.epoch,
            first.sequence,
            last.kiosk.number,
            last.epoch,
            last.sequence
        ) { row in
            let position = try row.position(from: 0)
            try body(position, try row.transfer(of: position, from: 3))
        }
    }

    /// Calls `body` with every balance, in order.
    func forEachBalance(_ body: (BalanceKey, Int64) throws -> Void) throws {
        try forEach(
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

extension SQLRow {
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

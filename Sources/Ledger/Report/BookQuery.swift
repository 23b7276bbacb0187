import Book
import Prepayment
import RecordChain
import Relational

extension SQLConnection {
    func trialBalance(
        through day: BusinessDay?,
        of kiosk: KioskIdentifier?
    ) throws -> TrialBalance {
        let kiosks = KioskRange(kiosk)
        let accounts = try query(
            """
            SELECT account, CAST(sum(amount_fen) AS BIGINT) FROM balance
            WHERE kiosk BETWEEN ? AND ? AND day <= ? GROUP BY account ORDER BY account
            """,
            kiosks.first,
            kiosks.last,
            day?.yearMonthDay ?? .max
        ) { AccountBalance(account: try $0.choice(0), amount: Money(fen: try $0.integer(1))) }
        var sumFen: Int64 = 0
        for balance in accounts {
            let (sum, isTooLarge) = sumFen.addingReportingOverflow(balance.amount.fen)
            guard !isTooLarge else { throw Damage(what: "its balances are beyond any sum.") }
            sumFen = sum
        }
        return TrialBalance(day: day, kiosk: kiosk, accounts: accounts, sum: Money(fen: sumFen))
    }

    /// Read in a snapshot, so that transfers and balances belong together.
    func extract(through day: BusinessDay?) throws -> BookExtract {
        var transfers: [RecordedTransfer] = []
        try forEachTransfer { record, transfer in
            guard day.map({ transfer.businessDay <= $0 }) ?? true else { return }
            transfers.append(RecordedTransfer(record: record, transfer: transfer))
        }
        return BookExtract(
            day: day,
            journals: try journals(),
            transfers: transfers,
            balances: try kioskBalances(through: day)
        )
    }

    private func journals() throws -> [JournalExtent] {
        try cursors().map { name, head in
            JournalExtent(
                kiosk: name.kiosk,
                epoch: name.epoch,
                lastSequence: head.sequence,
                headHash: head.hash
            )
        }.sorted { ($0.kiosk, $0.epoch) < ($1.kiosk, $1.epoch) }
    }

    private func kioskBalances(through day: BusinessDay?) throws -> [KioskBalance] {
        try query(
            """
            SELECT kiosk, account, CAST(sum(amount_fen) AS BIGINT) FROM balance
            WHERE day <= ? GROUP BY kiosk, account ORDER BY kiosk, account
            """,
            day?.yearMonthDay ?? .max
        ) { row in
            KioskBalance(
                kiosk: try row.kiosk(0),
                account: try row.choice(1),
                amount: Money(fen: try row.integer(2))
            )
        }
    }
}

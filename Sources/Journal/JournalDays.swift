public import Prepayment
public import RecordChain
internal import Storage

extension JournalFile {
    /// The newest close of a day, and where it stands; nil where no day was closed yet.
    public func lastClose() throws(JournalError) -> (sequence: UInt32, close: DayClose)? {
        try Self.translating { () throws in
            let sequence = try database.first("SELECT max(sequence) FROM day_close") {
                try $0.optionalInteger(0)
            }
            guard case let sequence?? = sequence else { return nil }
            guard case .dayClosed(let close) = try record(at: sequence).content else {
                throw damaged(sequence)
            }
            return (UInt32(sequence), close)
        }
    }

    /// The open day as it would be closed now (X report).
    public func openDay() throws(JournalError) -> DayClose {
        let last = try lastClose()
        return DayClose(try totals(after: last), after: last)
    }

    /// Closes the day (Z report): whatever comes next belongs to the one that follows.
    @discardableResult
    public func closeDay() throws(JournalError) -> SealedRecord {
        try append(.dayClosed(try openDay()))
    }

    /// What the sales that were taken, ended or open behind a record come to.
    private func totals(
        after close: (sequence: UInt32, close: DayClose)?
    ) throws(JournalError) -> DayTotals {
        let last = close?.sequence ?? 0
        return try Self.translating { () throws in
            let sales = try database.query(
                """
                SELECT sequence FROM sale WHERE sequence > ?1
                UNION SELECT sequence FROM sale WHERE is_settled = 1 AND conclusion_sequence > ?1
                UNION SELECT sequence FROM sale WHERE is_settled = 0
                """,
                Int64(last)
            ) { try $0.integer(0) }
            let totals = DayTotals(
                writtenForOthers: try writtenForOthers(behind: last),
                devices: try deviceMoney(
                    behind: last,
                    unsoldBefore: close?.close.totals.devices.unsold ?? .zero
                )
            )
            return try sales.reduce(into: totals) { totals, sequence in
                let sale = try sale(at: sequence)
                totals.count(
                    DaySale(
                        intent: sale.intent,
                        isTakenToday: sequence > Int64(last),
                        end: sale.dayEnd
                    )
                )
            }
        }
    }

    private func deviceMoney(behind last: UInt32, unsoldBefore: Money) throws -> DeviceMoney {
        let movements = try database.query(
            "SELECT sequence FROM money_movement WHERE sequence > ?1 AND kind IN (1, 3, 6)",
            Int64(last)
        ) { try $0.integer(0) }
        var (taken, givenBack) = (PerKind<Tender>(), PerKind<Tender>())
        for sequence in movements {
            guard case .moneyMoved(let movement) = try record(at: sequence).content else {
                throw damaged(sequence)
            }
            if movement.kind == .taken {
                taken[movement.tender].add(movement.amount)
            } else {
                givenBack[movement.tender].add(movement.amount)
            }
        }
        let unsold = try database.first(
            "SELECT coalesce(sum(available_fen + returning_fen), 0) FROM payment"
        ) { try $0.integer(0) }
        return DeviceMoney(
            unsoldBefore: unsoldBefore,
            taken: taken,
            givenBack: givenBack,
            unsold: Money(fen: unsold ?? 0)
        )
    }
}

extension JournaledSale {
    fileprivate var dayEnd: DaySale.End {
        if refund != nil { return .refunded }
        return switch conclusion?.outcome {
        case .written: .delivered
        case .owed: .owed
        case .unknown, nil: .unconfirmed
        }
    }
}

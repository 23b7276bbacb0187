internal import DESFire
public import Prepayment

extension PrepaymentCard {
    /// Carries out a meter's decision on its card: what is debited, the return data and the history,
    /// valid together with one commit.
    ///
    /// `months` is the use of the last twelve months, newest first. The card must have been read in
    /// this session, under the meter's key.
    public func take(
        _ debit: Credit,
        returning reading: MeterReading,
        months: [UInt32],
        history: HistoryRecord?
    ) throws(PrepaymentCardError) {
        precondition(months.count == 12, "a year has twelve months")
        typealias File = CardLayout.FileNumber
        guard let amount = Int32(exactly: debit.count), amount >= 0 else {
            preconditionFailure("a debit of \(debit.count) is not what a value file held")
        }
        var content = ByteWriter()
        content.write(ReturnRecord(isWritten: true, reading: reading).bytes)
        for month in months { content.write(month) }
        let bytes = content.bytes
        let card = card
        try conversing { () throws(DESFireError) in
            if amount > 0 { try card.debit(File.credit, amount: amount, mode: .full) }
            try card.writeData(File.returned, bytes, mode: .mac, kind: .backup)
            if let history { try card.writeRecord(File.history, history.bytes, mode: .mac) }
            try card.commitTransaction()
        }
    }
}

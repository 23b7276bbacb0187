internal import DESFire
public import Prepayment

/// One account of a card, with all that its holder may want to see.
public struct ReadAccount: Hashable, Sendable {
    /// What every tap reads.
    public let snapshot: CardSnapshot
    /// Loads and takes, oldest first.
    public let history: [HistoryRecord]
    /// Use in smallest units, newest month first; empty until a meter wrote.
    public let monthlyUse: [UInt32]
}

extension PrepaymentCard {
    /// Reads every account that the card has, in the order of `Utility`. The last one stays open.
    public func readAccounts() throws(PrepaymentCardError) -> [ReadAccount] {
        var accounts: [ReadAccount] = []
        for utility in Utility.allCases {
            do throws(PrepaymentCardError) {
                let snapshot = try read(utility)
                accounts.append(
                    ReadAccount(
                        snapshot: snapshot,
                        history: try readHistory(),
                        monthlyUse: snapshot.returned.reading == nil ? [] : try readMonthlyUse()
                    )
                )
            } catch .utilityMissing {
                continue
            }
        }
        return accounts
    }

    /// File 5 behind its head.
    private func readMonthlyUse() throws(PrepaymentCardError) -> [UInt32] {
        try file("return", parse: ReturnRecord.monthlyUse(bytes:)) { card throws(DESFireError) in
            try card.readData(
                CardLayout.FileNumber.returned,
                offset: ReturnRecord.byteCount,
                length: ReturnRecord.fileByteCount - ReturnRecord.byteCount,
                mode: .mac
            )
        }
    }
}

internal import DESFire
public import Prepayment

extension PrepaymentCard {
    /// Writes a purchase: credit, load record, parameters where they changed, a cleared return mark
    /// and a line of history, valid together with one commit.
    ///
    /// The card must have been read in this session. Nothing is repeated.
    public func load(_ order: LoadOrder) -> LoadOutcome {
        guard order.card == identifier else {
            return .notApplied(CardFault("Another card lies in the reader."))
        }
        do {
            try stage(order)
            try card.commitTransaction()
            return .committed
        } catch {
            let fault = CardFault(error.sentence)
            return error.mayHaveChangedCard ? .unknown(fault) : .notApplied(fault)
        }
    }

    /// Reads again what decides whether a purchase stands on the card.
    public func readBack() -> ReadBack {
        do {
            return .read(waiting: try readWaiting(), load: try readLoad())
        } catch {
            return .failed(CardFault(error.sentence))
        }
    }

    /// Everything before the commit: the card forgets it if the commit does not come.
    private func stage(_ order: LoadOrder) throws(DESFireError) {
        typealias File = CardLayout.FileNumber
        guard let amount = Int32(exactly: order.credit.count), amount > 0 else {
            preconditionFailure("a load of \(order.credit.count) passed the quote's limits")
        }
        try card.credit(File.credit, amount: amount, mode: .full)
        try card.writeData(File.load, order.load.bytes, mode: .mac, kind: .backup)
        if let parameters = order.parameters {
            try card.writeData(File.parameters, parameters.bytes, mode: .mac, kind: .backup)
        }
        try card.writeData(File.returned, [0], mode: .mac, kind: .backup)
        try card.writeRecord(File.history, order.history.bytes, mode: .mac)
    }
}

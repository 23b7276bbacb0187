public import Prepayment

extension Record {
    /// The transfers of a record that speaks of no sale. They follow from the record alone.
    public var transfersBesideSales: [Transfer] {
        guard case .moneyMoved(let movement) = content else { return [] }
        let box = Account(holding: movement.tender)
        switch movement.kind {
        case .taken: return transfers(movement.amount, from: .takenUnsold, to: box)
        case .givenBack, .paidOut: return transfers(movement.amount, from: box, to: .takenUnsold)
        // It is where it was: only who may have it changes.
        case .givingBack, .notGivenBack, .held: return []
        }
    }

    /// What no kiosk can have moved stands in suspense, bounded as the claims of sales are.
    private func transfers(
        _ amount: Money,
        from credit: Account,
        to debit: Account
    ) -> [Transfer] {
        guard Payment.plausibleFen.contains(amount.fen) else {
            let claim = min(abs(max(amount.fen, -Money.largestTypedFen)), Money.largestTypedFen)
            return claim == 0 ? [] : [transfer(claim, from: .suspense, to: debit)]
        }
        return [transfer(amount.fen, from: credit, to: debit)]
    }

    private func transfer(
        _ amountFen: Int64,
        from credit: Account,
        to debit: Account
    ) -> Transfer {
        Transfer(
            debit: debit,
            credit: credit,
            kiosk: header.kiosk,
            businessDay: header.businessDay,
            amountFen: amountFen
        )
    }
}

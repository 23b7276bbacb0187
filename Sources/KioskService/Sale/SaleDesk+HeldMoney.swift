public import Journal
public import Prepayment
internal import RecordChain

/// Money that a payment brought and that bought nothing: its slip, and its way back over the office's
/// window.
extension SaleDesk {
    /// Prints that money is kept, and has what became of the paper in the journal.
    public func printHeldMoney(_ facts: HeldMoneyFacts) async -> ReceiptOutcome {
        await printSlip(.heldMoney(facts), .heldMoney, facts.payment)
    }

    /// The payments with money that is kept for their cards, oldest first.
    public func heldMoney() async throws(SaleError) -> [JournaledPayment] {
        try await look { file throws(JournalError) in try file.heldPayments() }
    }

    /// Records that a clerk gives back all that is kept of a payment. From then on it buys nothing.
    ///
    /// Asked again under the same key, it is the same pay-out. No card is needed: the journal alone says
    /// what is kept, and takes it out of reach in the same record.
    public func payOut(_ payOut: PayOut) async throws(SaleError) -> PayOutReport {
        try begin()
        defer { isBusy = false }
        if let reason = outOfService { throw .outOfService(reason: reason) }
        let payment = payOut.payment
        let (known, earlier) = try await look { file throws(JournalError) in
            (try file.payment(payment), try file.payOuts(of: payment))
        }
        guard let known else { throw .nothingHeld(payment) }
        for (header, movement) in earlier {
            guard let same = PayOut(movement), same.requestKey == payOut.requestKey else {
                continue
            }
            let facts = PayOutFacts(same, of: movement.amount, at: header, from: known)
            return PayOutReport(facts: facts, slip: nil)
        }
        guard !known.isOpen else { throw .moneyComing(payment) }
        guard known.available > .zero else { throw .nothingHeld(payment) }
        let movement = payOut.movement(of: known.available, paidBy: known.order.tender)
        let header = try await recordGivingBack(.moneyMoved(movement)) { reason in
            .payOutInDoubt(payOut, reason: reason)
        }
        let facts = PayOutFacts(payOut, of: movement.amount, at: header, from: known)
        return PayOutReport(
            facts: facts,
            slip: await printSlip(.payOut(facts), .payOut, facts.number)
        )
    }
}

/// Money that a clerk gives back, and what became of its paper.
public struct PayOutReport: Hashable, Sendable {
    /// Whose, how much, why.
    public let facts: PayOutFacts
    /// What became of the paper; nil where it was recorded and printed before.
    public let slip: ReceiptOutcome?
}

extension PayOutFacts {
    /// The pay-out that stands at a place of the journal.
    init(
        _ payOut: PayOut,
        of amount: Money,
        at header: RecordHeader,
        from payment: JournaledPayment
    ) {
        self.init(
            number: header.saleIdentifier,
            time: header.wallTime,
            payOut: payOut,
            order: payment.order,
            openedAt: payment.openedAt,
            amount: amount
        )
    }
}

extension HeldMoneyFacts {
    /// What is kept of a payment now; nil where nothing is.
    init?(_ payment: JournaledPayment) {
        guard payment.available > .zero else { return nil }
        self.init(
            payment: payment.payment,
            order: payment.order,
            openedAt: payment.openedAt,
            amount: payment.available
        )
    }
}

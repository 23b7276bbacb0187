import Journal
import KioskService
import Prepayment
import SmartCards

/// The office window: people come about sales that have no certain end, and some ask for more than
/// their due.
extension World {
    func visitWindow(of kiosk: LobbyKiosk, trouble: Trouble?) async throws {
        guard await isRunning(kiosk), let (sale, card) = try await saleInQuestion(at: kiosk),
            let household = households.first(where: { $0.identifier == card })
        else { return }
        switch dice.below(8) {
        case 0, 1: try await settleAtWindow(household, at: kiosk, trouble: trouble)
        case 2, 3: try await refund(sale, of: household, at: kiosk, .none, trouble)
        case 4:
            counts.note(.wrongCardAtWindow)
            let other = dice.pick(households.filter { $0.number != household.number })
            try await refund(sale, of: household, at: kiosk, .another(other), trouble)
        default: try await refund(sale, of: household, at: kiosk, .its, trouble)
        }
    }

    /// Mostly from the kiosk's list of what is open, else from some receipt.
    private func saleInQuestion(
        at kiosk: LobbyKiosk
    ) async throws -> (SaleIdentifier, CardIdentifier)? {
        guard let program = kiosk.program else { return nil }
        let open = try await program.journal.perform { file throws(JournalError) in
            try file.unsettledSales()
        }
        if !open.isEmpty, dice.below(5) > 0 {
            let sale = dice.pick(open)
            return (sale.sale, sale.intent.card)
        }
        if kiosk.receipts.isEmpty { return nil }
        let receipt = dice.pick(kiosk.receipts)
        return (receipt.conclusion.sale, receipt.intent.card)
    }

    private func settleAtWindow(
        _ household: Household,
        at kiosk: LobbyKiosk,
        trouble: Trouble?
    ) async throws {
        settlements += 1
        try await meddle(household, at: kiosk)
        let answer = try await converse(household, at: kiosk, trouble: trouble) {
            desk async throws(SaleError) in
            try await desk.settle(CardSlot.name)
        }
        tell(
            """
            \(kiosk.identifier) settles card \(household.number), \
            \(trouble?.description ?? "no trouble"): \
            \(answer.told { $0.sales.map { "\($0.report.conclusion.sale) \($0.result.rawValue)" }
                .joined(separator: ", ") })
            """
        )
        guard case .given(let settlement) = answer else { return }
        for settled in settlement.sales {
            try checkEnd(settled.report, household)
            if settled.result == .notLanded {
                try checkNotLanded(settled.report.conclusion.sale, household, at: kiosk)
            }
        }
        for open in settlement.elsewhere where open.result == .notLanded {
            try checkNotLanded(open.sale, household, at: kiosk)
        }
    }

    /// Which card lies on the reader while a refund is asked for.
    private enum CardAtWindow {
        case none, its
        case another(Household)
    }

    private func refund(
        _ sale: SaleIdentifier,
        of household: Household,
        at kiosk: LobbyKiosk,
        _ card: CardAtWindow,
        _ trouble: Trouble?
    ) async throws {
        if mutant == .refundWithoutLooking {
            return try await refundBlindly(sale, of: household, at: kiosk)
        }
        let onReader = if case .another(let other) = card { other } else { household }
        let reader: Result<String, CardError> =
            if case .none = card { .failure(.noCard) } else { .success(CardSlot.name) }
        let refund = SaleRefund(
            sale: sale,
            reason: "not delivered",
            clerk: "clerk 3",
            requestKey: nextKey()
        )
        let answer = try await converse(onReader, at: kiosk, trouble: trouble) {
            desk async throws(SaleError) in
            try await desk.refund(refund, reader: reader)
        }
        tell(
            """
            \(kiosk.identifier) is to refund \(sale) of card \(household.number) with \
            \(reader == .failure(.noCard) ? "no card" : "card \(onReader.number)"), \
            \(trouble?.description ?? "no trouble"): \(answer.told { "by its \($0.proof.rawValue)" })
            """
        )
        try payBack(refund, at: kiosk, answer)
        if case .given = answer, dice.below(2) == 0 { try await askMore(refund, at: kiosk) }
    }

    /// What the clerk does about a refund, once it is told or was not.
    func payBack(
        _ refund: SaleRefund,
        at kiosk: LobbyKiosk,
        _ answer: ClerkAnswer<RefundReport>
    ) throws {
        switch answer {
        case .given(let report):
            guard kiosk.giveBack(report) else { return }
            refunds += 1
            if let household = households.first(where: { $0.identifier == report.intent.card }) {
                try checkNotLanded(report.refund.sale, household, at: kiosk)
            }
        case .refused(.refundInDoubt) where mutant == .refundInDoubtPaid:
            kiosk.openRefunds.append(refund)
            let receipt = kiosk.receipts.first { $0.conclusion.sale == refund.sale }
            kiosk.drawerFen -= receipt?.intent.paid.fen ?? 0
        case .refused(.refundInDoubt), .nothing: kiosk.openRefunds.append(refund)
        case .refused(.delivered): counts.note(.refundAskedOfDelivered)
        case .refused(.settledElsewhere), .refused(.notHeardYet), .refused(.ledgerNotAsked):
            counts.note(.refundRefusedForWantOfLeave)
        case .refused(.notSoldHere): counts.note(.refundAskedElsewhere)
        case .refused(.alreadyRefunded) where mutant == .refundedTwice:
            let report = kiosk.givenBack.first { $0.refund.sale == refund.sale }
            kiosk.drawerFen -= report?.intent.paid.fen ?? 0
        case .refused: break
        }
    }

    /// Asks once more: under the same key, when the same is told, or under another, when nothing is.
    private func askMore(_ refund: SaleRefund, at kiosk: LobbyKiosk) async throws {
        // A disk that is full over the slip ends the selling behind the refund.
        guard await isRunning(kiosk), let desk = kiosk.program?.sales else { return }
        counts.note(.refundAskedAgain)
        let isSame = dice.below(2) == 0
        let key = isSame ? refund.requestKey : nextKey()
        let again = SaleRefund(
            sale: refund.sale,
            reason: refund.reason,
            clerk: refund.clerk,
            requestKey: key
        )
        let answer: ClerkAnswer<RefundReport>
        do throws(SaleError) {
            answer = .given(try await desk.refund(again, reader: .failure(.noCard)))
        } catch {
            answer = .refused(error)
        }
        try payBack(again, at: kiosk, answer)
        switch answer {
        case .given(let report) where isSame && report.refund == refund: break
        case .refused(.alreadyRefunded) where !isSame: break
        case .given, .refused, .nothing:
            throw Violation(
                .refundedOnce,
                "\(refund.sale) is asked for again: \(answer.told { _ in "refunded" })"
            )
        }
    }
}

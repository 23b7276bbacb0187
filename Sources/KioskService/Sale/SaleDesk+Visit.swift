internal import Journal
public import LobbyScreen
internal import Prepayment
internal import PrepaymentCards
internal import RecordChain

/// What the screen asks of a card that was put on.
extension SaleDesk {
    /// Reads all accounts of a card, and collects what their meters wrote. Nothing is sold and, of this
    /// kiosk's own sales, nothing finished: what is open is told, so that its holder sees it done
    /// (`settle`). What other kiosks left open is finished at once, as at any tap, for the ledger hands
    /// it to one kiosk at a time.
    public func visit(_ reader: String) async throws(SaleError) -> CardReading {
        try begin()
        defer { isBusy = false }
        board.show(.reading)
        return try await conversing { () async throws(SaleError) in
            let accounts = try await self.readAll(reader)
            if self.outOfService != nil { return CardReading(accounts: accounts) }
            let held = try await self.heldPayments(of: accounts)
            if let open = try await self.openSale(of: accounts, held) {
                return CardReading(accounts: accounts, open: open)
            }
            let isChanged = try await self.finishElsewhere(on: accounts, in: reader)
            return CardReading(
                accounts: isChanged ? try await self.readAll(reader) : accounts,
                held: held.map(\.available).reduce(.zero, +)
            )
        }
    }

    private func heldPayments(
        of accounts: [CardAccount]
    ) async throws(SaleError) -> [JournaledPayment] {
        guard let card = accounts.first?.snapshot.card else { return [] }
        return try await look { file throws(JournalError) in try file.heldPayments(for: card) }
    }

    private func readAll(_ reader: String) async throws(SaleError) -> [CardAccount] {
        let accounts = try await asking { cards async throws(CardDeskError) in
            try await cards.openAll(reader)
        }
        for account in accounts { try await collectReading(from: account.snapshot) }
        return accounts.map { account in
            CardAccount(
                snapshot: account.snapshot,
                history: account.history,
                monthlyUse: account.monthlyUse.map(Int64.init)
            )
        }
    }

    /// Whether anything was done for another kiosk. The last account is the one that is open.
    private func finishElsewhere(
        on accounts: [CardAccount],
        in reader: String
    ) async throws(SaleError) -> Bool {
        guard claims != nil, let opened = accounts.last?.snapshot else { return false }
        let elsewhere = try await lookElsewhere(opened, in: reader)
        let finished = try await finish(
            try await unsettledSales(on: opened.card),
            startingWith: opened,
            in: reader,
            elsewhere.ends
        )
        for sale in elsewhere.settled + finished where sale.report.conclusion.outcome != .written {
            throw .finishedEarlierSale(sale.report.conclusion.sale, sale.report.conclusion.outcome)
        }
        if let obstacle = elsewhere.obstacle(to: nil) { throw obstacle }
        return !(elsewhere.settled + finished).isEmpty
    }

    /// What is to be finished first: a sale without a certain end, or money that is kept for this card
    /// and buys something now.
    private func openSale(
        of accounts: [CardAccount],
        _ held: [JournaledPayment]
    ) async throws(SaleError) -> OpenSale? {
        guard let card = accounts.first?.snapshot.card else { return nil }
        if let sale = try await unsettledSales(on: card).first { return OpenSale(sale) }
        for payment in held {
            guard let account = accounts.first(where: { $0.isToppedUp(by: payment) }),
                let terms = try? configuration.terms(for: payment.order.utility),
                let quote = try? account.snapshot.quote(payment.available, under: terms)
            else { continue }
            return OpenSale(
                kind: .held,
                sale: payment.payment,
                paid: payment.available,
                credit: AccountCredit(
                    quote.credit,
                    mode: quote.creditMode,
                    utility: quote.utility
                )
            )
        }
        return nil
    }
}

extension CardAccount {
    fileprivate func isToppedUp(by payment: JournaledPayment) -> Bool {
        snapshot.holder.utility == payment.order.utility
    }
}

extension OpenSale {
    fileprivate init(_ sale: JournaledSale) {
        self.init(
            kind: sale.isOwed ? .owed : .unfinished,
            sale: sale.sale,
            paid: sale.intent.paid,
            credit: sale.intent.accountCredit
        )
    }
}

extension SaleIntent {
    /// What it brings, with what that counts.
    var accountCredit: AccountCredit {
        AccountCredit(credit, mode: holder.creditMode, utility: holder.utility)
    }
}

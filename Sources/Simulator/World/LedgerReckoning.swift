import Book
import Ledger
import Prepayment
import RecordChain

/// The ledger's part of the reckoning.
extension World {
    func checkLedger(against books: [KioskBook]) async throws {
        guard let store = office.store else {
            throw Violation(.nothingUnexpected, "the ledger does not run")
        }
        // The day ends, and its root is signed.
        clock.advance(seconds: 86_400)
        try await office.look()
        var expected = expectedCases
        for (kiosk, count) in heardClocks.cases {
            for _ in 0..<count { expected.expect(.clockSkew, of: kiosk) }
        }
        for book in books {
            let held = try await store.head(of: book.kiosk.identifier, epoch: 1)
            try require(
                held == book.heldHead,
                .ledgerHoldsEveryRecordOnce,
                """
                of \(book.kiosk.identifier) the ledger holds \(held.sequence) records, and the \
                journal has \(book.heldHead.sequence)
                """
            )
            try await checkBalances(of: book, in: store)
            for sale in book.heldSales {
                if let kind = objection(to: sale.intent) {
                    expected.expect(kind, of: book.kiosk.identifier)
                }
            }
        }
        let sum = try await store.trialBalance(through: nil, of: nil).sum
        try require(sum == .zero, .bookEqualsJournals, "the balances sum to \(sum)")
        switch try await store.verify() {
        case .faulty(let fault): throw Violation(.ledgerVerifies, fault.sentence)
        case .sound(let counts):
            try require(counts.closedDays > 0, .ledgerVerifies, "no day's root was signed")
        }
        let cases = try await store.cases()
        caseCount = cases.count
        if let difference = expected.difference(from: cases) {
            throw Violation(.everyLossIsOneCase, difference)
        }
    }

    private func objection(to intent: SaleIntent) -> LedgerCase.Kind? {
        if intent.paid > Self.largestSale { return .overLimit }
        return intent.card == stolen.identifier ? .blockedCard : nil
    }

    private func checkBalances(
        of book: KioskBook,
        in store: any LedgerStore
    ) async throws {
        var expected: [Account: Int64] = [:]
        for sale in book.heldSales {
            expected[.counterCash, default: 0] += sale.intent.paid.fen
            expected[account(of: sale), default: 0] -= sale.intent.paid.fen
        }
        let balance = try await store.trialBalance(through: nil, of: book.kiosk.identifier)
        var held: [Account: Int64] = [:]
        for account in balance.accounts { held[account.account] = account.amount.fen }
        for account in Account.allCases {
            let (wanted, there) = (expected[account, default: 0], held[account, default: 0])
            try require(
                wanted == there,
                .bookEqualsJournals,
                "“\(account.name)” of \(book.kiosk.identifier) is \(there) fen, not \(wanted)"
            )
        }
    }

    private func account(of sale: JournalSale) -> Account {
        if objection(to: sale.intent) != nil { return .suspense }
        if sale.isWritten { return .sold(.electricity) }
        if sale.refundCount > 0 { return .refunds }
        switch sale.conclusions.last {
        case nil: return .paidNotDelivered
        case .owed: return .owedCredit
        case .unknown, .written: return .undecided
        }
    }
}

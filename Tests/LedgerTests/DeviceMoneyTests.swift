import Book
import Ledger
import Prepayment
import RecordChain
import TestSupport
import Testing

/// Money that a kiosk's own devices took, sold and not.
@Suite(.timeLimit(.minutes(2)), .onBothStores) struct DeviceMoneyTests {
    let folder = LedgerFolder()

    private let journal = {
        var writer = JournalWriter()
        let order = PaymentOrder(
            card: Sample.card,
            utility: .electricity,
            tender: .cash,
            due: Money(fen: 10_000)
        )
        let payment = writer.append(.paymentOpened(order))
        for (number, fen) in [5_000, 5_000, 2_000].enumerated() {
            let movement = MoneyMovement(
                payment: payment,
                kind: .taken,
                tender: .cash,
                amount: Money(fen: Int64(fen)),
                evidence: .noteEvent(counter: UInt8(number + 1))
            )
            writer.append(.moneyMoved(movement))
        }
        writer.append(.paymentClosed(payment))
        let sale = writer.append(.saleIntended(Sample.intent(tender: .cash, payment: payment)))
        writer.conclude(sale, .written)
        writer.append(.attentionAsked("The acceptor was reset."))
        return writer
    }()

    @Test func `it lies in the box, and what is in no sale is owed to whoever put it in`()
        async throws
    {
        let ledger = try await folder.open()
        #expect(try await ledger.ingest(journal.batch()) == .accepted(journal.head))
        let balance = try await ledger.trialBalance(through: nil, of: nil)
        let amounts = Dictionary(
            uniqueKeysWithValues: balance.accounts.map { ($0.account, $0.amount.fen) }
        )
        #expect(amounts[.cashBox] == 12_000)
        #expect(amounts[.electricitySold] == -10_000)
        #expect(amounts[.takenUnsold] == -2_000)
        #expect(balance.sum == .zero)
        let cases = try await ledger.cases()
        #expect(cases.map(\.kind) == [.deviceAttention])
        #expect(cases.map(\.remark) == ["The acceptor was reset."])
        await ledger.close()
        #expect(try await folder.soundCounts()?.sales == 1)
    }

    @Test func `posting anew gives the same book and the same cases`() async throws {
        let ledger = try await folder.open()
        _ = try await ledger.ingest(journal.batch())
        await ledger.close()
        let before = try folder.settledContents()
        try folder.tamper("UPDATE ledger_layout SET version = 1 WHERE part = 'postings'")
        _ = try await folder.location.migrate()
        #expect(try folder.settledContents() == before)
    }
}

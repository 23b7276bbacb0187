import Foundation
import Journal
import Prepayment
import RecordChain
import TestSupport
import Testing

extension RealProgramTests {
    /// `kiosk held`, as a clerk types it.
    @Suite struct HeldMoneyTests {
        /// Money in the journal of a desk, as a visit leaves it that ended before its sale.
        private func keep(_ fen: Int64, at desk: Desk) throws -> SaleIdentifier {
            let path = desk.folder.appending(path: "var/kiosk/journal.sqlite").path()
            let journal = try JournalFile(path: path, kiosk: KioskIdentifier(7))
            defer { journal.close() }
            let order = PaymentOrder(
                card: Sample.card,
                utility: .water,
                tender: .cash,
                due: Money(fen: 10_000)
            )
            let payment = try journal.append(.paymentOpened(order)).record.header.saleIdentifier
            let movement = MoneyMovement(
                payment: payment,
                kind: .taken,
                tender: .cash,
                amount: Money(fen: fen)
            )
            try journal.append(.moneyMoved(movement))
            try journal.append(.paymentClosed(payment))
            return payment
        }

        @Test func `kept money is listed, and paid out once`() async throws {
            try await Desk.with { desk in
                let payment = try keep(2_050, at: desk)
                let listed = try await desk.expect(0, "kiosk", "held", "list")
                #expect(listed.contains("\(payment)  ¥20.50, cash, for water, card"))
                #expect(listed.hasSuffix("Kept in all: ¥20.50."), "\(listed)")
                let words = [
                    "held", "pay-out", "\(payment)", "--clerk", "clerk 3", "--reason", "moved away",
                ]
                for _ in 1...2 {
                    let paid = try await desk.run("kiosk", words + ["--key", "a"])
                    #expect(paid.status == 0, "\(paid.errors)")
                    #expect(paid.output.contains("give back ¥20.50, cash."), "\(paid.output)")
                }
                let again = try await desk.run("kiosk", words)
                #expect(again.status == 1)
                #expect(again.errors.contains("keeps no money of payment \(payment)"))
                #expect(try await desk.expect(0, "kiosk", "held", "list") == "Kept in all: ¥0.00.")
                #expect(try await desk.run("kiosk", ["held", "pay-out", "42"]).status == 2)
            }
        }
    }
}

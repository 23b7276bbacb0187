import Configuration
import Journal
import LobbyScreen
import Prepayment
import RecordChain
import TestSupport
import Testing
import WebServer

@testable import KioskService

/// Money that a payment brought and that bought nothing: seen at the card, and paid out by the office.
@Suite(.timeLimit(.minutes(1))) struct HeldMoneyTests {
    /// Leaves money in the journal as a visit does that ended before its sale; the card is the one in
    /// the reader. With an end, no more comes of it.
    private func keep(
        _ fen: Int64,
        at bench: TestKiosk,
        isClosed: Bool = true
    ) async throws -> SaleIdentifier {
        let order = PaymentOrder(
            card: try await bench.kiosk.sales.visit(TestReaders.first).accounts[0].snapshot.card,
            utility: .electricity,
            tender: .cash,
            due: Money(fen: 10_000)
        )
        let payment = try await bench.kiosk.journal.append(.paymentOpened(order)).record.header
            .saleIdentifier
        let movement = MoneyMovement(
            payment: payment,
            kind: .taken,
            tender: .cash,
            amount: Money(fen: fen)
        )
        try await bench.kiosk.journal.append(.moneyMoved(movement))
        if isClosed { try await bench.kiosk.journal.append(.paymentClosed(payment)) }
        return payment
    }

    private func payOut(_ payment: SaleIdentifier, key: String = "pay-out-1") -> PayOut {
        PayOut(payment: payment, reason: "moved away", clerk: "clerk 3", requestKey: key)
    }

    @Test func `money too little to buy anything is told of, and stands in nobody's way`()
        async throws
    {
        let bench = try await TestKiosk()
        let payment = try await keep(50, at: bench)
        let reading = try await bench.kiosk.sales.visit(TestReaders.first)
        #expect(reading.open == nil)
        #expect(reading.held == Money(fen: 50))
        _ = try await bench.kiosk.sales.payOut(payOut(payment))
        #expect(try await bench.kiosk.sales.visit(TestReaders.first).held == .zero)
        await bench.close()
    }

    @Test func `a pay-out is one record and one slip, however often it is asked for`() async throws
    {
        let bench = try await TestKiosk()
        let payment = try await keep(5_000, at: bench)
        let report = try await bench.kiosk.sales.payOut(payOut(payment))
        #expect(report.facts.amount == Money(fen: 5_000))
        #expect(try await bench.kinds().suffix(2) == [.moneyMoved, .slipConcluded])
        let paper = try #require(try bench.place.receipts().last)
        #expect(paper.joined().contains("paid out of \(payment)"))
        #expect(paper.joined().contains("50.00, moved away, clerk 3"))
        #expect(paper.contains("number \(report.facts.number) of K0007"))

        let count = try await bench.records().count
        let again = try await bench.kiosk.sales.payOut(payOut(payment))
        #expect(again.facts == report.facts && again.slip == nil, "told again, not printed again")
        await #expect(throws: SaleError.nothingHeld(payment)) {
            try await bench.kiosk.sales.payOut(self.payOut(payment, key: "pay-out-2"))
        }
        #expect(try await bench.records().count == count)
        #expect(try await bench.kiosk.sales.visit(TestReaders.first).open == nil)
        await bench.close()
    }

    @Test func `both slips can be printed once more, that of kept money while it is kept`()
        async throws
    {
        let bench = try await TestKiosk()
        let payment = try await keep(5_000, at: bench)
        _ = try await bench.kiosk.sales.reprint(payment)
        #expect(try bench.place.receipts().last?.contains("held 50.00") == true)
        let paidOut = try await bench.kiosk.sales.payOut(payOut(payment)).facts.number
        _ = try await bench.kiosk.sales.reprint(paidOut)
        #expect(try bench.place.receipts().last?.contains("a copy") == true)
        await #expect(throws: SaleError.noSlip(payment)) {
            try await bench.kiosk.sales.reprint(payment)
        }
        await bench.close()
    }

    @Test func `nothing is paid out of a payment under way, or of none`() async throws {
        let bench = try await TestKiosk()
        let payment = try await keep(5_000, at: bench, isClosed: false)
        await #expect(throws: SaleError.moneyComing(payment)) {
            try await bench.kiosk.sales.payOut(self.payOut(payment))
        }
        let sale = try await bench.sell().conclusion.sale
        for number in [sale, SaleIdentifier(kiosk: Sample.kiosk, epoch: 1, sequence: 9_999)] {
            await #expect(throws: SaleError.nothingHeld(number)) {
                try await bench.kiosk.sales.payOut(self.payOut(number))
            }
        }
        await bench.close()
    }

    @Test func `a pay-out that the disk did not take gives nothing, and ends the selling`()
        async throws
    {
        let bench = try await TestKiosk()
        let payment = try await keep(5_000, at: bench)
        try await bench.kiosk.journal.perform { file throws(JournalError) in try file.fillUp() }
        await #expect(throws: SaleError.self) {
            try await bench.kiosk.sales.payOut(self.payOut(payment))
        }
        #expect(await bench.kiosk.sales.outOfServiceReason != nil)
        await bench.close()
    }

    @Test func `the window pays out through the service`() async throws {
        let door = try await TestDoor()
        let payment = try await keep(5_000, at: door.bench)
        try PrivateFile.write(
            Array(TestDoor.token.utf8),
            to: door.bench.place.file("operator.token")
        )
        let window = OfficeWindow(try door.bench.place.configuration(port: door.server.port))
        let held = try #require(try await window.heldMoney().first)
        #expect((held.payment, held.heldFen) == (payment.description, 5_000))
        #expect((held.tender, held.utility) == ("cash", "electricity"))
        let paid = try await window.payOut(payOut(payment))
        #expect(try await window.heldMoney().isEmpty)
        #expect(paid.paidOutFen == 5_000)
        #expect(paid.payment == payment.description)
        await door.close()
    }
}

import Configuration
import FoundationEssentials
import Prepayment
import ReceiptPrinting
import TestSupport
import Testing

@testable import KioskService

/// What a receipt says, and what it does not.
struct ReceiptComposerTests {
    static let outcomes: [SaleOutcome] = [
        .written, .owed(CardFault("The card was taken away.")), .unknown(CardFault("No answer.")),
    ]

    private func composer() throws -> ReceiptComposer {
        ReceiptComposer(
            estate: try KioskPlace().configuration().estate,
            kiosk: Sample.kiosk
        )
    }

    private func facts(
        _ utility: Utility = .electricity,
        _ mode: CreditMode = .money,
        _ outcome: SaleOutcome = .written,
        credit: Int64 = 10_000,
        reading: MeterReading? = nil
    ) -> ReceiptFacts {
        let sale = SaleIdentifier(kiosk: Sample.kiosk, epoch: 1, sequence: 42)
        let intent = SaleIntent(
            card: Sample.card,
            holder: Sample.holder(utility: utility, creditMode: mode),
            purchaseNumber: 9,
            tender: .counter,
            paidAt: Sample.noon,
            paid: Money(fen: 10_000),
            credit: Credit(count: credit),
            unitPrice: Sample.price("0.5283"),
            tariffVersion: 5,
            previousSale: .none,
            creditBefore: .zero,
            parametersVersionBefore: 3,
            requestKey: "request-1"
        )
        let waiting = outcome == .written ? Credit(count: credit) : nil
        let conclusion = SaleConclusion(sale: sale, outcome: outcome, waitingAfter: waiting)
        return ReceiptFacts(intent: intent, conclusion: conclusion, reading: reading)
    }

    @Test func `the customer's number shows its end alone`() throws {
        let fields = try composer().fields(of: .sale(facts()), isCopy: false)
        #expect(fields["customer"] == .text("**** **** 0234"))
        let digits = Sample.customer.description
        #expect(!"\(fields)".contains(digits))
        #expect(!"\(fields)".contains(Sample.card.description), "nor the chip's number")
    }

    @Test(arguments: [
        (Utility.electricity, CreditMode.money, Int64(10_000), "189.29", "kWh", "¥100.00"),
        (.electricity, .units, 18_929, "189.29", "kWh", "189.29 kWh"),
        (.water, .units, 189_287, "189.287", "m³", "189.287 m³"),
        (.gas, .units, 189_287, "189.287", "m³", "189.287 m³"),
        (.gas, .money, 10_000, "189.287", "m³", "¥100.00"),
    ])
    func `money and quantities are written in the utility's units`(
        utility: Utility,
        mode: CreditMode,
        credit: Int64,
        quantity: String,
        unit: String,
        after: String
    ) throws {
        let fields = try composer().fields(
            of: .sale(facts(utility, mode, credit: credit)),
            isCopy: false
        )
        for other in Utility.allCases { #expect(fields[other.name] == .flag(other == utility)) }
        #expect(fields["paid"] == .text("100.00"))
        #expect(fields["credit"] == .text("100.00"))
        #expect(fields["quantity"] == .text(quantity))
        #expect(fields["unit"] == .text(unit))
        #expect(
            fields["steps"]
                == .list([
                    [
                        "quantity": .text(quantity), "price": .text("0.5283"),
                        "amount": .text("100.00"),
                    ]
                ])
        )
        let before = mode == .money ? "¥0.00" : utility == .electricity ? "0.00 kWh" : "0.000 m³"
        #expect(fields["balance"] == .nested(["before": .text(before), "after": .text(after)]))
        #expect(fields["number"] == .text("K0007-1-000042"))
        #expect(fields["purchaseNumber"] == .text("9"))
        #expect(fields["counter"] == .flag(true))
        #expect(fields["cash"] == .flag(false))
        #expect(fields["code"] == .flag(false))
        #expect(fields["charges"] == .list([]))
        #expect(fields["copy"] == .flag(false))
        #expect(fields["meterReturn"] == .flag(false))
    }

    @Test(arguments: zip(outcomes, [ReceiptTemplateName.topUp, .owedCredit, .failedWrite]))
    func `each outcome has a template of its own`(
        outcome: SaleOutcome,
        template: ReceiptTemplateName
    ) throws {
        let content = ReceiptContent.sale(facts(.electricity, .money, outcome))
        #expect(content.template == template)
        let fields = try composer().fields(of: content, isCopy: false)
        if outcome != .written { #expect(fields["balance"] == .flag(false)) }
    }

    @Test func `a copy says so, and says the same otherwise`() throws {
        let content = ReceiptContent.sale(facts())
        var copy = try composer().fields(of: content, isCopy: true)
        #expect(copy.removeValue(forKey: "copy") == .flag(true))
        var first = try composer().fields(of: content, isCopy: false)
        #expect(first.removeValue(forKey: "copy") == .flag(false))
        #expect(copy == first)
    }

    @Test func `the meter's word stands in its own units`() throws {
        let reading = Sample.reading(accepted: 8, remaining: 1_234)
        let fields = try composer().fields(
            of: .sale(facts(.water, .units, reading: reading)),
            isCopy: false
        )
        #expect(
            fields["meterReturn"]
                == .nested([
                    "time": .text(localTime(Sample.noon)), "remaining": .text("1.234 m³"),
                    "register": .text("123.456 m³"),
                ])
        )
    }

    @Test func `a moment is written with two digits each`() {
        let text = localTime(Sample.noon)
        #expect(text.count == 19)
        #expect(text.prefix(2) == "20")
        let signs = text.filter { !$0.isNumber }
        #expect(signs == "-- ::")
    }

    @Test(arguments: ["zh", "en"], [48, 32])
    func `the shipped templates take every receipt`(language: String, columns: Int) throws {
        let folder = KioskConfigurationTests.package.appending(path: "Receipts").path
        let paper = PrinterProfile(columns: columns, dotsPerLine: columns * 12).paper
        for content in contents {
            let template = try ReceiptTemplate(
                name: content.template.rawValue,
                language: language,
                folder: folder
            )
            for isCopy in [false, true] {
                let fields = try composer().fields(of: content, isCopy: isCopy)
                let text = TextRendering.text(of: try template.document(fields, on: paper))
                guard case .text(let number)? = fields["number"] else {
                    Issue.record("every receipt has a number")
                    continue
                }
                #expect(text.contains(number))
                let letters = text.filter { $0 != " " }
                #expect(["COPY", "副本"].contains(where: letters.contains) == isCopy)
            }
        }
    }

    /// Money that is kept, and the same paid out.
    private func heldMoney(_ name: SaleIdentifier, _ utility: Utility) -> [ReceiptContent] {
        let order = PaymentOrder(
            card: Sample.card,
            utility: utility,
            tender: .cash,
            due: Money(fen: 10_000)
        )
        let amount = Money(fen: 5_000)
        let payOut = PayOut(payment: name, reason: "搬离小区", clerk: "柜员03", requestKey: "a")
        return [
            .heldMoney(
                HeldMoneyFacts(payment: name, order: order, openedAt: Sample.noon, amount: amount)
            ),
            .payOut(
                PayOutFacts(
                    number: name,
                    time: Sample.noon,
                    payOut: payOut,
                    order: order,
                    openedAt: Sample.noon,
                    amount: amount
                )
            ),
        ]
    }

    /// A receipt of every kind, utility and outcome.
    private var contents: [ReceiptContent] {
        let reading = Sample.reading(accepted: 8, remaining: 1_234)
        let sales = Utility.allCases.flatMap { utility in
            Self.outcomes.flatMap { outcome in
                [nil, reading].map { reading in
                    facts(utility, .units, outcome, credit: 18_929, reading: reading)
                }
            }
        }
        let name = SaleIdentifier(kiosk: Sample.kiosk, epoch: 1, sequence: 57)
        let refund = SaleRefund(
            sale: sales[0].conclusion.sale,
            reason: "卡损坏",
            clerk: "柜员03",
            requestKey: "a"
        )
        var totals = DayTotals()
        for sale in sales {
            let end: DaySale.End = sale.conclusion.outcome == .written ? .delivered : .owed
            totals.count(DaySale(intent: sale.intent, isTakenToday: true, end: end))
        }
        let close = DayClose(totals, after: nil)
        return sales.map(ReceiptContent.sale) + [
            .refund(
                RefundFacts(
                    number: name,
                    time: Sample.noon,
                    intent: sales[0].intent,
                    refund: refund
                )
            ),
            .cardIssue(CardIssueFacts(number: name, time: Sample.noon, holder: Sample.holder())),
        ]
            + Utility.allCases.flatMap { heldMoney(name, $0) }
            + [nil, name].map { number in
                .day(
                    DayFacts(close: close, number: number, lastSequence: 56, time: Sample.noon)
                )
            }
    }
}

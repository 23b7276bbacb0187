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
        ReceiptComposer(estate: try KioskPlace().configuration().estate)
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
        let fields = try composer().fields(of: facts())
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
        let fields = try composer().fields(of: facts(utility, mode, credit: credit))
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

    @Test(arguments: outcomes)
    func `the outcome is one of three`(outcome: SaleOutcome) throws {
        let fields = try composer().fields(of: facts(.electricity, .money, outcome))
        #expect(fields["written"] == .flag(outcome.name == "written"))
        #expect(fields["owed"] == .flag(outcome.name == "owed"))
        #expect(fields["unconfirmed"] == .flag(outcome.name == "unknown"))
        if outcome != .written { #expect(fields["balance"] == .flag(false)) }
    }

    @Test func `the meter's word stands in its own units`() throws {
        let reading = Sample.reading(accepted: 8, remaining: 1_234)
        let fields = try composer().fields(of: facts(.water, .units, reading: reading))
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
        let template = try ReceiptTemplate(name: "top-up", language: language, folder: folder)
        let paper = PrinterProfile(columns: columns, dotsPerLine: columns * 12).paper
        let reading = Sample.reading(accepted: 8, remaining: 1_234)
        for utility in Utility.allCases {
            for outcome in Self.outcomes {
                for reading in [nil, reading] {
                    let facts = facts(utility, .units, outcome, credit: 18_929, reading: reading)
                    let document = try template.document(
                        try composer().fields(of: facts),
                        on: paper
                    )
                    let text = TextRendering.text(of: document)
                    #expect(text.contains("K0007-1-000042"))
                    #expect(text.contains("**** **** 0234"))
                }
            }
        }
    }
}

import Prepayment
import TestSupport
import Testing

/// The table of metering.md B2, row by row, and what a torn take leaves behind.
@Suite struct MeterRuleTests {
    struct Row: Sendable, CustomTestStringConvertible {
        let testDescription: String
        var memory = MeterRuleTests.memory()
        var card = MeterRuleTests.card()
        let result: MeterResult
        var balance: Int64 = 1_000
        var debit: Int64 = 0
        var writesReturn = false
        var number: UInt32? = 4
    }

    static let other = CardIdentifier([4, 9, 9, 9, 9, 9, 9])

    /// A meter that took purchase 4 and holds 10 yuan.
    static func memory(
        account: MeterMemory.Account? = .init(
            customer: Sample.customer,
            card: Sample.card,
            purchaseNumber: 4
        ),
        balance: Int64 = 1_000,
        hoardingLimit: Int64 = 0
    ) -> MeterMemory {
        MeterMemory(
            meter: Sample.meter,
            utility: .electricity,
            creditMode: .money,
            account: account,
            balance: Credit(count: balance),
            hoardingLimit: Credit(count: hoardingLimit)
        )
    }

    /// A card with purchase 5 of 100 yuan waiting.
    static func card(
        _ chip: CardIdentifier = Sample.card,
        number: UInt32 = 5,
        waiting: Int64 = 10_000,
        credit: Int64 = 10_000,
        holder: Holder = Sample.holder(),
        isWritten: Bool = false
    ) -> CardSnapshot {
        Sample.snapshot(
            card: chip,
            holder: holder,
            waiting: waiting,
            load: Sample.load(number: number, credit: credit),
            returned: ReturnRecord(isWritten: isWritten, reading: Sample.reading(accepted: 4))
        )
    }

    static let table = [
        Row(
            testDescription: "the next purchase, return empty: credit",
            result: .creditTaken,
            balance: 11_000,
            debit: 10_000,
            writesReturn: true,
            number: 5
        ),
        Row(
            testDescription: "the next purchase, return not empty: nothing",
            card: card(isWritten: true),
            result: .returnNotEmpty,
            writesReturn: true
        ),
        Row(
            testDescription: "the same purchase again: nothing",
            card: card(number: 4, waiting: 0),
            result: .nothingNew,
            writesReturn: true
        ),
        Row(
            testDescription: "an older purchase: nothing",
            card: card(number: 3, waiting: 0),
            result: .nothingNew,
            writesReturn: true
        ),
        Row(
            testDescription: "an older purchase with credit left: nothing, not even a debit",
            card: card(number: 3),
            result: .nothingNew,
            writesReturn: true
        ),
        Row(
            testDescription: "a take that was torn is finished on the card, without credit",
            card: card(number: 4),
            result: .nothingNew,
            debit: 10_000,
            writesReturn: true
        ),
        Row(
            testDescription: "a skipped purchase: nothing",
            card: card(number: 6),
            result: .purchaseSkipped,
            writesReturn: true
        ),
        Row(
            testDescription: "another meter's card is left alone",
            card: card(holder: Sample.holder(meter: Sample.digits("1"))),
            result: .wrongIdentity
        ),
        Row(
            testDescription: "another utility's card is left alone",
            card: card(holder: Sample.holder(utility: .water)),
            result: .wrongIdentity
        ),
        Row(
            testDescription: "a card that counts in other units is refused",
            card: card(holder: Sample.holder(creditMode: .units)),
            result: .wrongFormat
        ),
        Row(
            testDescription: "another customer's card is left alone",
            card: card(holder: Sample.holder(customer: Sample.digits("2"))),
            result: .wrongIdentity
        ),
        Row(
            testDescription: "an old card after a replacement is left alone",
            card: card(other),
            result: .cardReplaced
        ),
        Row(
            testDescription: "a replacement that continues takes over",
            card: card(other, holder: Sample.holder(kind: .replacement)),
            result: .creditTaken,
            balance: 11_000,
            debit: 10_000,
            writesReturn: true,
            number: 5
        ),
        Row(
            testDescription: "a replacement that repeats the last purchase registers, no credit",
            card: card(other, number: 4, waiting: 0, holder: Sample.holder(kind: .replacement)),
            result: .nothingNew,
            writesReturn: true
        ),
        Row(
            testDescription: "a replacement that does not continue is refused",
            card: card(other, number: 6, holder: Sample.holder(kind: .replacement)),
            result: .wrongFormat
        ),
        Row(
            testDescription: "credit that contradicts its load record is refused",
            card: card(waiting: 9_999),
            result: .wrongFormat
        ),
        Row(
            testDescription: "a purchase without credit is refused",
            card: card(waiting: 0, credit: 0),
            result: .wrongFormat
        ),
        Row(
            testDescription: "above the hoarding limit: refused, nothing used up",
            memory: memory(hoardingLimit: 10_999),
            result: .overHoardingLimit
        ),
        Row(
            testDescription: "exactly the hoarding limit: credit",
            memory: memory(hoardingLimit: 11_000),
            result: .creditTaken,
            balance: 11_000,
            debit: 10_000,
            writesReturn: true,
            number: 5
        ),
        Row(
            testDescription: "more than a display holds: refused",
            memory: memory(balance: 99_999_000),
            result: .overHoardingLimit,
            balance: 99_999_000
        ),
        Row(
            testDescription: "an overdraft is paid first",
            memory: memory(balance: -3_000),
            result: .creditTaken,
            balance: 7_000,
            debit: 10_000,
            writesReturn: true,
            number: 5
        ),
        Row(
            testDescription: "the first card opens the account",
            memory: memory(account: nil, balance: 0),
            card: card(number: 1),
            result: .creditTaken,
            balance: 10_000,
            debit: 10_000,
            writesReturn: true,
            number: 1
        ),
        Row(
            testDescription: "a card that was never loaded opens the account too",
            memory: memory(account: nil, balance: 0),
            card: card(number: 0, waiting: 0),
            result: .nothingNew,
            balance: 0,
            writesReturn: true,
            number: 0
        ),
        Row(
            testDescription: "a used card opens no account",
            memory: memory(account: nil),
            card: card(number: 2),
            result: .wrongFormat,
            number: nil
        ),
        Row(
            testDescription: "a replacement opens no account",
            memory: memory(account: nil),
            card: card(number: 1, holder: Sample.holder(kind: .replacement)),
            result: .wrongFormat,
            number: nil
        ),
    ]

    @Test(arguments: table) func `a meter follows its acceptance rules`(row: Row) {
        let decision = row.memory.decide(on: row.card)
        #expect(decision.result == row.result)
        #expect(decision.memory.balance.count == row.balance)
        #expect(decision.debit.count == row.debit)
        #expect(decision.writesReturn == row.writesReturn)
        #expect(decision.memory.account?.purchaseNumber == row.number)
    }

    @Test func `a purchase gives its credit once, however often the card is shown`() {
        var memory = Self.memory()
        let card = Self.card()
        for _ in 0..<3 { memory = memory.decide(on: card).memory }
        #expect(memory.balance == Credit(count: 11_000))
    }
}

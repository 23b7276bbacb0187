import Book
import Prepayment
import TestSupport
import Testing

/// What holds for the book whatever the kiosks do, and in whatever order they are heard.
@Suite struct BookProperties {
    static let kiosks = (1...3).map { KioskIdentifier(UInt32($0)) }
    static let amounts: [Int64] = [1, 500, 12_345, 1_000_000_000, 0, -3, .max, .min]

    /// A journal for each kiosk: sales, and conclusions of any kiosk's sales, also of none.
    static func journals(_ random: inout SeededGenerator) -> [[Record]] {
        var journals = kiosks.map { _ in [Record]() }
        var sales = [SaleIdentifier(kiosk: kiosks[0], epoch: 1, sequence: 999)]
        for _ in 0..<60 {
            let index = Int.random(in: kiosks.indices, using: &random)
            let days = ["2026-11-21", "2026-11-22", "2026-11-23"]
            let amount = amounts.randomElement(using: &random) ?? 1
            let utility = Utility.allCases.randomElement(using: &random) ?? .gas
            let outcomes: [SaleOutcome] = [.written, .owed, .unknown]
            let statement = SaleConclusion(
                sale: sales.randomElement(using: &random) ?? sales[0],
                outcome: outcomes.randomElement(using: &random) ?? .owed,
                waitingAfter: nil
            )
            let refund = Sample.refund(of: statement.sale, reason: "asked for")
            let contents: [RecordContent] = [
                .saleIntended(Sample.intent(amount, utility)), .saleConcluded(statement),
                .saleIntended(Sample.intent(amount, utility)), .saleConcluded(statement),
                .saleRefunded(refund),
                .saleTakenUp(statement.sale, Sample.intent(amount, utility)),
            ]
            let record = Sample.record(
                contents.randomElement(using: &random) ?? contents[0],
                kiosk: kiosks[index],
                sequence: UInt32(journals[index].count + 1),
                day: Sample.businessDay(days.randomElement(using: &random) ?? days[0])
            )
            journals[index].append(record)
            if record.content.kind == .saleIntended { sales.append(record.header.saleIdentifier) }
        }
        return journals
    }

    /// Posts each journal in its own order, the journals among one another in any.
    static func post(
        _ journals: [[Record]],
        _ random: inout SeededGenerator,
        each: (InMemoryBook) -> Void = { _ in }
    ) -> InMemoryBook {
        var book = InMemoryBook()
        var rest = journals.map { $0[...] }
        while let index = rest.indices.filter({ !rest[$0].isEmpty }).randomElement(using: &random) {
            book.post(rest[index].removeFirst())
            each(book)
        }
        return book
    }

    @Test(arguments: 1...100 as ClosedRange<UInt64>)
    func `all balances sum to zero, and clearing holds the open sales`(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let journals = Self.journals(&random)
        let book = Self.post(journals, &random) { book in
            #expect(book.balances.amountsFen.values.reduce(0, +) == 0)
            #expect(-book.sum(of: .paidNotDelivered) == book.openFen)
        }
        for _ in 1...5 {
            let again = Self.post(journals, &random)
            #expect(again.balances.withoutZeros == book.balances.withoutZeros)
        }
    }
}

/// A book as simple as can be.
struct InMemoryBook {
    private(set) var sales: [SaleIdentifier: BookedSale] = [:]
    private(set) var balances = Balances()

    mutating func post(_ record: Record) {
        let sale: SaleIdentifier
        switch record.content {
        case .saleConcluded(let statement): sale = statement.sale
        case .saleRefunded(let refund): sale = refund.sale
        default: sale = record.header.saleIdentifier
        }
        for transfer in sales[sale, default: BookedSale(sale: sale)].post(record) {
            balances.add(transfer)
        }
    }

    func sum(of account: Account) -> Int64 {
        balances.amountsFen.filter { $0.key.account == account }.values.reduce(0, +)
    }

    /// What was paid for sales of which nobody said anything yet.
    var openFen: Int64 {
        sales.values.filter { $0.conclusions.isEmpty }.compactMap(\.payment)
            .filter(\.isPlausible).reduce(0) { $0 + $1.paid.fen }
    }
}

extension Balances {
    var withoutZeros: [BalanceKey: Int64] { amountsFen.filter { $0.value != 0 } }
}

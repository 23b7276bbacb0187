import Book
import Prepayment
import Testing

@Suite struct AccountTests {
    @Test func `the chart keeps its numbers`() {
        let chart = Account.allCases.map { "\($0.rawValue) \($0.kind) \($0.name)" }
        #expect(
            chart == [
                "1010 asset Cash in the box", "1020 asset Counter cash", "1110 asset WeChat Pay",
                "1120 asset Alipay", "1200 asset Arrears",
                "2010 liability Paid and not delivered", "2020 liability Undecided",
                "2030 liability Owed credit", "2040 liability Refunds",
                "2050 liability Taken and not sold",
                "2110 liability Electricity sold", "2120 liability Water sold",
                "2130 liability Gas sold", "2200 liability Tax", "2900 liability Suspense",
                "4010 income Fees", "5010 expense Cash over or short",
            ]
        )
    }

    @Test func `names are letters and spaces, and purposes sentences`() {
        #expect(Set(Account.allCases.map(\.name)).count == Account.allCases.count)
        for account in Account.allCases {
            #expect(account.name.allSatisfy { $0.isLetter || $0 == " " })
            #expect(account.purpose.hasSuffix("."))
        }
    }
}

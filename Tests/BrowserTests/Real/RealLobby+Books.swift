import Demonstration
import Foundation
import KioskService
import TestSupport
import Testing
import VirtualAcceptors
import VirtualProviders

@testable import BenchProgram

/// What the books say of the day, asked as people at the office ask.
extension RealLobby {
    private struct LedgerDay: Decodable {
        struct Kiosk: Decodable { let tenders: [Tender] }
        struct Tender: Decodable { let total: Tally }
        struct Tally: Decodable { let count: Int, fen: Int64 }
        let kiosks: [Kiosk]
    }

    /// Sales, and what was paid for them.
    struct Sales: Equatable {
        var count: Int
        var fen: Int64
    }

    /// The kiosk's open day.
    func day() async throws -> DayReportJSON {
        try JSONDecoder().decode(
            DayReportJSON.self,
            from: Data(try await run("kiosk", "day", "show", "--json").utf8)
        )
    }

    /// What the ledger knows.
    func ledgerSales() async throws -> Sales {
        let text = try await run("ledger", "day", "--date", localDay(), "--json")
        let day = try JSONDecoder().decode(LedgerDay.self, from: Data(text.utf8))
        let totals = day.kiosks.flatMap(\.tenders).map(\.total)
        return Sales(count: totals.map(\.count).reduce(0, +), fen: totals.map(\.fen).reduce(0, +))
    }

    /// What waits on the card that lies on the reader, in the count of its account.
    func waiting(_ utility: String = "electricity") async throws -> Int64 {
        let text = try await run("kiosk", "card", "show", "--utility", utility, "--json")
        return try JSONDecoder().decode(InspectionJSON.self, from: Data(text.utf8)).card.waiting
    }

    /// Every fen that went into the devices is sold, given back, or kept for its card.
    func expectBalance(sourceLocation: SourceLocation = #_sourceLocation) async throws {
        let day = try await day()
        #expect(day.isBalanced, "\(day)", sourceLocation: sourceLocation)
        let notes = money.notes.acceptor.status.stackedFen.reduce(0, +)
        #expect(day.drawerFen["cash"] == notes, "\(day)", sourceLocation: sourceLocation)
        let codes = money.wallet.provider.orders
            .map { [.paid, .refunded].contains($0.state) ? $0.amountFen - $0.refundedFen : 0 }
            .reduce(0, +)
        #expect(day.drawerFen["wechat-pay"] == codes, "\(day)", sourceLocation: sourceLocation)
        let sales = day.sales
        #expect(
            notes + codes == sales.fen + day.unsoldFen,
            "\(day)",
            sourceLocation: sourceLocation
        )
    }
}

extension DayReportJSON {
    /// All sales, however they ended.
    var sales: RealLobby.Sales {
        RealLobby.Sales(
            count: taken.values.map { Int($0.count) }.reduce(0, +),
            fen: taken.values.map(\.fen).reduce(0, +)
        )
    }

    /// What certainly came onto cards, as it was paid.
    var deliveredFen: Int64 { delivered.values.map(\.fen).reduce(0, +) }
}

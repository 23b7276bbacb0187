import KioskService
import Prepayment
import TestSupport
import VirtualDevices

extension Benchmark {
    /// What the kiosk's own code adds to a sale beside card and printer, journal included.
    ///
    /// The same is measured with the journal in memory: the difference is the disk's.
    static let saleOverhead = Benchmark(name: "sale-overhead") {
        var rows: [Row] = []
        for place in WorkFolder.Place.allCases {
            let overhead = try await WorkFolder.temporary(on: place) { folder in
                try await measuredSales(in: folder)
            }
            let name = "sale: kiosk's part, journal \(place.words)"
            let conditions = "whole sale without the card's time, printer /dev/null"
            rows += [
                .median(name, of: overhead, in: .milliseconds, conditions),
                .percentile99(
                    name,
                    of: overhead,
                    in: .milliseconds,
                    conditions,
                    aim: place == .disk ? 10 : nil
                ),
            ]
        }
        return rows
    }

    private static let saleCount = 400

    private static func measuredSales(in folder: WorkFolder) async throws -> [UInt64] {
        let household = try Household(in: folder)
        let virtualCard = try household.issuedCard()
        let transport = TimedTransport(virtualCard)
        let kiosk = try await Kiosk(household.configuration) { _ in transport }
        var overhead: [UInt64] = []
        for number in 1...saleCount {
            let (start, inCard) = (monotonicNanoseconds(), transport.cardNanoseconds)
            let report = try await kiosk.sales.sell(
                SaleRequest(
                    key: "benchmark-\(number)",
                    amount: Money(fen: 10_000),
                    tender: .counter
                ),
                reader: "in this process"
            )
            let whole = monotonicNanoseconds() - start
            overhead.append(whole - (transport.cardNanoseconds - inCard))
            try check(report)
            try household.meterTakes(through: virtualCard)
        }
        await kiosk.close()
        return overhead
    }

    /// A sale that went wrong early would look fast.
    private static func check(_ report: SaleReport) throws {
        let outcome = report.conclusion.outcome
        guard outcome == .written else { throw BenchmarkFailure.notWritten(outcome) }
        if case .notPrinted(let reason) = report.receipt {
            throw BenchmarkFailure.notPrinted(reason: reason)
        }
    }
}

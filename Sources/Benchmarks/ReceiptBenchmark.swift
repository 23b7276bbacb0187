import KioskService
import Prepayment
import ReceiptPrinting
import TestSupport

extension Benchmark {
    /// From a sale to the bytes for the printer, with the shipped template.
    static let receipt = Benchmark(name: "receipt") {
        try await WorkFolder.temporary { folder in
            let configuration = try Household(in: folder).configuration
            let composer = ReceiptComposer(estate: configuration.estate)
            let profile = configuration.printer.profile.profile
            let template = try ReceiptTemplate(name: "top-up", language: "zh", folder: "Receipts")
            let sale = SaleIdentifier(kiosk: Sample.kiosk, epoch: 1, sequence: 1)
            let facts = ReceiptFacts(
                intent: Sample.intent(),
                conclusion: SaleConclusion(
                    sale: sale,
                    outcome: .written,
                    waitingAfter: Credit(count: 10_000)
                ),
                reading: Sample.reading(accepted: 1)
            )
            let times = try (0..<300).map { _ in
                try nanoseconds {
                    let document = try template.document(
                        composer.fields(of: facts),
                        on: profile.paper
                    )
                    _ = ESCPOSEncoder.encode(document, for: profile)
                }
            }
            return [
                .median(
                    "receipt: from a sale to bytes",
                    of: times,
                    in: .microseconds,
                    "Receipts/top-up.zh.receipt on \(profile.paper.columns) columns"
                )
            ]
        }
    }
}

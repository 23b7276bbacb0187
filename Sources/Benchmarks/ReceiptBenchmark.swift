import FoundationEssentials
import Glibc
import KioskService
import Prepayment
import ReceiptPrinting
import TestSupport

extension Benchmark {
    /// From a sale to the bytes for the printer, with the shipped template.
    static let receipt = Benchmark(name: "receipt") {
        try await WorkFolder.temporary { folder in
            let configuration = try Household(in: folder).configuration
            let composer = ReceiptComposer(
                estate: configuration.estate,
                kiosk: configuration.kiosk
            )
            let profile = configuration.printer.profile.profile
            let fields = composer.fields(of: .sale(receiptFacts()), isCopy: false)
            let chinese = try ReceiptTemplate(name: "top-up", language: "zh", folder: "Receipts")
            let english = try ReceiptTemplate(name: "top-up", language: "en", folder: "Receipts")
            func print(_ template: ReceiptTemplate) throws {
                let document = try template.document(fields, on: profile.paper)
                _ = ESCPOSEncoder.encode(document, for: profile)
            }
            let times = try (0..<3_000).map { _ in try nanoseconds { try print(chinese) } }
            let rows: [Row] = [
                .median(
                    "receipt: from its data to bytes",
                    of: times,
                    in: .microseconds,
                    "Receipts/top-up.zh.receipt on \(profile.paper.columns) columns"
                        + (PythonReceipt.obstacle.map { "; \($0)" } ?? ""),
                    aim: 37
                ),
                try parserSpeed(),
                try memoryGrowth { try print(chinese) },
            ]
            guard PythonReceipt.obstacle == nil else { return rows }
            let englishTimes = try (0..<3_000).map { _ in try nanoseconds { try print(english) } }
            let text = TextRendering.text(of: try english.document(fields, on: profile.paper))
            let theirs = try PythonReceipt.medianNanoseconds(
                // Its code pages have the narrow sign.
                text: text.replacing("￥", with: "¥"),
                code: "K0007-1-000042",
                in: folder.path
            )
            return rows + [
                Row(
                    name: "receipt: python-escpos, times as long",
                    value: theirs / englishTimes.median,
                    unit: "ratio",
                    runs: englishTimes.count,
                    conditions: "of the medians, the same lines, QR code and cut; it needs "
                        + "\(Int(theirs / 1_000)) µs, this \(Int(englishTimes.median / 1_000)) µs "
                        + "from template and data, QR modules drawn"
                )
            ]
        }
    }

    private static func receiptFacts() -> ReceiptFacts {
        let sale = SaleIdentifier(kiosk: Sample.kiosk, epoch: 1, sequence: 1)
        return ReceiptFacts(
            intent: Sample.intent(),
            conclusion: SaleConclusion(
                sale: sale,
                outcome: .written,
                waitingAfter: Credit(count: 10_000)
            ),
            reading: Sample.reading(accepted: 1)
        )
    }

    private static func parserSpeed() throws -> Row {
        let file = "Receipts/top-up.zh.receipt"
        let source = try String(contentsOfFile: file, encoding: .utf8)
        let lines = source.utf8.count { $0 == UInt8(ascii: "\n") }
        let times = try (0..<300).map { _ in
            try nanoseconds { _ = try ReceiptTemplate(source: source, file: file) }
        }
        return Row(
            name: "receipt: lines a second of the template parser",
            value: Double(lines) * 1e9 / times.median,
            unit: "lines/s",
            runs: times.count,
            conditions: "\(file), \(lines) lines"
        )
    }

    /// What memory grows by while receipts are made, once the first has filled every table.
    private static func memoryGrowth(_ print: () throws -> Void) throws -> Row {
        let figures = ProcessFigures(identifier: getpid())
        let receipts = 100_000
        for _ in 0..<1_000 { try print() }
        let before = try figures.residentBytes()
        for _ in 0..<receipts { try print() }
        let growth = try figures.residentBytes() - before
        return Row(
            name: "receipt: growth of memory over \(receipts) receipts",
            value: Double(max(0, growth)) / 1_024,
            unit: "KiB",
            runs: 1,
            conditions: "resident memory of one process",
            aim: 1_024
        )
    }
}

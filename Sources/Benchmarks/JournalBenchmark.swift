import FoundationEssentials
import Glibc
import Journal
import Prepayment
import RecordChain
import TestSupport

extension Benchmark {
    /// How long a record takes until it is on the disk, over what the disk takes by itself; and how
    /// fast a chain is verified.
    static let journal = Benchmark(name: "journal") {
        let append = try await WorkFolder.temporary { folder in
            let file = try JournalFile(path: folder.file("journal.sqlite"), kiosk: Sample.kiosk)
            defer { file.close() }
            return try flushes(in: folder, besides: file)
        }
        let name = "journal: append"
        let conditions = "records of sales, flushed one by one, in turn with the plain writes"
        return [
            .median(name, of: append.records, in: .milliseconds, conditions),
            .percentile99(name, of: append.records, in: .milliseconds, conditions),
            .median(
                "journal: plain write and fdatasync",
                of: append.plain,
                in: .milliseconds,
                "of 4 KB at the end of a file"
            ),
            Row(
                name: "journal: append over plain write",
                value: append.records.median / append.plain.median,
                unit: "ratio",
                runs: append.records.count,
                conditions: "of the medians"
            ),
        ] + (try await verification())
    }

    private static func flushes(
        in folder: WorkFolder,
        besides journal: JournalFile
    ) throws -> (records: [UInt64], plain: [UInt64]) {
        let path = folder.file("plain")
        let file = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0o600)
        guard file >= 0 else { throw BenchmarkFailure.systemCall("open \(path)", errno: errno) }
        defer { close(file) }
        let page = [UInt8](repeating: 0x55, count: 4_096)
        var (records, plain): ([UInt64], [UInt64]) = ([], [])
        for content in SampleJournal.contents(count: 600, from: journal.head.sequence) {
            records.append(try nanoseconds { try journal.append(content) })
            let isWritten = { write(file, page, page.count) == page.count && fdatasync(file) == 0 }
            plain.append(
                try nanoseconds {
                    guard isWritten() else {
                        throw BenchmarkFailure.systemCall("write \(path)", errno: errno)
                    }
                }
            )
        }
        return (records, plain)
    }

    private static func verification() async throws -> [Row] {
        try await WorkFolder.temporary { folder in
            let path = folder.file("journal.sqlite")
            try await SampleJournal.write(to: path)
            let times = try (0..<5).map { _ in
                // Opening a journal verifies all of it.
                try nanoseconds { try JournalFile(path: path, kiosk: Sample.kiosk).close() }
            }
            let recordCount = SampleJournal.recordCount
            return [
                Row(
                    name: "journal: verification",
                    value: Double(recordCount) / times.median * 1_000_000_000,
                    unit: "records/s",
                    runs: times.count,
                    conditions: "\(recordCount) records of sales, opened and closed"
                )
            ]
        }
    }
}

/// A journal as a kiosk has it after some weeks.
enum SampleJournal {
    static let recordCount = 10_000

    /// Intent, conclusion and receipt of one sale after the other.
    static func contents(count: Int, from head: UInt32) -> [RecordContent] {
        (0..<count).map { index in
            let intent = UInt32(index - index % 3) + head + 1
            let sale = SaleIdentifier(kiosk: Sample.kiosk, epoch: 1, sequence: intent)
            switch index % 3 {
            case 0: return .saleIntended(Sample.intent(requestKey: "benchmark-\(index)"))
            case 1:
                return .saleConcluded(
                    SaleConclusion(sale: sale, outcome: .written, waitingAfter: .zero)
                )
            default: return .receiptConcluded(sale, .printed)
            }
        }
    }

    /// Writes such a journal. It is made in memory, where ten thousand flushes take no time.
    static func write(to path: String) async throws {
        try await WorkFolder.temporary(on: .memory) { folder in
            let original = folder.file("journal.sqlite")
            let file = try JournalFile(path: original, kiosk: Sample.kiosk)
            let missing = recordCount - Int(file.head.sequence)
            for content in contents(count: missing, from: file.head.sequence) {
                try file.append(content)
            }
            file.close()
            try FileManager.default.copyItem(atPath: original, toPath: path)
        }
    }
}

import Prepayment
import RecordChain
import Storage
import Synchronization
import TestSupport

@testable import Journal

/// A folder with a journal's file in it.
struct JournalFolder {
    private let folder = TemporaryFolder()

    var path: String { folder.file("journal.sqlite") }
    var folderPath: String { folder.path }
    func file(_ name: String) -> String { folder.file(name) }
    func remove() { folder.remove() }
    func bytes() throws -> [UInt8] { try folder.bytes(of: "journal.sqlite") }
    func text(of name: String) throws -> String { try folder.text(of: name) }

    func open(
        kiosk: KioskIdentifier = Sample.kiosk,
        clock: TestClock = TestClock()
    ) throws -> JournalFile {
        try JournalFile(path: path, kiosk: kiosk, clock: clock.journalClock)
    }

    /// A closed journal with three records without a view and one sale: seven records.
    func fill() throws {
        let journal = try open()
        for number in 1...3 { try journal.append(.programStarted(version: "0.\(number)")) }
        try journal.sell(.written)
        journal.close()
    }

    /// Runs statements on the file behind the journal's back, its rules switched off.
    func tamper(_ sql: String) throws {
        try tamper { try $0.execute(sql) }
    }

    func tamper(_ body: (Database) throws -> Void) throws {
        let database = try Database(path: path)
        defer { database.close() }
        try database.execute("PRAGMA foreign_keys = 0")
        try body(database)
    }

    /// The number of rows in the table of records.
    func rowCount() throws -> Int64? {
        let database = try Database(path: path, options: DatabaseOptions(isReadOnly: true))
        defer { database.close() }
        return try database.first("SELECT count(*) FROM record") { try $0.integer(0) }
    }
}

/// A clock that a test sets.
final class TestClock: Sendable {
    private let reading: Mutex<JournalClock.Reading>

    init(_ day: String = "2026-11-22", wallTime: WallTime = Sample.noon) {
        reading = Mutex(Self.reading(day, wallTime))
    }

    func set(_ day: String, wallTime: WallTime = Sample.noon) {
        reading.withLock { $0 = Self.reading(day, wallTime) }
    }

    var journalClock: JournalClock {
        JournalClock(bootIdentifier: [UInt8](repeating: 0xB0, count: 16)) {
            self.reading.withLock { $0 }
        }
    }

    private static func reading(_ day: String, _ wallTime: WallTime) -> JournalClock.Reading {
        JournalClock.Reading(
            wallTime: wallTime,
            date: Sample.businessDay(day),
            monotonicNanoseconds: 5
        )
    }
}

extension JournalFile {
    /// Appends a sale as far as it came.
    @discardableResult
    func sell(
        _ outcome: SaleOutcome?,
        key: String = "request-1",
        card: CardIdentifier = Sample.card,
        receipt: ReceiptOutcome? = .printed
    ) throws -> SaleIdentifier {
        let intent = Sample.intent(requestKey: key, card: card)
        let sale = try append(.saleIntended(intent)).record.header.saleIdentifier
        if let outcome { try conclude(sale, outcome) }
        if let receipt { try append(.receiptConcluded(sale, receipt)) }
        return sale
    }

    func conclude(_ sale: SaleIdentifier, _ outcome: SaleOutcome) throws {
        try append(
            .saleConcluded(SaleConclusion(sale: sale, outcome: outcome, waitingAfter: nil))
        )
    }

    /// Everything in it.
    func contents() throws -> [RecordContent] {
        try batch(after: 0)?.records.map(\.record.content) ?? []
    }
}

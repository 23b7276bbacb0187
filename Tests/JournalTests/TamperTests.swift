import Prepayment
import RecordChain
import Storage
import TestSupport
import Testing

@testable import Journal

/// A journal that is not the one that was written is not used. `JournalFolder.fill` gives the records
/// 1 epoch, 2–4 program starts, 5 intent, 6 conclusion, 7 receipt.
struct TamperTests {
    struct Change: Sendable, CustomTestStringConvertible {
        let name: String
        let sql: String
        let sentence: String
        var testDescription: String { name }

        init(_ name: String, _ sql: String, _ sentence: String) {
            (self.name, self.sql, self.sentence) = (name, sql, sentence)
        }
    }

    static let changes = [
        Change(
            "a byte of a body",
            // The last byte of “0.2”, which leaves a record that can be read.
            """
            UPDATE record SET body = CAST(substr(body, 1, length(body) - 1) || x'39' AS BLOB)
            WHERE sequence = 3
            """,
            "record 3 was changed."
        ),
        Change(
            "a byte that no record has there",
            "UPDATE record SET body = CAST(x'FF' || substr(body, 2) AS BLOB) WHERE sequence = 3",
            "record 3 is damaged."
        ),
        Change(
            "a shortened body",
            "UPDATE record SET body = substr(body, 1, 20) WHERE sequence = 3",
            "record 3 is damaged."
        ),
        Change(
            "a byte of a hash",
            "UPDATE record SET hash = CAST(x'00' || substr(hash, 2) AS BLOB) WHERE sequence = 3",
            "record 3 was changed."
        ),
        Change(
            "the hash of the last record",
            "UPDATE record SET hash = zeroblob(32) WHERE sequence = 7",
            "record 7 was changed."
        ),
        Change(
            "a record taken out",
            "DELETE FROM record WHERE sequence = 3",
            "Record 3 is missing: record 4 stands in its place."
        ),
        Change(
            "the first record taken out",
            "DELETE FROM record WHERE sequence = 1",
            "Record 1 is missing: record 2 stands in its place."
        ),
        Change(
            "two records swapped",
            """
            UPDATE record SET sequence = 99 WHERE sequence = 3;
            UPDATE record SET sequence = 3 WHERE sequence = 4;
            UPDATE record SET sequence = 4 WHERE sequence = 99
            """,
            "record 3 was changed."
        ),
        Change(
            "rows renumbered",
            "UPDATE record SET sequence = sequence + 10 WHERE sequence > 4",
            "Record 5 is missing: record 15 stands in its place."
        ),
        Change(
            "a tail cut off that a view knows",
            "DELETE FROM record WHERE sequence > 4",
            "it ends with record 4, and there was a record 7."
        ),
        Change(
            "a tail cut off that the ledger has",
            """
            DELETE FROM record WHERE sequence > 3; DELETE FROM sale;
            UPDATE acknowledgement SET sequence = 4
            """,
            "it ends with record 3, and there was a record 4."
        ),
        Change(
            "everything taken out",
            "DELETE FROM record",
            "it ends with record 0, and there was a record 7."
        ),
    ]

    let folder = JournalFolder()

    @Test(arguments: changes)
    func `a changed journal is not opened and not written`(_ change: Change) throws {
        try folder.fill()
        try folder.tamper(change.sql)
        let rows = try folder.rowCount()
        for open in [{ _ = try folder.open() }, { _ = try verify() }] {
            let error = try #require(throws: JournalError.self, performing: open)
            #expect(error.sentence.hasPrefix("The journal \(folder.path) does not verify"))
            #expect(error.sentence.contains(change.sentence))
            #expect(
                error.hint == "Do not sell with it. Keep the file as evidence, and call the office."
            )
        }
        #expect(try folder.rowCount() == rows)
    }

    private func verify() throws(JournalError) {
        _ = try JournalFile.verify(path: folder.path, kiosk: Sample.kiosk)
    }

    @Test func `a record that was sealed anew betrays itself in the next`() throws {
        try folder.fill()
        try replace(3) { $0.programStarted("forged") }
        let error = try #require(throws: JournalError.self) { _ = try folder.open() }
        #expect(error == .hashDiffers(path: folder.path, sequence: 4))
    }

    @Test func `a last record that was sealed anew is not noticed here`() throws {
        // Nothing behind it holds its hash. The ledger's copy does, and answers “fork”.
        try folder.fill()
        try replace(7) { $0.programStarted("forged") }
        let journal = try folder.open()
        #expect(try journal.contents().last == .programStarted(version: "forged"))
        journal.close()
    }

    @Test func `a tail that nobody heard of cannot be missed`() throws {
        let journal = try folder.open()
        for number in 1...3 { try journal.append(.programStarted(version: "\(number)")) }
        journal.close()
        try folder.tamper("DELETE FROM record WHERE sequence > 2")
        let again = try folder.open()
        #expect(again.head.sequence == 2)
        again.close()
    }

    @Test func `a record of another epoch does not belong here`() throws {
        try folder.fill()
        try replace(7) { $0.programStarted("1", epoch: 2) }
        let error = try #require(throws: JournalError.self) { _ = try folder.open() }
        #expect(error == .epochDiffers(path: folder.path, sequence: 7))
    }

    @Test func `another kiosk's journal is refused by name`() throws {
        try folder.fill()
        let error = try #require(throws: JournalError.self) {
            _ = try folder.open(kiosk: KioskIdentifier(8))
        }
        #expect(
            error.sentence
                == "The journal \(folder.path) belongs to kiosk K0007, and this is kiosk K0008."
        )
        #expect(error.hint == "Check “kiosk” and “journal” in the configuration.")
    }

    @Test func `a record that the disk spoils later does not travel`() throws {
        let journal = try folder.open()
        try journal.sell(.written)
        try journal.database.execute(
            """
            UPDATE record SET body = CAST(substr(body, 1, length(body) - 1) || x'39' AS BLOB)
            WHERE sequence = 2
            """
        )
        #expect(throws: JournalError.hashDiffers(path: folder.path, sequence: 2)) {
            try journal.batch(after: 0)
        }
        journal.close()
    }

    @Test func `a view that points nowhere is said so`() throws {
        let journal = try folder.open()
        try journal.sell(nil, receipt: nil)
        try journal.database.execute("UPDATE sale SET sequence = 1")
        #expect(throws: JournalError.viewDamaged(path: folder.path, sequence: 1)) {
            try journal.unsettledSales(on: Sample.card)
        }
        journal.close()
    }

    /// Puts another record in a row's place, sealed properly behind the one before.
    private func replace(
        _ sequence: UInt32,
        with content: (RecordForger) -> Record
    ) throws {
        try folder.tamper { database in
            let previous = try database.first(
                "SELECT hash FROM record WHERE sequence = ?1",
                Int64(sequence - 1)
            ) { try $0.bytes(0) }
            let sealed = SealedRecord(
                content(RecordForger(sequence: sequence)),
                after: try #require(previous)
            )
            try database.run(
                "UPDATE record SET hash = ?1, body = ?2 WHERE sequence = ?3",
                sealed.hash,
                sealed.body,
                Int64(sequence)
            )
        }
    }
}

/// Makes records for a place in the chain.
struct RecordForger {
    let sequence: UInt32

    func programStarted(_ version: String, epoch: UInt16 = 1) -> Record {
        let header = RecordHeader(
            kiosk: Sample.kiosk,
            epoch: epoch,
            sequence: sequence,
            businessDay: Sample.day,
            wallTime: Sample.noon,
            monotonicNanoseconds: 0,
            bootIdentifier: [UInt8](repeating: 0, count: 16)
        )
        return Record(header: header, content: .programStarted(version: version))
    }
}

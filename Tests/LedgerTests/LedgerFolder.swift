import Cryptography
import FoundationEssentials
import Glibc
import Ledger
import Prepayment
import RecordChain
import Storage
import TestSupport
import Testing

/// A folder with a ledger's file in it, removed when the test lets go of it.
final class LedgerFolder: Sendable {
    let path: String

    init() {
        var template = Array("/tmp/ledger-XXXXXX".utf8CString)
        precondition(mkdtemp(&template) != nil, "mkdtemp failed")
        path = String(decoding: template.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    var file: String { path + "/ledger.sqlite" }

    var location: StoreLocation { .sqlite(path: file) }

    func open() async throws -> any LedgerStore { try await location.open() }

    func openReader() async throws -> any LedgerReading { try await location.openReader() }

    /// Enrols a kiosk with the key of its number, in a ledger that nobody has open.
    func enrol(_ kiosk: KioskIdentifier = Sample.kiosk, key: UInt8? = nil) async throws {
        let ledger = try await open()
        let key = Sample.signingKey(key ?? UInt8(kiosk.number)).publicKey
        try await ledger.enrol(kiosk, key: key)
        await ledger.close()
    }

    /// The public half of the key that the service made.
    func ledgerKey() throws -> Ed25519.PublicKey {
        let text = try String(contentsOfFile: path + "/ledger.key", encoding: .utf8)
        let key = [UInt8](hexadecimal: text.dropLast()).flatMap { Ed25519.PrivateKey(bytes: $0) }
        return try #require(key).publicKey
    }

    /// Runs statements on the file behind the ledger's back.
    func tamper(_ sql: String) throws {
        let database = try Database(path: file)
        try database.execute(sql)
        database.close()
    }

    /// Flips a bit in the one batch that holds these bytes, so far behind their beginning.
    func flip(_ column: String, holding bytes: [UInt8], at offset: Int) throws {
        let database = try Database(path: file)
        defer { database.close() }
        let rows = try database.query(
            "SELECT kiosk, epoch, last_sequence, \(column) FROM accepted_batch"
        ) { (try $0.integer(0), try $0.integer(1), try $0.integer(2), try $0.bytes(3)) }
        for (kiosk, epoch, sequence, held) in rows {
            guard let range = held.firstRange(of: bytes) else { continue }
            var changed = held
            changed[range.lowerBound + offset] ^= 0x40
            try database.run(
                """
                UPDATE accepted_batch SET \(column) = ?
                WHERE kiosk = ? AND epoch = ? AND last_sequence = ?
                """,
                changed,
                kiosk,
                epoch,
                sequence
            )
            return
        }
        Issue.record("no batch holds the bytes")
    }

    /// Overwrites the file from one byte to its end, as a failing disk would.
    func overwrite(from offset: Int) throws {
        let stream = try #require(fopen(file, "r+"))
        defer { fclose(stream) }
        fseek(stream, 0, SEEK_END)
        let count = ftell(stream) - offset
        fseek(stream, offset, SEEK_SET)
        #expect(fwrite([UInt8](repeating: 0xEE, count: count), 1, count, stream) == count)
    }

    /// What `ledger verify` counted; nil, and an issue, when it found a fault.
    func soundCounts() async throws -> VerifiedCounts? {
        switch try await openReader().verify() {
        case .sound(let counts): return counts
        case .faulty(let fault):
            Issue.record(fault)
            return nil
        }
    }

    /// Every row of every table but for the times of receipt, and for the keys and codes, which tests
    /// enrol on the way: two ledgers that hold the same agree.
    func contents(
        without ignored: Set<String> = ["enrolment_code", "kiosk_key", "ledger_key"]
    ) throws -> [String] {
        let database = try Database(path: file, options: .init(isReadOnly: true))
        defer { database.close() }
        let tables = try database.query(
            """
            SELECT t.name, group_concat('quote("' || c.name || '")', ' || '','' || ')
            FROM sqlite_schema AS t, pragma_table_info(t.name) AS c
            WHERE t.type = 'table' AND c.name <> 'received_at' GROUP BY t.name ORDER BY t.name
            """
        ) { (try $0.text(0), try $0.text(1)) }
        return try tables.filter { !ignored.contains($0.0) }.flatMap { table, columns in
            try database.query("SELECT \(columns) FROM \(table) ORDER BY 1") {
                "\(table) \(try $0.text(0))"
            }
        }
    }
}

extension LedgerFolder {
    func contentsButCases() throws -> [String] {
        try contents().filter { !$0.hasPrefix("ledger_case ") }
    }
}

extension LedgerStore {
    /// Takes a batch, under the signature of its kiosk, which is enrolled with its first one.
    func ingest(
        _ batch: RecordBatch,
        receivedAt: WallTime = Sample.noon
    ) async throws -> IngestAnswer {
        let key = Sample.signingKey(UInt8(truncatingIfNeeded: batch.kiosk.number))
        if try await enrolledKey(KeyIdentifier(key.publicKey)) == nil {
            try await keepLedgerKey(Sample.ledgerKey.publicKey, since: Sample.noon)
            try await enrol(batch.kiosk, key: key.publicKey)
        }
        return try await ingest(SignedBatch(batch, signedBy: key), receivedAt: receivedAt)
    }

    /// Takes a batch with a receipt of the tests' ledger, whoever signed it.
    func ingest(_ batch: SignedBatch, receivedAt: WallTime) async throws -> IngestAnswer {
        let receipt = LedgerReceipt(
            kiosk: batch.batch.kiosk,
            epoch: batch.batch.epoch,
            head: batch.batch.end,
            receivedAt: receivedAt,
            signedBy: Sample.ledgerKey
        )
        return try await ingest(
            Submission(batch, receipt: receipt, receivedDay: Sample.day)
        )
    }

    /// Takes a batch at the ledger's door.
    func admit(
        _ batch: SignedBatch
    ) async throws -> Result<IngestAnswer, AdmissionRefusal> {
        let reception = Reception(store: self, key: Sample.ledgerKey) {
            Sample.noon
        } day: { _ in
            Sample.day
        }
        return try await reception.take(batch).map(\.answer)
    }

    func enrol(_ kiosk: KioskIdentifier, key: Ed25519.PublicKey) async throws {
        let code = try await makeEnrolmentCode(
            for: kiosk,
            expiresAt: WallTime(secondsSince1970: Sample.noon.secondsSince1970 + 60)
        )
        let answer = try await enrol(kiosk, key: key, code: code, at: Sample.noon)
        try #require(answer == .enrolled)
    }
}

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

    func open() async throws -> any LedgerStore {
        try await StoreLocation.sqlite(path: file).open()
    }

    func openReader() async throws -> any LedgerReading {
        try await StoreLocation.sqlite(path: file).openReader()
    }

    /// Enrols a kiosk with the key of its number, in a ledger that nobody has open.
    func enrol(_ kiosk: KioskIdentifier = Sample.kiosk, key: UInt8? = nil) async throws {
        let ledger = try await open()
        let code = try await ledger.makeEnrolmentCode(
            for: kiosk,
            expiresAt: WallTime(secondsSince1970: Sample.noon.secondsSince1970 + 60)
        )
        let answer = try await ledger.enrol(
            kiosk,
            key: Sample.signingKey(key ?? UInt8(kiosk.number)).publicKey,
            code: code,
            at: Sample.noon
        )
        await ledger.close()
        try #require(answer == .enrolled)
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

    /// Every row of every table but for the times of receipt: two ledgers that hold the same agree.
    func contents(without ignored: Set<String> = []) throws -> [String] {
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

extension LedgerStore {
    /// Takes a batch, under the signature of the tests' kiosk.
    func ingest(
        _ batch: RecordBatch,
        receivedAt: WallTime = Sample.noon
    ) async throws -> IngestAnswer {
        let signed = SignedBatch(batch, signedBy: Sample.signingKey())
        return try await ingest(signed, receivedAt: receivedAt)
    }
}

import Cryptography
import FoundationEssentials
import Glibc
import Ledger
import Prepayment
import RecordChain
import Storage
import TestSupport
import Testing

/// A ledger of a test, and a folder for what lies beside it; both go when the test lets go of it.
final class LedgerFolder: Sendable {
    let path: String
    let location: StoreLocation
    /// Where the ledger is behind a server.
    let database: (server: PostgreSQLServer, name: String)?

    init() {
        var template = Array("/tmp/ledger-XXXXXX".utf8CString)
        precondition(mkdtemp(&template) != nil, "mkdtemp failed")
        path = String(decoding: template.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
        switch TestStore.current {
        case .sqlite:
            database = nil
            location = .sqlite(path: path + "/ledger.sqlite")
        case .postgreSQL(let server):
            let name: String
            do { name = try server.makeDatabase() } catch {
                preconditionFailure("the tests' PostgreSQL makes no database: \(error)")
            }
            database = (server, name)
            location = .postgreSQL(url: server.url(database: name))
        }
    }

    deinit {
        try? FileManager.default.removeItem(atPath: path)
        if let database { try? database.server.dropDatabase(database.name) }
    }

    /// The file of a ledger in SQLite.
    var file: String { path + "/ledger.sqlite" }

    /// What errors call the store.
    var name: String {
        database.map { "postgresql://127.0.0.1:\($0.server.port)/\($0.name)" } ?? file
    }

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
            Submission(batch, receipt: receipt)
        )
    }

    /// Takes a batch at the ledger's door.
    func admit(
        _ batch: SignedBatch
    ) async throws -> Result<IngestAnswer, AdmissionRefusal> {
        let reception = Reception(store: self, key: Sample.ledgerKey) { Sample.noon }
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

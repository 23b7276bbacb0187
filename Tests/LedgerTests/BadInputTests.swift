import Configuration
import FoundationEssentials
import Ledger
import LedgerService
import Prepayment
import RecordChain
import TestSupport
import Testing

/// Bytes that no honest kiosk sends, to the real service: each is refused with problem details
/// (RFC 9457) that say why, and nothing changes in the store.
@Suite(.timeLimit(.minutes(2)), .onBothStores) struct BadInputTests {
    let folder = LedgerFolder()

    struct Row: Sendable, CustomTestStringConvertible {
        let name: String
        let status: Int
        /// The word that a kiosk acts on.
        let answer: String?
        let title: String
        /// How the detail begins.
        let detail: String
        let send: @Sendable (RawClient) async throws -> RawClient.Answer

        var testDescription: String { name }

        init(
            _ name: String,
            _ status: Int,
            _ answer: String?,
            _ title: String,
            _ detail: String,
            send: @escaping @Sendable (RawClient) async throws -> RawClient.Answer
        ) {
            (self.name, self.status, self.answer) = (name, status, answer)
            (self.title, self.detail, self.send) = (title, detail, send)
        }
    }

    static let journal = IngestTests.journal
    /// Of a kiosk that is in quarantine.
    static let other = {
        var writer = JournalWriter(kiosk: 8)
        writer.sell()
        return writer
    }()
    /// What comes next, in the kiosk's own bytes.
    static var good: [UInt8] { get throws { try journal.signed(7...10).bytes } }
    static let noBatch = "The body is not a batch of records"
    static let noBelief = "The request's signature is not believed"

    static let rows = [
        Row("truncated", 400, nil, noBatch, "The batch is cut short") {
            try await $0.postSigned("/v1/records", good.dropLast(9))
        },
        Row("oversized", 413, nil, "The body is too large", "At most 1048576 bytes") {
            try await $0.postSigned(
                "/v1/records",
                good + [UInt8](repeating: 0, count: SignedBatch.byteLimit)
            )
        },
        Row("records reordered", 400, nil, noBatch, "Record 9 is missing: record 10") {
            try await $0.postSigned("/v1/records", reordered(good))
        },
        Row("batches reordered", 409, "gap", "Records are missing", "The ledger wants record 7") {
            try await $0.send(journal.signed(9...10))
        },
        Row(
            "a bit of the signature flipped",
            422,
            "badSignature",
            "The batch is not signed by an enrolled kiosk",
            "The signature of the batch does not verify."
        ) { try await $0.postSigned("/v1/records", flippedSignature()) },
        Row(
            "signed again with another kiosk's key",
            422,
            "badSignature",
            "The batch is not signed by an enrolled kiosk",
            "The key is not the one that K0007 signs with."
        ) { try await $0.send(journal.signed(7...10, by: 8), key: Sample.signingKey(8)) },
        Row("replayed", 401, "badSignature", noBelief, "The request was sent before.") {
            let held = try journal.signed(1...6).bytes
            let fields = try RawClient.signedFields("/v1/records", held)
            let first = try await $0.exchange("POST", "/v1/records", held, fields: fields)
            #expect(first.status == 200)
            return try await $0.exchange("POST", "/v1/records", held, fields: fields)
        },
        Row("from the future", 401, "badSignature", noBelief, "The signature was made ") {
            let later = WallTime(secondsSince1970: RawClient.now().secondsSince1970 + 900)
            return try await $0.postSigned("/v1/records", good, at: later)
        },
        Row(
            "from an unknown kiosk",
            401,
            "unknownKiosk",
            "The request is not signed by an enrolled kiosk",
            "No kiosk signs with the key "
        ) { try await $0.send(journal.signed(7...10, by: 9), key: Sample.signingKey(9)) },
        Row(
            "from a kiosk in quarantine",
            409,
            "quarantined",
            "The kiosk is in quarantine",
            "Its journal contradicted the ledger"
        ) {
            try await $0.send(other.signed(by: 8), key: Sample.signingKey(8))
        },
        Row(
            "of a later version",
            422,
            "newerSchema",
            "The records are of a later version",
            "A later version of the kiosk's program wrote the records."
        ) {
            var later = try good
            later[3] += 1
            return try await $0.postSigned("/v1/records", later)
        },
    ]

    /// The same bytes with the last two records in each other's place.
    static func reordered(_ bytes: [UInt8]) -> [UInt8] {
        let bodies = journal.records.suffix(2).map(\.body)
        let frames = bodies.map { body in
            withUnsafeBytes(of: UInt32(body.count).bigEndian) { [UInt8]($0) } + body
        }
        precondition(bytes.suffix(frames.joined().count).elementsEqual(frames.joined()))
        return bytes.dropLast(frames.joined().count) + frames[1] + frames[0]
    }

    /// The signature is the end of the signed head.
    static func flippedSignature() throws -> [UInt8] {
        var bytes = try good
        let head = try SignedBatch(bytes: good).signedHead.bytes
        let start = try #require(bytes.firstRange(of: head))
        bytes[start.upperBound - 1] ^= 0x10
        return bytes
    }

    private struct Refusal: Decodable {
        let type: String
        let title: String
        let status: Int
        let detail: String?
        let hint: String
        let answer: String?
    }

    @Test(arguments: rows) func `a request is refused, and nothing changed`(row: Row) async throws {
        try await folder.enrol()
        try await folder.enrol(KioskIdentifier(8))
        try await serving { client in
            #expect(try await client.send(Self.journal.signed(1...6)).status == 200)
            let key = Sample.signingKey(8)
            #expect(try await client.send(Self.other.signed(by: 8), key: key).status == 200)
            let clone = try Self.other.altered(at: 2).signed(by: 8)
            #expect(try await client.send(clone, key: key).status == 409)
            let before = try folder.contents(without: [])
            let answer = try await row.send(client)
            #expect(answer.status == row.status)
            #expect(answer.headers.contains("Content-Type: application/problem+json"))
            let refusal = try answer.json(Refusal.self)
            #expect(refusal.status == row.status && refusal.type == "about:blank")
            #expect(refusal.answer == row.answer)
            #expect(refusal.title == row.title)
            #expect(refusal.detail?.hasPrefix(row.detail) ?? false, "\(refusal.detail ?? "none")")
            #expect(!refusal.hint.isEmpty)
            #expect(try folder.contents(without: []) == before)
            #expect(try await client.postSigned("/v1/records", Self.good).status == 200)
        }
        #expect(try await folder.soundCounts()?.records == 14)
    }

    private func serving(_ body: (RawClient) async throws -> Void) async throws {
        let configuration = try ConfigurationFile.read(
            LedgerConfiguration.self,
            text: """
                {
                    store: '\(folder.setting)', port: 0, signingKey: '\(folder.path)/ledger.key',
                    operator: { port: 0, token: '\(folder.path)/ledger.token' },
                }
                """,
            file: "ledger.json5"
        )
        let server = try await LedgerServer(
            configuration,
            report: .failures { Issue.record("\($0)") }
        )
        let result = await Result { try await body(RawClient(server.address)) }
        await server.stop()
        try result.get()
    }
}

extension LedgerFolder {
    /// The location as a configuration names it.
    var setting: String {
        switch location {
        case .sqlite(let path): "sqlite:\(path)"
        case .postgreSQL(let url): url
        }
    }
}

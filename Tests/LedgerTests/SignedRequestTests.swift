import Cryptography
import DeviceThreads
import FoundationEssentials
import Ledger
import LedgerService
import MessageSignatures
import Prepayment
import RateLimits
import RecordChain
import Synchronization
import TestSupport
import Testing
import WebServer

/// What is posted to a ledger must come from its kiosk, unchanged, now, and once.
@Suite(.timeLimit(.minutes(1))) struct SignedRequestTests {
    let folder = LedgerFolder()
    let journal = IngestTests.journal

    /// What every refusal carries (RFC 9457), and the word that kiosks act on.
    struct Refusal: Decodable {
        let title: String
        let status: Int
        let detail: String?
        let hint: String
        let answer: String?
    }

    /// Runs `body` against routes whose clock stands at noon; nothing may reach the operator.
    func serving(_ body: (any LedgerStore, RawClient) async throws -> Void) async throws {
        try await folder.enrol()
        try await folder.enrol(KioskIdentifier(8))
        let store = try await folder.open()
        let routes = LedgerRoutes(
            store: store,
            key: Sample.signingKey(1),
            // A test sends a request for each byte of a batch, as fast as it can.
            keyRate: Rate(perSecond: 100_000, burst: 100_000),
            now: { Sample.noon },
            onFailure: { Issue.record($0) }
        )
        let configuration = ServerConfiguration(bodyLimitBytes: SignedBatch.byteLimit)
        try await routes.serve(closing: store, configuration) { try await body(store, $0) }
    }

    func refusal(
        _ answer: RawClient.Answer,
        _ status: Int,
        _ word: String?
    ) throws -> Refusal {
        #expect(answer.headers.contains("Content-Type: application/problem+json"))
        let refusal = try answer.json(Refusal.self)
        #expect((answer.status, refusal.status, refusal.answer) == (status, status, word))
        #expect(!refusal.hint.isEmpty)
        return refusal
    }

    @Test func `a batch without a request's signature is refused`() async throws {
        try await serving { _, client in
            let before = try folder.contents()
            let answer = try await client.post("/v1/records", journal.signed().bytes)
            let refusal = try refusal(answer, 401, "badSignature")
            #expect(refusal.detail == "The header field Signature-Input is missing.")
            #expect(try folder.contents() == before)
        }
    }

    @Test func `requests of strangers, and with strangers' batches, are refused`() async throws {
        try await serving { _, client in
            let before = try folder.contents()
            let body = try journal.signed().bytes
            func post(_ body: [UInt8], key: UInt8) async throws -> RawClient.Answer {
                try await client.postSigned(
                    "/v1/records",
                    body,
                    key: Sample.signingKey(key),
                    at: Sample.noon
                )
            }
            _ = try refusal(await post(body, key: 9), 401, "unknownKiosk")
            _ = try refusal(await post(body, key: 8), 422, "badSignature")
            let foreign = try journal.signed(by: 8).bytes
            _ = try refusal(await post(foreign, key: 7), 422, "badSignature")
            _ = try refusal(await post(foreign, key: 8), 422, "badSignature")
            #expect(try folder.contents() == before)
            #expect(try await post(body, key: 7).status == 200)
        }
    }

    @Test func `a batch with any byte changed is refused, though its request is signed`()
        async throws
    {
        try await serving { _, client in
            let before = try folder.contents()
            let bytes = try journal.signed(1...1).bytes
            for index in bytes.indices {
                var changed = bytes
                changed[index] ^= 0x08
                let answer = try await client.postSigned("/v1/records", changed, at: Sample.noon)
                #expect([400, 422].contains(answer.status), "byte \(index)")
                #expect(answer.headers.contains("Content-Type: application/problem+json"))
            }
            #expect(try folder.contents() == before)
        }
    }

    @Test func `a request that was changed on its way is refused`() async throws {
        try await serving { _, client in
            let before = try folder.contents()
            let body = try journal.signed().bytes
            let fields = try RawClient.signedFields("/v1/records", body, at: Sample.noon)
            let other = try journal.signed(1...6).bytes
            let swapped = try await client.exchange("POST", "/v1/records", other, fields: fields)
            #expect(
                try refusal(swapped, 401, "badSignature").detail
                    == "The body is not the one that was signed."
            )
            let elsewhere = try RawClient.signedFields("/v1/enrolments", body, at: Sample.noon)
            let moved = try await client.exchange("POST", "/v1/records", body, fields: elsewhere)
            #expect(
                try refusal(moved, 401, "badSignature").detail
                    == "The signature does not verify."
            )
            #expect(try folder.contents() == before)
        }
    }

    @Test func `a request is taken once`() async throws {
        try await serving { _, client in
            let body = try journal.signed(1...6).bytes
            let fields = try RawClient.signedFields("/v1/records", body, at: Sample.noon)
            let first = try await client.exchange("POST", "/v1/records", body, fields: fields)
            #expect(first.status == 200)
            let before = try folder.contents()
            let again = try await client.exchange("POST", "/v1/records", body, fields: fields)
            #expect(
                try refusal(again, 401, "badSignature").detail == "The request was sent before."
            )
            #expect(try folder.contents() == before)
        }
    }

    @Test(
        arguments: [
            (-301, "The signature expired 1 s ago."),
            (301, "The signature was made 301 s in the future."),
        ] as [(Int64, String)]
    )
    func `a request from another time is refused`(offset: Int64, detail: String) async throws {
        try await serving { _, client in
            let before = try folder.contents()
            let answer = try await client.postSigned(
                "/v1/records",
                journal.signed().bytes,
                at: EvidenceTests.later(offset)
            )
            #expect(try refusal(answer, 401, "badSignature").detail == detail)
            #expect(try folder.contents() == before)
        }
    }

    @Test func `records of a later version are told from damaged ones`() async throws {
        try await serving { _, client in
            var later = try journal.signed().bytes
            later[3] = UInt8(ascii: "3")
            let answer = try await client.postSigned("/v1/records", later, at: Sample.noon)
            _ = try refusal(answer, 422, "newerSchema")
        }
    }

    @Test func `a kiosk in quarantine is told so, with where the ledger stands`() async throws {
        try await serving { store, client in
            func send(_ batch: SignedBatch) async throws -> RawClient.Answer {
                try await client.postSigned("/v1/records", batch.bytes, at: Sample.noon)
            }
            #expect(try await send(journal.signed(1...6)).status == 200)
            let clone = journal.altered(at: 4)
            _ = try refusal(await send(clone.signed(1...10)), 409, "fork")
            let before = try folder.contents()
            let answer = try await send(journal.signed(7...10))
            #expect(try refusal(answer, 409, "quarantined").title == "The kiosk is in quarantine")
            #expect(
                try answer.json(SyncAnswer.self)
                    == SyncAnswer(.quarantined, head: journal.head(at: 6))
            )
            #expect(try folder.contents() == before)
            #expect(try await store.release(Sample.kiosk, at: Sample.noon) == 1)
            #expect(try await send(journal.signed(7...10)).status == 200)
        }
    }

    @Test func `a wish to be enrolled comes from who has the key`() async throws {
        try await serving { store, client in
            let code = try await store.makeEnrolmentCode(
                for: KioskIdentifier(9),
                expiresAt: EvidenceTests.later(60)
            )
            let wish = EnrolmentRequest(
                kiosk: 9,
                code: code.description,
                publicKey: Sample.signingKey(9).publicKey.description
            )
            let body = [UInt8](try JSONEncoder().encode(wish))
            func post(_ body: [UInt8], key: UInt8, type: String = "application/json") async throws
                -> RawClient.Answer
            {
                try await client.postSigned(
                    "/v1/enrolments",
                    body,
                    contentType: type,
                    key: Sample.signingKey(key),
                    at: Sample.noon
                )
            }
            let before = try folder.contents()
            #expect(try await post(body, key: 8).status == 401)
            #expect(try await post(body, key: 9, type: "text/plain").status == 415)
            #expect(try await post(Array("{}".utf8), key: 9).status == 400)
            let unsigned = try await client.post(
                "/v1/enrolments",
                body,
                contentType: "application/json"
            )
            #expect(unsigned.status == 401)
            #expect(try folder.contents() == before)
            let answer = try await post(body, key: 9)
            #expect(answer.status == 201)
            let told = try answer.json(EnrolmentConfirmation.self)
            #expect(told.ledgerKey == Sample.signingKey(1).publicKey.description)
        }
    }
}

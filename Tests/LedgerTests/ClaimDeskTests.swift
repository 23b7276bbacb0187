import Cryptography
import Ledger
import LedgerService
import Prepayment
import RecordChain
import TestSupport
import Testing
import WebServer

/// `POST /v1/sale-claims` behind a real socket.
@Suite(.timeLimit(.minutes(1))) struct ClaimDeskTests {
    let folder = LedgerFolder()

    /// Runs `body` before a ledger that has heard of one open sale of kiosk 7.
    private func serving(_ body: (RawClient) async throws -> Void) async throws {
        let store = try await folder.open()
        var selling = JournalWriter(kiosk: 7)
        selling.sell(.owed, receipt: nil)
        _ = try await store.ingest(selling.batch())
        _ = try await store.ingest(JournalWriter(kiosk: 8).batch())
        let routes = LedgerRoutes(
            store: store,
            key: Sample.ledgerKey,
            now: { Sample.noon },
            onFailure: { Issue.record($0) }
        )
        try await routes.serve(closing: store) { try await body($0) }
    }

    private func question(
        of kiosk: UInt32 = 8,
        after sequence: UInt32 = 1,
        _ purpose: ClaimQuestion.Purpose = .settle(Sample.card, open: [])
    ) -> ClaimQuestion {
        ClaimQuestion(
            kiosk: KioskIdentifier(kiosk),
            epoch: 1,
            sequence: sequence,
            nonce: [UInt8](repeating: 5, count: 16),
            purpose: purpose
        )
    }

    private func post(
        _ body: [UInt8],
        key: UInt8 = 8,
        to client: RawClient
    ) async throws -> RawClient.Answer {
        try await client.postSigned(
            "/v1/sale-claims",
            body,
            key: Sample.signingKey(key),
            at: Sample.noon
        )
    }

    @Test func `the answer is the ledger's signed word`() async throws {
        try await serving { client in
            let asked = question()
            let answer = try await post(asked.bytes, to: client)
            #expect(answer.status == 200)
            let signed = try SignedClaimStatement(bytes: answer.body)
            #expect(signed.answers(asked, signedBy: Sample.ledgerKey.publicKey))
            #expect(signed.statement.answeredAt == Sample.noon)
            #expect(signed.statement.rulings.map(\.verdict) == [.given])
            #expect(signed.statement.rulings.first?.intent == Sample.intent())
        }
    }

    @Test func `a question is answered once, and to the kiosk that signs it`() async throws {
        try await serving { client in
            let body = question().bytes
            let unsigned = try await client.post("/v1/sale-claims", body)
            #expect(unsigned.status == 401)
            let stranger = try await post(body, key: 9, to: client)
            #expect(stranger.status == 401)
            let other = try await post(body, key: 7, to: client)
            #expect(other.status == 422)
            let fields = try RawClient.signedFields(
                "/v1/sale-claims",
                body,
                key: Sample.signingKey(8),
                at: Sample.noon
            )
            let path = "/v1/sale-claims"
            let first = try await client.exchange("POST", path, body, fields: fields)
            #expect(first.status == 200)
            let again = try await client.exchange("POST", path, body, fields: fields)
            #expect(again.status == 401)
        }
    }

    @Test func `who asks for what it may not have is told why`() async throws {
        try await serving { client in
            let sale = SaleIdentifier(kiosk: KioskIdentifier(7), epoch: 1, sequence: 2)
            let foreign = try await post(question(.refund(sale)).bytes, to: client)
            #expect(foreign.status == 422)
            let behind = try await post(question(after: 0).bytes, to: client)
            #expect(behind.status == 409)
            struct Refusal: Decodable { let detail: String }
            let words = try behind.json(Refusal.self).detail
            #expect(words.contains("has heard the kiosk's record 1"), "\(words)")
            for body in [[], [0xFF], question().bytes + [0]] {
                #expect(try await post(body, to: client).status == 400)
            }
            let text = try await client.post(
                "/v1/sale-claims",
                question().bytes,
                contentType: "text/plain"
            )
            #expect(text.status == 415)
        }
    }
}

import Cryptography
import Ledger
import LedgerService
import Prepayment
import RecordChain
import TestSupport
import Testing
import WebServer

/// `POST /v1/heartbeats` behind a real socket.
@Suite(.timeLimit(.minutes(1))) struct HeartbeatDeskTests {
    let folder = LedgerFolder()
    let watched = MemoryWatch()

    /// Runs `body` against routes whose clock stands at noon; nothing may reach the operator.
    private func serving(_ body: (RawClient) async throws -> Void) async throws {
        try await folder.enrol()
        try await folder.enrol(KioskIdentifier(8))
        let store = try await folder.open()
        let watch = LedgerWatch(
            store: watched,
            rules: WatchRules(),
            signer: try LedgerWatchTests.signer(),
            calendar: LedgerWatchTests.calendar,
            now: { Sample.noon }
        )
        let routes = LedgerRoutes(
            store: store,
            key: Sample.signingKey(1),
            watch: watch,
            now: { Sample.noon },
            onFailure: { Issue.record($0) }
        )
        try await routes.serve(closing: store) { try await body($0) }
    }

    private func signed(by key: UInt8 = 7) -> SignedHeartbeat {
        let key = Sample.signingKey(key)
        let heartbeat = Heartbeat(
            kiosk: Sample.kiosk,
            epoch: 1,
            head: ChainHead(sequence: 12, hash: WatchRulesTests.hash),
            businessDay: Sample.day,
            wallTime: Sample.noon,
            monotonicNanoseconds: 1,
            bootIdentifier: WatchRulesTests.boot,
            counter: 1,
            key: KeyIdentifier(key.publicKey)
        )
        return SignedHeartbeat(heartbeat, signedBy: key)
    }

    private func post(
        _ body: [UInt8],
        key: UInt8 = 7,
        to client: RawClient
    ) async throws -> RawClient.Answer {
        try await client.postSigned(
            "/v1/heartbeats",
            body,
            key: Sample.signingKey(key),
            at: Sample.noon
        )
    }

    private struct Refusal: Decodable {
        let answer: String?
        let hint: String
    }

    private func expectRefusal(
        _ answer: RawClient.Answer,
        _ status: Int,
        _ word: String?
    ) throws {
        #expect(answer.status == status)
        #expect(answer.headers.contains("Content-Type: application/problem+json"))
        let refusal = try answer.json(Refusal.self)
        #expect(refusal.answer == word)
        #expect(!refusal.hint.isEmpty)
        #expect(watched.heard.isEmpty)
    }

    @Test func `a heartbeat is heard, answered with the time, and its kiosk looked at`()
        async throws
    {
        watched.with {
            $0.facts = [WatchRulesTests.facts(open: [.silentKiosk])]
        }
        try await serving { client in
            let answer = try await post(signed().bytes, to: client)
            #expect(answer.status == 200)
            let told = try answer.json(HeartbeatAnswer.self)
            #expect(told == HeartbeatAnswer(.heard, ledgerTime: Sample.noon, head: .origin))
        }
        #expect(watched.heard == [signed()])
        #expect(watched.applied == [.close(.heardAgain(at: Sample.noon))])
    }

    @Test func `a request is heard once`() async throws {
        try await serving { client in
            let body = signed().bytes
            let fields = try RawClient.signedFields("/v1/heartbeats", body, at: Sample.noon)
            let first = try await client.exchange("POST", "/v1/heartbeats", body, fields: fields)
            #expect(first.status == 200)
            let again = try await client.exchange("POST", "/v1/heartbeats", body, fields: fields)
            #expect(again.status == 401)
        }
        #expect(watched.heard.count == 1)
    }

    @Test func `strangers, and what strangers signed, are refused`() async throws {
        try await serving { client in
            let unsigned = try await client.post("/v1/heartbeats", signed().bytes)
            try expectRefusal(unsigned, 401, "badSignature")
            let stranger = try await post(signed().bytes, key: 9, to: client)
            try expectRefusal(stranger, 401, "unknownKiosk")
            let foreign = try await post(signed(by: 8).bytes, key: 8, to: client)
            try expectRefusal(foreign, 422, "badSignature")
            let lent = try await post(signed(by: 8).bytes, key: 7, to: client)
            try expectRefusal(lent, 422, "badSignature")
            let passed = try await post(signed().bytes, key: 8, to: client)
            try expectRefusal(passed, 422, "badSignature")
        }
    }

    @Test func `what is no heartbeat is refused`() async throws {
        try await serving { client in
            let good = signed().bytes
            let text = try await client.post("/v1/heartbeats", good, contentType: "text/plain")
            #expect(text.status == 415)
            for index in good.indices {
                var changed = good
                changed[index] ^= 0x08
                let answer = try await post(changed, to: client)
                #expect([400, 422].contains(answer.status), "byte \(index)")
            }
            for body in [[], Array(good.dropLast()), good + [0], .init(repeating: 0, count: 2_000)]
            {
                try expectRefusal(try await post(body, to: client), 400, nil)
            }
            var later = good
            later[2] = 2
            try expectRefusal(try await post(later, to: client), 422, "newerSchema")
        }
        #expect(watched.heard.isEmpty)
    }
}

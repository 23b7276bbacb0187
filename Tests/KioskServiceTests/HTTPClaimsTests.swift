import Cryptography
import Prepayment
import RecordChain
import TestSupport
import Testing
import WebServer

@testable import KioskService

/// What may answer at the ledger's address when a kiosk asks for other kiosks' sales: only the ledger's
/// word on that very question is believed.
@Suite(.timeLimit(.minutes(1))) struct HTTPClaimsTests {
    static let ledger = Sample.signingKey(1)
    static let sale = SaleIdentifier(kiosk: KioskIdentifier(9), epoch: 1, sequence: 3)

    /// The ledger's word on a question.
    static func word(
        _ question: ClaimQuestion,
        by key: Ed25519.PrivateKey = ledger
    ) -> [UInt8] {
        let statement = ClaimStatement(
            question,
            rulings: [SaleRuling(sale, .given, intent: Sample.intent())],
            answeredAt: Sample.noon,
            key: KeyIdentifier(key.publicKey)
        )
        return SignedClaimStatement(statement, signedBy: key).bytes
    }

    private func ask(
        _ answer: @escaping @Sendable (ClaimQuestion) async throws -> Response,
        timeoutMilliseconds: Int = 10_000
    ) async throws -> Result<[SaleRuling], LedgerLinkError> {
        let place = try KioskPlace()
        try place.identity().write(to: place.identityPath)
        var router = Router()
        router.on(.post, "/v1/sale-claims") { request in
            try await answer(ClaimQuestion(bytes: request.body))
        }
        let server = try HTTPServer(ServerConfiguration(), router: router) { _, _ in }
        let configuration = try place.configuration(
            ledger: "http://127.0.0.1:\(server.port)",
            claimTimeoutMilliseconds: timeoutMilliseconds
        )
        let link = try #require(configuration.ledger)
        let claims = HTTPClaims(link, kiosk: Sample.kiosk, identityPath: place.identityPath)
        let result: Result<[SaleRuling], LedgerLinkError>
        do {
            result = .success(
                try await claims.rulings(
                    on: .settle(Sample.card, open: []),
                    epoch: 1,
                    after: 12
                )
            )
        } catch {
            result = .failure(error)
        }
        await server.stop()
        return result
    }

    @Test func `the ledger's word is believed`() async throws {
        let rulings = try await ask { Response(body: Self.word($0)) }.get()
        #expect(rulings == [SaleRuling(Self.sale, .given, intent: Sample.intent())])
    }

    @Test func `nobody else's is`() async throws {
        let stranger = Sample.signingKey(2)
        let result = try await ask { Response(body: Self.word($0, by: stranger)) }
        #expect(result == .failure(.answerNotSigned))
    }

    @Test func `what was said to another kiosk, of another card, or before, is not believed`()
        async throws
    {
        let others: [@Sendable (ClaimQuestion) -> ClaimQuestion] = [
            { question in
                ClaimQuestion(
                    kiosk: KioskIdentifier(8),
                    epoch: question.epoch,
                    sequence: question.sequence,
                    nonce: question.nonce,
                    purpose: question.purpose
                )
            },
            { question in
                ClaimQuestion(
                    kiosk: question.kiosk,
                    epoch: question.epoch,
                    sequence: question.sequence,
                    nonce: question.nonce,
                    purpose: .settle(CardIdentifier([1, 2, 3, 4]), open: [])
                )
            },
            { question in
                ClaimQuestion(
                    kiosk: question.kiosk,
                    epoch: question.epoch,
                    sequence: question.sequence,
                    nonce: [UInt8](repeating: 0, count: 16),
                    purpose: question.purpose
                )
            },
        ]
        for other in others {
            let result = try await ask { Response(body: Self.word(other($0))) }
            #expect(result == .failure(.answerNotSigned))
        }
    }

    @Test func `what was changed on its way is not believed`() async throws {
        // The sale's number, its credit, the signature.
        for offset in [200, 240, 300] {
            let result = try await ask { question in
                var bytes = Self.word(question)
                bytes[offset % bytes.count] ^= 0x01
                return Response(body: bytes)
            }
            guard case .failure = result else {
                Issue.record("believed with byte \(offset) changed")
                continue
            }
        }
    }

    @Test func `what is no answer says so`() async throws {
        let nonsense = LedgerLinkError.nonsense("Its answer cannot be read.")
        let page = try await ask { _ in Response(body: Array("<html>".utf8)) }
        #expect(page == .failure(nonsense))
        let refused = try await ask { _ in throw Problem(status: 503, title: "No", hint: "Wait.") }
        #expect(refused == .failure(.refused(status: 503, detail: "No")))
    }

    @Test func `a ledger that is silent is not waited for`() async throws {
        let start = ContinuousClock.now
        let result = try await ask(
            { _ in
                try? await Task.sleep(for: .seconds(5))
                return Response()
            },
            timeoutMilliseconds: 200
        )
        guard case .failure(.unreachable) = result else {
            Issue.record("\(result)")
            return
        }
        #expect(ContinuousClock.now - start < .seconds(30))
    }
}

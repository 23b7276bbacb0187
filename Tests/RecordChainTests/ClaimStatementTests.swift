import Cryptography
import Prepayment
import RecordChain
import TestSupport
import Testing

/// What kiosk and ledger say to one another of open sales.
@Suite struct ClaimStatementTests {
    static let sale = SaleIdentifier(kiosk: KioskIdentifier(9), epoch: 1, sequence: 42)
    static let own = SaleIdentifier(kiosk: Sample.kiosk, epoch: 1, sequence: 5)

    static func question(
        kiosk: UInt32 = 7,
        sequence: UInt32 = 12,
        nonce: UInt8 = 0xA0,
        _ purpose: ClaimQuestion.Purpose = .settle(Sample.card, open: [own])
    ) -> ClaimQuestion {
        ClaimQuestion(
            kiosk: KioskIdentifier(kiosk),
            epoch: 1,
            sequence: sequence,
            nonce: [UInt8](repeating: nonce, count: 16),
            purpose: purpose
        )
    }

    static let verdicts: [SaleRuling.Verdict] = [
        .given, .held(by: KioskIdentifier(3)), .beingRefunded(by: KioskIdentifier(9)),
        .unheard(KioskIdentifier(9)), .written(by: KioskIdentifier(3)),
        .refunded(by: KioskIdentifier(9)),
    ]

    static func signed(
        _ question: ClaimQuestion = question(),
        by key: Ed25519.PrivateKey = Sample.ledgerKey
    ) -> SignedClaimStatement {
        SignedClaimStatement(
            ClaimStatement(
                question,
                rulings: verdicts.enumerated().map { index, verdict in
                    SaleRuling(
                        SaleIdentifier(
                            kiosk: sale.kiosk,
                            epoch: 1,
                            sequence: UInt32(index + 1)
                        ),
                        verdict,
                        intent: index < 4 ? Sample.intent() : nil
                    )
                },
                answeredAt: Sample.noon,
                key: KeyIdentifier(key.publicKey)
            ),
            signedBy: key
        )
    }

    static let ledger = Sample.ledgerKey.publicKey

    @Test func `what is read is what was written`() throws {
        for purpose in [.refund(Self.own), .settle(Sample.card, open: [])]
            as [ClaimQuestion.Purpose]
        {
            let question = Self.question(purpose)
            #expect(try ClaimQuestion(bytes: question.bytes) == question)
        }
        let signed = Self.signed()
        let read = try SignedClaimStatement(bytes: signed.bytes)
        #expect(read == signed)
        #expect(read.bytes == signed.bytes)
        #expect(read.answers(Self.question(), signedBy: Self.ledger))
    }

    @Test func `the bytes of a question are for good`() {
        let expected =
            "01" + "00000007" + "0001" + "0000000C" + String(repeating: "A0", count: 16)
            + "01" + "0007" + "04782E21801D80" + "01" + "00000007" + "0001" + "00000005"
        #expect(Self.question().bytes.hexadecimal == expected)
        let refund = Self.question(.refund(Self.own)).bytes.hexadecimal
        #expect(refund.hasSuffix("A0A0" + "02" + "00000007" + "0001" + "00000005"))
    }

    @Test(
        arguments: [
            question(kiosk: 8), question(sequence: 13), question(nonce: 0xA1),
            question(.settle(CardIdentifier([1, 2, 3, 4]), open: [own])),
            question(.settle(Sample.card, open: [])), question(.refund(own)),
        ]
    )
    func `the word to one question answers no other`(other: ClaimQuestion) {
        #expect(!Self.signed().answers(other, signedBy: Self.ledger))
    }

    @Test func `only the ledger's word counts`() {
        let stranger = Sample.signingKey(5)
        #expect(!Self.signed(by: stranger).answers(Self.question(), signedBy: Self.ledger))
        #expect(!Self.signed().answers(Self.question(), signedBy: stranger.publicKey))
    }

    @Test func `a statement with any byte changed is not the ledger's, and none is cut or added`()
        throws
    {
        let good = Self.signed().bytes
        for index in good.indices {
            var changed = good
            changed[index] ^= 0x04
            let read = try? SignedClaimStatement(bytes: changed)
            #expect(read?.answers(Self.question(), signedBy: Self.ledger) != true, "byte \(index)")
        }
        for bytes in [[], Array(good.dropLast()), good + [0]] {
            #expect(throws: LayoutError.self) { try SignedClaimStatement(bytes: bytes) }
        }
        for count in Self.question().bytes.indices {
            let part = Array(Self.question().bytes.prefix(count))
            #expect(throws: LayoutError.self) { try ClaimQuestion(bytes: part) }
        }
    }
}

import Cryptography
import SmartCards
import Testing

@testable import DESFire

/// The card's half of 1A, from the steps of the protocol, with a key and a random number.
final class ISOCard: CardTransport {
    let generation: UInt64 = 1
    private let cipher: BlockCipher
    private let rndB: [UInt8]
    private(set) var rndA: [UInt8] = []
    private(set) var later: [[UInt8]] = []

    init(key: [UInt8], rndB: [UInt8]) {
        cipher = BlockCipher(.tripleDES, key: key)
        self.rndB = rndB
    }

    private var challenge: [UInt8] { cipher.encrypt(rndB, iv: cipher.zeroBlock) }

    func transmit(_ command: [UInt8]) -> TransmitOutcome {
        switch command[1] {
        case 0x1A: .response(challenge + [0x91, 0xAF])
        case 0xAF: .response(answer(to: Array(command.dropFirst(5).dropLast())))
        default: remember(command)
        }
    }

    private func answer(to token: [UInt8]) -> [UInt8] {
        let plain = cipher.decrypt(token, iv: Array(challenge.suffix(8)))
        rndA = Array(plain.prefix(rndB.count))
        let rotatedB = Array(rndB.dropFirst() + rndB.prefix(1))
        guard Array(plain.dropFirst(rndB.count)) == rotatedB else { return [0x91, 0xAE] }
        let rotatedA = Array(rndA.dropFirst() + rndA.prefix(1))
        return cipher.encrypt(rotatedA, iv: Array(token.suffix(8))) + [0x91, 0x00]
    }

    private func remember(_ command: [UInt8]) -> TransmitOutcome {
        later.append(command)
        return .response([0x91, 0x00])
    }
}

@Suite struct `Authentication` {
    private static let rndA = hex("A0A1A2A3A4A5A6A7A8A9AAABACADAEAF")
    private static let rndB = hex("B0B1B2B3B4B5B6B7B8B9BABBBCBDBEBF")

    @Test(arguments: [
        (KeyType.des, "0123456789ABCDEF 0123456789ABCDEF", KeyType.des, "A0A1A2A3 B0B1B2B3"),
        (
            .twoKeyTripleDES, "0123456789ABCDEF FEDCBA9876543210", .twoKeyTripleDES,
            "A0A1A2A3 B0B1B2B3 A4A5A6A7 B4B5B6B7"
        ),
        (.twoKeyTripleDES, "0123456789ABCDEF 0022456689AACDEE", .des, "A0A1A2A3 B0B1B2B3"),
        (
            .threeKeyTripleDES, "0123456789ABCDEF FEDCBA9876543210 1122334455667788",
            .threeKeyTripleDES, "A0A1A2A3 B0B1B2B3 A6A7A8A9 B6B7B8B9 ACADAEAF BCBDBEBF"
        ),
    ])
    func `1A proves both sides and mixes a session key`(
        _ type: KeyType,
        _ key: String,
        _ sessionType: KeyType,
        _ sessionKey: String
    ) throws {
        let key = hex(key)
        let byteCount = type == .threeKeyTripleDES ? 16 : 8
        let cipher = BlockCipher(.tripleDES, key: key)
        let rndB = Array(Self.rndB.prefix(byteCount))
        let card = ISOCard(key: key, rndB: rndB)
        let challenge = AuthenticationChallenge(
            key: .factory(type),
            scheme: .iso,
            encryptedRndB: cipher.encrypt(rndB, iv: cipher.zeroBlock)
        )
        let pending = try MutualAuthentication(challenge, key: key) { Array(Self.rndA.prefix($0)) }
        guard
            case .response(let answer) = card.transmit(
                WrappedAPDU.wrap(0xAF, pending.token)
            )
        else { preconditionFailure("the card always answers") }
        let keys = try pending.complete(cardProof: Array(answer.dropLast(2)))
        #expect(keys == .ev1(type: sessionType, sessionKey: hex(sessionKey)))
    }

    /// `C4 80` and three blocks: key, version, checksum, zeros.
    @Test func `a factory card's DES key becomes AES`() throws {
        let card = ISOCard(key: [UInt8](repeating: 0, count: 8), rndB: Array(Self.rndB.prefix(8)))
        let newKey = hex("0F1E2D3C4B5A69788796A5B4C3D2E1F0")
        let client = DESFireCard(
            card,
            keys: try provider(sharing: [.picc: newKey], rndA: Array(Self.rndA.prefix(8)))
        )
        try client.authenticate(keyNumber: 0, with: .factory(.des), scheme: .iso)
        try client.changeKey(0, from: .factory(.des), to: .shared(.picc), version: 3)
        let command = try #require(card.later.first)
        #expect(command.prefix(6) == hex("90 C4 00 00 19 80")[...])
        let session = BlockCipher(.tripleDES, key: hex("A0A1A2A3 B0B1B2B3"))
        let plain = session.decrypt(
            Array(command.dropFirst(6).dropLast()),
            iv: session.zeroBlock
        )
        let body = newKey + [3]
        #expect(plain == body + CRC32.desfire([0xC4, 0x80] + body) + [0, 0, 0])
    }

    @Test func `a wrong key shows as the card's status`() throws {
        let card = ISOCard(key: [UInt8](repeating: 2, count: 8), rndB: Array(Self.rndB.prefix(8)))
        let client = DESFireCard(card, keys: try provider())
        #expect(throws: DESFireError.status(.authenticationError, command: .authenticateISO)) {
            try client.authenticate(keyNumber: 0, with: .factory(.des), scheme: .iso)
        }
        #expect(!client.isAuthenticated)
    }

    @Test func `a card that cannot answer the proof is not genuine`() throws {
        let transport = ScriptedTransport(authenticationAnswers)
        let card = DESFireCard(transport, keys: try provider())
        #expect(throws: DESFireError.keys(.cardNotGenuine)) {
            try card.authenticate(keyNumber: 0, with: .factory(.aes), scheme: .ev2First)
        }
        #expect(throws: DESFireError.sessionEnded) { try card.commitTransaction() }
    }

    @Test(arguments: AuthenticationScheme.allCases, [0, 1, 7, 8, 15, 17, 32, 33])
    func `challenges and proofs of a wrong length are refused`(
        _ scheme: AuthenticationScheme,
        _ byteCount: Int
    ) throws {
        let type: KeyType = scheme == .iso ? .des : .aes
        let rightCount = scheme == .iso ? 8 : 16
        let wrong = [UInt8](repeating: 0, count: byteCount)
        let keys = try provider()
        if byteCount != rightCount {
            #expect(throws: KeyProviderError.challengeLength(byteCount: byteCount)) {
                _ = try keys.respond(
                    to: .init(key: .factory(type), scheme: scheme, encryptedRndB: wrong)
                )
            }
        }
        let pending = try keys.respond(
            to: .init(
                key: .factory(type),
                scheme: scheme,
                encryptedRndB: [UInt8](repeating: 0, count: rightCount)
            )
        )
        #expect(throws: KeyProviderError.self) { try pending.complete(cardProof: wrong) }
    }

    @Test func `a missing key ends the card's chain before anything else`() throws {
        let transport = ScriptedTransport(
            Array(authenticationAnswers.prefix(1)) + [.response([0x91, 0x7E])]
        )
        let card = DESFireCard(transport, keys: try provider())
        #expect(throws: DESFireError.keys(.noKey(.load))) {
            try card.authenticate(keyNumber: 1, with: .shared(.load), scheme: .aes)
        }
        #expect(transport.commands.last == hex("90 AF 00 00 00"))
    }

    @Test func `a card that ends or prolongs an authentication is malformed`() throws {
        let early = ScriptedTransport(answers: ["00112233445566778899AABBCCDDEEFF9100"])
        let late = ScriptedTransport(
            answers: ["00112233445566778899AABBCCDDEEFF91AF", "0011223391AF"])
        for (transport, status) in [(early, DESFireStatus.ok), (late, .additionalFrame)] {
            let card = DESFireCard(transport, keys: try provider())
            #expect(
                throws: DESFireError.malformedAnswer(
                    .unexpectedStatus(status),
                    command: .authenticateAES
                )
            ) { try card.authenticate(keyNumber: 0, with: .factory(.aes), scheme: .aes) }
        }
    }
}

import Cryptography
import Testing

@testable import VirtualCard

/// How the terminal of these tests sends and expects data.
enum TestMode: Sendable { case plain, mac, full }

/// An answer after its protection was checked and taken off.
struct TestAnswer: Equatable {
    var status: UInt8
    var data: [UInt8] = []

    static func status(_ status: UInt8) -> Self { Self(status: status) }
    static let done = Self(status: 0x00)
}

/// The other side of the card, for its tests only: written from the rules of the messages, with the
/// ciphers as all that it shares with the card.
struct TestTerminal {
    var card: VirtualCard
    var channel: (any TestChannel)?

    init(_ card: VirtualCard) { self.card = card }

    /// A terminal before a blank card with an AES application of four keys, which is selected.
    init(application settings: UInt8 = 0xEF, model: CardModel = .ev2, keyType: UInt8 = 0x80) {
        self.init(VirtualCard(memory: CardMemory(blank: model)))
        send("CA 4230F5", [settings, keyType | 4])
        send("5A 4230F5")
    }

    /// Sends a native command, digits and then bytes, as it is; follows AF in both directions.
    @discardableResult
    mutating func send(_ digits: String, _ more: [UInt8] = []) -> TestAnswer {
        let bytes = hex(digits) + more
        var rest = bytes.dropFirst()
        var answer = exchange(bytes[0], Array(rest.prefix(54)))
        rest = rest.dropFirst(54)
        while !rest.isEmpty, answer == .status(0xAF) {
            answer = exchange(0xAF, Array(rest.prefix(54)))
            rest = rest.dropFirst(54)
        }
        while answer.status == 0xAF {
            let next = exchange(0xAF, [])
            answer = TestAnswer(status: next.status, data: answer.data + next.data)
        }
        return answer
    }

    private mutating func exchange(_ instruction: UInt8, _ data: [UInt8]) -> TestAnswer {
        let body = data.isEmpty ? [] : [UInt8(data.count)] + data
        let answer = card.process([0x90, instruction, 0, 0] + body + [0])
        return TestAnswer(status: answer[answer.count - 1], data: answer.dropLast(2))
    }

    /// Sends a command through the session, if there is one.
    @discardableResult
    mutating func secure(
        _ clear: String,
        protected: [UInt8] = [],
        _ mode: TestMode = .mac,
        answer answerMode: TestMode = .mac,
        answerBytes: Int = 0
    ) throws -> TestAnswer {
        guard var session = channel else { return send(clear, protected) }
        let message = session.protect(hex(clear), protected, mode)
        let answer = send("", message)
        guard answer.status == 0 else {
            channel = nil
            return answer
        }
        defer { channel = session }
        let data = session.open(answer.data, answerMode, answerBytes)
        return TestAnswer(status: 0, data: try #require(data, "the protection is wrong"))
    }

    /// Authenticates and opens a session; gives the status of the last frame.
    mutating func authenticate(_ instruction: UInt8, _ keyNumber: UInt8, _ key: CardKey) -> UInt8 {
        let former = channel as? TestEV2Channel
        channel = nil
        let isEV2 = instruction == 0x71 || instruction == 0x77
        let cipher = key.cipher
        let length: [UInt8] = instruction == 0x71 ? [0x00] : []
        let challenge = exchange(instruction, [keyNumber] + length)
        guard challenge.status == 0xAF else { return challenge.status }
        let cardRandom = cipher.decrypt(challenge.data, iv: cipher.zeroBlock)
        let random = SecureRandom.bytes(cardRandom.count)
        let chained = Array(challenge.data.suffix(cipher.blockSize))
        let proof = cipher.encrypt(
            random + cardRandom.dropFirst() + cardRandom.prefix(1),
            iv: isEV2 ? cipher.zeroBlock : chained
        )
        let answer = exchange(0xAF, proof)
        guard answer.status == 0 else { return answer.status }
        let last = Array(proof.suffix(cipher.blockSize))
        let plain = cipher.decrypt(answer.data, iv: isEV2 ? cipher.zeroBlock : last)
        let returned = instruction == 0x71 ? Array(plain[4..<20]) : plain
        #expect(returned == Array(random.dropFirst() + random.prefix(1)), "not a genuine card")
        switch instruction {
        case 0x71:
            channel = TestEV2Channel(key, random, cardRandom, Array(plain.prefix(4)), 0)
        case 0x77:
            channel = former.map {
                TestEV2Channel(key, random, cardRandom, $0.identifier, $0.counter)
            }
        default: channel = TestEV1Channel(key, random, cardRandom)
        }
        return 0
    }
}

extension CardKey {
    /// An AES key whose bytes are all the same.
    static func aes(_ byte: UInt8, version: UInt8 = 0) -> Self {
        Self(type: .aes, bytes: [UInt8](repeating: byte, count: 16), version: version)
    }
}

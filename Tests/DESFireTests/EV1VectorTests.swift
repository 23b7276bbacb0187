import Cryptography
import TestSupport
import Testing

@testable import DESFire

@Suite struct `Vectors of EV1` {
    @Test(arguments: try CardVectors.ofKind("ev1-auth-aes"))
    func `AES authentication proves both sides`(_ vector: CardVector) throws {
        let inputs = vector.inputs
        let rndA = try inputs.bytes("rndA")
        let challenge = AuthenticationChallenge(
            key: .shared(.load),
            scheme: .aes,
            encryptedRndB: try inputs.bytes("ekRndB")
        )
        let pending = try MutualAuthentication(challenge, key: try inputs.bytes("key")) { _ in rndA
        }
        #expect(pending.rndB == (try vector.expected.bytes("rndB")))
        #expect(pending.token == (try vector.expected.bytes("hostProof")))
        let proof = try vector.expected.bytes("cardProof")
        let sessionKey = try vector.expected.bytes("sessionKey")
        #expect(
            try pending.complete(cardProof: proof) == .ev1(type: .aes, sessionKey: sessionKey)
        )
        for forged in variants(of: proof) {
            #expect(throws: KeyProviderError.cardNotGenuine) {
                try pending.complete(cardProof: forged)
            }
        }
    }

    @Test(arguments: try CardVectors.ofKind("ev1-frames"))
    func `commands are built and answers opened in one session`(_ vector: CardVector) throws {
        let sessionKey = try vector.inputs.bytes("sessionKey")
        let type: KeyType =
            switch sessionKey.count {
            case 8: .des
            case 24: .threeKeyTripleDES
            default: .aes
            }
        try play(vector, EV1Channel(type: type, sessionKey: sessionKey))
    }

    @Test(arguments: try CardVectors.ofKind("ev1-changekey"))
    func `a key change is enciphered with its checksums`(_ vector: CardVector) throws {
        let inputs = vector.inputs
        let sessionKey = try inputs.bytes("sessionKey")
        let iv = try inputs.bytes("iv")
        let header = try inputs.bytes("header")
        let instruction = try #require(Instruction(rawValue: try inputs.byte("cmd")))
        let change = try keyChange(
            inputs,
            instruction,
            header,
            .ev1(type: .aes, sessionKey: sessionKey, iv: iv)
        )
        let command = header + (try vectorProvider(inputs).newKeyCryptogram(change))
        #expect(command == (try vector.expected.bytes("command")))

        let plain = BlockCipher(.aes128, key: sessionKey)
            .decrypt(Array(command.dropFirst(header.count)), iv: iv)
        let newKey = try inputs.bytes("newKey")
        let oldKey =
            inputs.has("oldKey") ? try inputs.bytes("oldKey") : [UInt8](repeating: 0, count: 16)
        #expect(zip(plain, oldKey).map { $0 ^ $1 } == newKey)
        #expect(plain[16] == (try inputs.number("newVersion")))
    }
}

/// A provider whose load key is the vector's new key and whose meter key is its old one.
func vectorProvider(_ inputs: VectorFields) throws -> SoftwareKeyProvider {
    var keys: [KeyRole: [UInt8]] = [.load: try inputs.bytes("newKey")]
    if inputs.has("oldKey") { keys[.meter] = try inputs.bytes("oldKey") }
    return try provider(sharing: keys)
}

func keyChange(
    _ inputs: VectorFields,
    _ instruction: Instruction,
    _ header: [UInt8],
    _ encipherment: SessionEncipherment
) throws -> KeyChange {
    KeyChange(
        instruction: instruction,
        header: header,
        newKey: .shared(.load),
        newVersion: try inputs.number("newVersion"),
        oldKey: inputs.has("oldKey") ? .shared(.meter) : nil,
        encipherment: encipherment
    )
}

/// Builds each command and opens each answer of a session; a changed answer must be refused.
func play(_ vector: CardVector, _ start: some SecureChannel) throws {
    var channel = start
    let steps = try vector.inputs.list("steps")
    let expected = try vector.expected.list("steps")
    try #require(steps.count == expected.count)
    for (step, expected) in zip(steps, expected) {
        let command = try channel.protect(
            try step.byte("cmd"),
            header: try step.bytes("header"),
            data: try step.bytes("data"),
            mode: try CommunicationMode(vector: try step.text("commandMode"))
        )
        #expect(command == (try expected.bytes("command")))
        let mode = try CommunicationMode(vector: try step.text("responseMode"))
        let answer = try expected.bytes("response")
        let data = try step.bytes("responseData")
        for refused in (mode == .plain ? [] : variants(of: answer)) {
            var attacked = channel
            #expect(throws: SecureChannelError.integrity) {
                try attacked.open(refused, mode: mode, length: .exactly(data.count))
            }
        }
        for count in 0..<answer.count {
            var attacked = channel
            #expect(throws: SecureChannelError.self) {
                let short = Array(answer.prefix(count))
                return try attacked.open(short, mode: mode, length: .exactly(data.count))
            }
        }
        #expect(try channel.open(answer, mode: mode, length: .exactly(data.count)) == data)
    }
}

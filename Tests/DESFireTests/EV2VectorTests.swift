import Cryptography
import TestSupport
import Testing

@testable import DESFire

@Suite struct `Vectors of EV2` {
    @Test(arguments: try CardVectors.ofKind("ev2-auth-first"))
    func `the first authentication proves both sides`(_ vector: CardVector) throws {
        let inputs = vector.inputs
        let expected = vector.expected
        let rndA = try inputs.bytes("rndA")
        let key = try inputs.bytes("key")
        let challenge = AuthenticationChallenge(
            key: .shared(.load),
            scheme: .ev2First,
            encryptedRndB: try inputs.bytes("ekRndB"),
            capabilities: try inputs.bytes("pcdCap")
        )
        let pending = try MutualAuthentication(challenge, key: key) { _ in rndA }
        #expect(pending.token == (try expected.bytes("hostProof")))
        if expected.has("rndB") { #expect(pending.rndB == (try expected.bytes("rndB"))) }

        let answer = try inputs.bytes("cardResponse")
        let keys = try pending.complete(cardProof: answer)
        guard case .ev2First(let encipherment, let mac, let identifier) = keys else {
            Issue.record("no EV2 keys")
            return
        }
        #expect(identifier == (try expected.bytes("ti")))
        if expected.has("sesAuthEnc") {
            #expect(encipherment == (try expected.bytes("sesAuthEnc")))
            #expect(mac == (try expected.bytes("sesAuthMac")))
        }
        if expected.has("sv1") {
            let cmac = CMAC(BlockCipher(.aes128, key: key))
            #expect(encipherment == cmac.code(try expected.bytes("sv1")))
        }
        try checkCapabilities(vector, BlockCipher(.aes128, key: key))
        for forged in variants(of: answer) {
            #expect(throws: KeyProviderError.cardNotGenuine) {
                try pending.complete(cardProof: forged)
            }
        }
    }

    /// The capability bytes as they stand in the card's answer.
    private func checkCapabilities(_ vector: CardVector, _ cipher: BlockCipher) throws {
        let plain = cipher.decrypt(
            try vector.inputs.bytes("cardResponse"),
            iv: cipher.zeroBlock
        )
        for (name, range) in [("pdCap2", 20..<26), ("pcdCap2", 26..<32)]
        where vector.expected.has(name) {
            #expect(Array(plain[range]) == (try vector.expected.bytes(name)))
        }
    }

    @Test(arguments: try CardVectors.ofKind("ev2-auth-first"))
    func `a card that echoes other capabilities is refused`(_ vector: CardVector) throws {
        let rndA = try vector.inputs.bytes("rndA")
        let sent = try vector.inputs.bytes("pcdCap")
        let challenge = AuthenticationChallenge(
            key: .shared(.load),
            scheme: .ev2First,
            encryptedRndB: try vector.inputs.bytes("ekRndB"),
            capabilities: sent.isEmpty ? [0x01] : []
        )
        let pending = try MutualAuthentication(challenge, key: try vector.inputs.bytes("key")) {
            _ in rndA
        }
        let answer = try vector.inputs.bytes("cardResponse")
        #expect(throws: KeyProviderError.cardNotGenuine) {
            try pending.complete(cardProof: answer)
        }
    }

    @Test(arguments: try CardVectors.ofKind("ev2-session-keys"))
    func `session keys mix both random numbers`(_ vector: CardVector) throws {
        let keys = MutualAuthentication.ev2SessionKeys(
            key: try vector.inputs.bytes("key"),
            rndA: try vector.inputs.bytes("rndA"),
            rndB: try vector.inputs.bytes("rndB")
        )
        #expect(keys.encipherment == (try vector.expected.bytes("sesAuthEnc")))
        #expect(keys.mac == (try vector.expected.bytes("sesAuthMac")))
    }

    @Test(arguments: try CardVectors.ofKind("ev2-iv"))
    func `the vector of a message comes from the counter`(_ vector: CardVector) throws {
        let direction: EV2Channel.Direction =
            switch try vector.inputs.text("direction") {
            case "command": .request
            case "response": .answer
            case let other: throw VectorError(reason: "no direction: \(other)")
            }
        let channel = try channel(vector.inputs)
        #expect(channel.initialVector(of: direction) == (try vector.expected.bytes("iv")))
    }

    @Test(arguments: try CardVectors.ofKind("ev2-response-decrypt"))
    func `an answer is deciphered under the next counter`(_ vector: CardVector) throws {
        let iv = try channel(vector.inputs).initialVector(of: .answer)
        let plain = BlockCipher(.aes128, key: try vector.inputs.bytes("sesAuthEnc"))
            .decrypt(try vector.inputs.bytes("ciphertext"), iv: iv)
        #expect(plain == (try vector.expected.bytes("plaintext")))
    }

    @Test(arguments: try CardVectors.ofKind("ev2-frames"))
    func `commands are built and answers opened in one session`(_ vector: CardVector) throws {
        try play(vector, try channel(vector.inputs))
    }

    @Test(arguments: try CardVectors.ofKind("ev2-changekey"))
    func `a key change carries what its MAC does not prove`(_ vector: CardVector) throws {
        let inputs = vector.inputs
        try #require(vector.expected.has("plaintext") || vector.expected.has("command"))
        if vector.expected.has("plaintext") {
            let plaintext = KeyChangePlaintext(
                newKey: try inputs.bytes("newKey"),
                version: try inputs.number("newVersion"),
                oldKey: inputs.has("oldKey") ? try inputs.bytes("oldKey") : nil
            )
            #expect(plaintext.ev2 == (try vector.expected.bytes("plaintext")))
        }
        if vector.expected.has("command") {
            var channel = try channel(inputs)
            let header = try inputs.bytes("header")
            let code = inputs.has("cmd") ? try inputs.byte("cmd") : Instruction.changeKey.rawValue
            let instruction = try #require(Instruction(rawValue: code))
            let change = try keyChange(inputs, instruction, header, channel.encipherment)
            let cryptogram = try vectorProvider(inputs).newKeyCryptogram(change)
            let command = try channel.protect(code, header: header, cryptogram: cryptogram)
            #expect(command == (try vector.expected.bytes("command")))
        }
    }

    /// Keys that a vector does not name are of no consequence to it.
    private func channel(_ inputs: VectorFields) throws -> EV2Channel {
        EV2Channel(
            encipherment: try inputs.bytes("sesAuthEnc"),
            mac: inputs.has("sesAuthMac")
                ? try inputs.bytes("sesAuthMac") : [UInt8](repeating: 0, count: 16),
            transactionIdentifier: try inputs.bytes("ti"),
            counter: try inputs.number("cmdCtr")
        )
    }
}

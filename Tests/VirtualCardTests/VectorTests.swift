import Cryptography
import Testing

@testable import VirtualCard

/// The card's side of what public documents and recordings say.
@Suite struct VectorTests {
    @Test(arguments: try CardVector.all("topup-transcript"))
    func `a recorded top-up plays byte for byte`(_ vector: CardVector) throws {
        let exchanges = try #require(vector.expected.exchanges)
        var card = try Self.cardOfTranscript(vector)
        for exchange in exchanges {
            #expect(
                card.process(hex(exchange.command)).hexadecimal == exchange.response,
                "answer to \(exchange.command)"
            )
        }
        let application = card.memory.applications[0]
        let amount = try #require(vector.inputs.balance) + (try #require(vector.inputs.amount))
        guard case .value(let value) = application.files[0].content,
            case .backup(let data) = application.files[1].content,
            case .cyclic(let log) = application.files[2].content
        else {
            Issue.record("the files changed their types")
            return
        }
        #expect(value.value == amount)
        #expect(data.hexadecimal == vector.inputs.lastLoad)
        #expect(log.records.map(\.hexadecimal) == [vector.inputs.record])
        #expect(application.keys[1].bytes.hexadecimal == vector.inputs.newKey)
        #expect(application.keys[1].version == vector.inputs.newVersion)
    }

    /// The issued card that the recording begins with.
    static func cardOfTranscript(_ vector: CardVector) throws -> VirtualCard {
        let inputs = vector.inputs
        let key = CardKey(
            type: .aes,
            bytes: hex(try #require(vector.expected.diversifiedKey)),
            version: 0
        )
        var application = Application(
            identifier: ApplicationIdentifier(number: try #require(inputs.aid)),
            settings: KeySettings(byte: 0xEF),
            keyType: .aes,
            usesISOIdentifiers: false,
            keys: [.zero(.aes), key, .zero(.aes)],
            isoIdentifier: nil,
            name: []
        )
        let rights = AccessRights(word: 0xF210)
        let record = hex(try #require(inputs.record))
        let data = hex(try #require(inputs.lastLoad))
        application.files = [
            CardFile(
                number: 1,
                isoIdentifier: nil,
                modeByte: 3,
                rights: rights,
                content: .value(
                    ValueFile(
                        lowerLimit: 0,
                        upperLimit: 1_000_000,
                        value: try #require(inputs.balance),
                        flags: 0
                    )
                )
            ),
            CardFile(
                number: 2,
                isoIdentifier: nil,
                modeByte: 3,
                rights: rights,
                content: .backup([UInt8](repeating: 0, count: data.count))
            ),
            CardFile(
                number: 3,
                isoIdentifier: nil,
                modeByte: 1,
                rights: rights,
                content: .cyclic(RecordFile(recordBytes: record.count, limit: 9))
            ),
        ]
        var memory = CardMemory(
            blank: inputs.channel == "ev1" ? .ev1 : .ev2,
            uid: hex(try #require(inputs.uid))
        )
        memory.applications = [application]
        let challenge = hex(try #require(inputs.rndB))
        let identifier = hex(inputs.ti ?? "00000000")
        return VirtualCard(memory: memory) { $0 == 4 ? identifier : challenge }
    }

    @Test(arguments: try CardVector.all("ev1-auth-aes"))
    func `AuthenticateAES gives the published proof`(_ vector: CardVector) throws {
        var memory = CardMemory(blank: .ev1, masterKey: .aes)
        memory.masterKey = CardKey(
            type: .aes,
            bytes: hex(try #require(vector.inputs.key)),
            version: 0
        )
        let challenge = hex(try #require(vector.expected.rndB))
        var card = VirtualCard(memory: memory) { _ in challenge }
        let cryptogram = card.process(hex("90AA0000010000"))
        #expect(cryptogram.hexadecimal == (try #require(vector.inputs.ekRndB)) + "91AF")
        let proof = card.process(
            hex("90AF000020" + (try #require(vector.expected.hostProof)) + "00")
        )
        #expect(proof.hexadecimal == (try #require(vector.expected.cardProof)) + "9100")
    }

    @Test(arguments: try CardVector.all("ev2-auth-first"))
    func `AuthenticateEV2First gives the published proof`(_ vector: CardVector) throws {
        // One vector comes from a card with capabilities of its own, which this card has not.
        let hasOwnCapabilities = vector.expected.pdCap2.map { $0 != "000000000000" } ?? false
        var memory = CardMemory(blank: .ev2)
        let key = CardKey(type: .aes, bytes: hex(try #require(vector.inputs.key)), version: 0)
        memory.applications = [
            Application(
                identifier: ApplicationIdentifier(number: 1),
                settings: .factory,
                keyType: .aes,
                usesISOIdentifiers: false,
                keys: [CardKey](repeating: key, count: 4),
                isoIdentifier: nil,
                name: []
            )
        ]
        let challenge = BlockCipher(.aes128, key: key.bytes).decrypt(
            hex(try #require(vector.inputs.ekRndB)),
            iv: [UInt8](repeating: 0, count: 16)
        )
        let identifier = hex(try #require(vector.expected.ti))
        var card = VirtualCard(memory: memory) { $0 == 4 ? identifier : challenge }
        _ = card.process(hex("905A00000301000000"))
        let capabilities = hex(try #require(vector.inputs.pcdCap))
        let data = [try #require(vector.inputs.keyNo), UInt8(capabilities.count)] + capabilities
        let first = card.process([0x90, 0x71, 0, 0, UInt8(data.count)] + data + [0])
        #expect(first.hexadecimal == (try #require(vector.inputs.ekRndB)) + "91AF")
        let second = card.process(
            hex("90AF000020" + (try #require(vector.expected.hostProof)) + "00")
        )
        let published = try #require(vector.inputs.cardResponse) + "9100"
        // The first cipher block holds identifier and proof, before any capabilities.
        if hasOwnCapabilities {
            #expect(second.prefix(16).hexadecimal == String(published.prefix(32)))
        } else {
            #expect(second.hexadecimal == published)
        }
    }

    @Test(arguments: try CardVector.all("ev2-session-keys") + CardVector.all("ev2-auth-first"))
    func `EV2 session keys are the published ones`(_ vector: CardVector) throws {
        let random = vector.inputs.rndB ?? vector.expected.rndB
        guard let expected = vector.expected.sesAuthEnc, let random else { return }
        let key = CardKey(type: .aes, bytes: hex(try #require(vector.inputs.key)), version: 0)
        let keys = EV2SessionKeys(
            key: key,
            terminal: hex(try #require(vector.inputs.rndA)),
            card: hex(random)
        )
        #expect(keys.encryption.hexadecimal == expected)
        #expect(keys.authentication.hexadecimal == vector.expected.sesAuthMac)
    }
}

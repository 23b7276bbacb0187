import Cryptography
import DESFire
import Testing

@Suite struct `Keys in software` {
    private static let master = hex("00112233445566778899AABBCCDDEEFF")
    private static let uid = hex("04782E21801D80")

    /// The cryptogram of a key change shows which key a reference names.
    private func key(
        _ reference: KeyReference,
        _ provider: SoftwareKeyProvider
    ) throws -> [UInt8] {
        let session = KnownSession.encipherment
        let cipher = BlockCipher(.aes128, key: session)
        let cryptogram = try provider.newKeyCryptogram(
            KeyChange(
                instruction: .changeKey,
                header: [0],
                newKey: reference,
                newVersion: 0,
                oldKey: nil,
                encipherment: .ev2(encipherment: session, iv: cipher.zeroBlock)
            )
        )
        return Array(cipher.decrypt(cryptogram, iv: cipher.zeroBlock).prefix(16))
    }

    @Test func `are diversified over UID, application and system identifier`() throws {
        let keys = try provider(masters: [.load: Self.master])
        let reference = KeyReference.diversified(.load, uid: Self.uid, application: 0xF53042)
        #expect(try key(reference, keys) == hex("67DD31983C94747EBA29358406EFC29E"))
    }

    @Test func `of the factory are zeros`() throws {
        #expect(try key(.factory(.aes), provider()) == [UInt8](repeating: 0, count: 16))
    }

    @Test(arguments: [("", 10), ("kiosk", 15), ("0123456789012345678901", 32)])
    func `are refused for an input of the wrong length`(_ system: String, _ count: Int) throws {
        let keys = try provider(masters: [.load: Self.master], systemIdentifier: system)
        #expect(throws: KeyProviderError.diversificationLength(byteCount: count)) {
            try key(.diversified(.load, uid: Self.uid, application: 1), keys)
        }
    }

    @Test(arguments: ["kiosk1", "012345678901234567890"])
    func `take system identifiers of 6 to 21 bytes`(_ system: String) throws {
        let keys = try provider(masters: [.load: Self.master], systemIdentifier: system)
        let derived = try key(.diversified(.load, uid: Self.uid, application: 1), keys)
        #expect(derived.count == 16)
    }

    @Test func `of another role are not used instead`() throws {
        let keys = try provider(sharing: [.picc: Self.master], masters: [.load: Self.master])
        #expect(throws: KeyProviderError.noKey(.meter)) {
            try key(.diversified(.meter, uid: Self.uid, application: 1), keys)
        }
        #expect(throws: KeyProviderError.noKey(.load)) { try key(.shared(.load), keys) }
        #expect(throws: KeyProviderError.noKey(.picc)) {
            try key(.diversified(.picc, uid: Self.uid, application: .picc), keys)
        }
    }

    @Test(arguments: [0, 15, 17, 24])
    func `of a wrong length are refused at once`(_ count: Int) {
        let wrong = [UInt8](repeating: 0, count: count)
        #expect(throws: KeyProviderError.keyLength(.meter, byteCount: count)) {
            try provider(masters: [.meter: wrong])
        }
        #expect(throws: KeyProviderError.keyLength(.picc, byteCount: count)) {
            try provider(sharing: [.picc: wrong])
        }
    }

    @Test func `of different lengths do not combine`() throws {
        let keys = try provider()
        #expect(throws: KeyProviderError.keysDoNotCombine) {
            try keys.newKeyCryptogram(
                KeyChange(
                    instruction: .changeKey,
                    header: [1],
                    newKey: .factory(.threeKeyTripleDES),
                    newVersion: 0,
                    oldKey: .factory(.aes),
                    encipherment: .ev2(
                        encipherment: Self.master,
                        iv: [UInt8](repeating: 0, count: 16)
                    )
                )
            )
        }
    }

    @Test(arguments: [
        (AuthenticationScheme.iso, KeyType.aes), (.aes, .des), (.ev2First, .des),
        (.ev2NonFirst, .des),
    ])
    func `are not used in a scheme of another kind`(
        _ scheme: AuthenticationScheme,
        _ type: KeyType
    ) throws {
        let keys = try provider()
        #expect(throws: KeyProviderError.schemeMismatch(scheme, type)) {
            _ = try keys.respond(
                to: .init(
                    key: .factory(type),
                    scheme: scheme,
                    encryptedRndB: [UInt8](repeating: 0, count: 16)
                )
            )
        }
    }

    @Test func `and sessions show nothing of themselves`() throws {
        let secret: [UInt8] = [UInt8](repeating: 0xD7, count: 16)
        let keys = try SoftwareKeyProvider(
            masters: [.load: secret],
            shared: [.load: secret],
            systemIdentifier: "kiosk-1",
            random: { [UInt8](repeating: 0xD7, count: $0) }
        )
        let pending = try keys.respond(
            to: .init(key: .shared(.load), scheme: .aes, encryptedRndB: secret)
        )
        let sessionKeys = SessionKeys.ev1(type: .aes, sessionKey: secret)
        let ev1 = EV1Channel(type: .aes, sessionKey: secret)
        let ev2 = EV2Channel(
            encipherment: secret,
            mac: secret,
            transactionIdentifier: [0xD7, 0xD7, 0xD7, 0xD7]
        )
        let change = KeyChange(
            instruction: .changeKey,
            header: [],
            newKey: .shared(.load),
            newVersion: 0,
            oldKey: nil,
            encipherment: ev1.encipherment
        )
        let card = DESFireCard(ScriptedTransport([]), keys: keys)
        for value in [keys, pending, sessionKeys, ev1, ev2, change, card] as [Any] {
            var dumped = ""
            dump(value, to: &dumped)
            for text in ["\(value)", String(reflecting: value), dumped] {
                #expect(!text.contains("215") && !text.uppercased().contains("D7D7"))
            }
        }
    }
}

import Cryptography
import DESFire
import TestSupport
import Testing

@testable import DESFire

@Suite struct `Vectors of keys and checksums` {
    @Test(arguments: try CardVectors.ofKind("an10922-aes128"))
    func `AES keys are diversified`(_ vector: CardVector) throws {
        let master = try vector.inputs.bytes("masterKey")
        let key = AN10922.aes128(master: master, input: try vector.inputs.bytes("divInput"))
        #expect(key == (try vector.expected.bytes("diversifiedKey")))
        try check(CMAC(BlockCipher(.aes128, key: master)), vector)
    }

    @Test(arguments: try CardVectors.ofKind("an10922-tdes"))
    func `triple DES keys are diversified`(_ vector: CardVector) throws {
        let master = try vector.inputs.bytes("masterKey")
        let input = try vector.inputs.bytes("divInput")
        let key =
            switch try vector.inputs.text("variant") {
            case "2k3des": AN10922.twoKeyTripleDES(master: master, input: input)
            case "3k3des": AN10922.threeKeyTripleDES(master: master, input: input)
            case let other: throw VectorError(reason: "no variant of triple DES: \(other)")
            }
        #expect(key == (try vector.expected.bytes("diversifiedKey")))
        try check(CMAC(BlockCipher(.tripleDES, key: master)), vector)
    }

    private func check(_ cmac: CMAC, _ vector: CardVector) throws {
        if vector.expected.has("k1") { #expect(cmac.subkey1 == (try vector.expected.bytes("k1"))) }
        if vector.expected.has("k2") { #expect(cmac.subkey2 == (try vector.expected.bytes("k2"))) }
    }

    @Test(arguments: try CardVectors.ofKind("crc32"))
    func `checksums are DESFire's`(_ vector: CardVector) throws {
        let checksum = CRC32.desfire(try vector.inputs.bytes("data"))
        #expect(checksum == (try vector.expected.bytes("crc")))
    }

    @Test(arguments: try CardVectors.ofKind("tmac-session-keys"))
    func `transaction MAC keys come from the counter`(_ vector: CardVector) throws {
        let keys = TransactionMAC(
            key: try vector.inputs.bytes("key"),
            uid: try vector.inputs.bytes("uid"),
            counter: try vector.inputs.number("counter")
        )
        #expect(keys.macKey == (try vector.expected.bytes("mac")))
        #expect(keys.enciphermentKey == (try vector.expected.bytes("enc")))
    }

    @Test(arguments: try CardVectors.ofKind("tmac-value"))
    func `transaction MAC values are the odd bytes`(_ vector: CardVector) throws {
        let value = TransactionMAC.value(
            of: try vector.inputs.bytes("input"),
            macKey: try vector.inputs.bytes("sessionMacKey")
        )
        #expect(value == (try vector.expected.bytes("tmv")))
    }

    /// The three keys come from the three constants, each a CMAC where the input fills the block.
    @Test func `a three-key triple DES key has three parts`() {
        let master = hex("00112233445566778899AABBCCDDEEFF 0102030405060708")
        let input = hex("04782E21801D803042F54E58502041")
        let cmac = CMAC(BlockCipher(.tripleDES, key: master))
        let parts = [0x31, 0x32, 0x33].flatMap { cmac.code([$0] + input) }
        #expect(AN10922.threeKeyTripleDES(master: master, input: input) == parts)
    }
}

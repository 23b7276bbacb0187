import Cryptography
import Testing

@Suite struct `Message codes` {
    struct Example: Sendable {
        let algorithm: BlockCipher.Algorithm
        let key: String
        let byteCount: Int
        let code: String
    }

    private static let aesKey = "2B7E151628AED2A6ABF7158809CF4F3C"
    private static let threeKeys = "8AA83BF8CBDA1062 0BC1BF19FBB6CD58 BC313D4A371CA8B5"
    private static let twoKeys = "4CF15134A2850DD5 8A3D10BA80570D38"

    /// RFC 4493 section 4 and NIST SP 800-38B appendix D: lengths of the common plaintext.
    static let examples = [
        Example(
            algorithm: .aes128,
            key: aesKey,
            byteCount: 0,
            code: "BB1D6929E95937287FA37D129B756746"
        ),
        Example(
            algorithm: .aes128,
            key: aesKey,
            byteCount: 16,
            code: "070A16B46B4D4144F79BDD9DD04A287C"
        ),
        Example(
            algorithm: .aes128,
            key: aesKey,
            byteCount: 40,
            code: "DFA66747DE9AE63030CA32611497C827"
        ),
        Example(
            algorithm: .aes128,
            key: aesKey,
            byteCount: 64,
            code: "51F0BEBF7E3B9D92FC49741779363CFE"
        ),
        Example(algorithm: .tripleDES, key: threeKeys, byteCount: 0, code: "B7A688E122FFAF95"),
        Example(algorithm: .tripleDES, key: threeKeys, byteCount: 8, code: "8E8F293136283797"),
        Example(algorithm: .tripleDES, key: threeKeys, byteCount: 20, code: "743DDBE0CE2DC2ED"),
        Example(algorithm: .tripleDES, key: threeKeys, byteCount: 32, code: "33E6B1092400EAE5"),
        Example(algorithm: .tripleDES, key: twoKeys, byteCount: 0, code: "BD2EBF9A3BA00361"),
        Example(algorithm: .tripleDES, key: twoKeys, byteCount: 8, code: "4FF2AB813C53CE83"),
        Example(algorithm: .tripleDES, key: twoKeys, byteCount: 20, code: "62DD1B471902BD4E"),
        Example(algorithm: .tripleDES, key: twoKeys, byteCount: 32, code: "31B1E431DABC4EB8"),
    ]

    @Test(arguments: examples) func `matches the published examples`(_ example: Example) {
        let cmac = CMAC(BlockCipher(example.algorithm, key: hex(example.key)))
        #expect(cmac.code(Array(nistMessage.prefix(example.byteCount))) == hex(example.code))
    }

    @Test func `subkeys are those of RFC 4493`() {
        let cmac = CMAC(BlockCipher(.aes128, key: hex(Self.aesKey)))
        #expect(cmac.subkey1 == hex("FBEED618357133667C85E08F7236A8DE"))
        #expect(cmac.subkey2 == hex("F7DDAC306AE266CCF90BC11EE46D513B"))
    }

    /// Whole blocks before the last one only move the vector.
    @Test func `a code can be continued from the block before`() {
        let cipher = BlockCipher(.aes128, key: hex(Self.aesKey))
        let cmac = CMAC(cipher)
        let head = Array(nistMessage.prefix(48))
        let iv = Array(cipher.encrypt(head, iv: cipher.zeroBlock).suffix(16))
        #expect(cmac.code(Array(nistMessage.suffix(16)), iv: iv) == cmac.code(nistMessage))
    }

    @Test(arguments: [
        ("", "80000000"), ("01", "01800000"), ("010203", "01020380"),
        ("01020304", "0102030480000000"),
    ])
    func `padding is 80 and zeros, always`(_ message: String, _ padded: String) {
        #expect(CMAC.padded(hex(message), to: 4) == hex(padded))
    }
}

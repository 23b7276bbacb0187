import Cryptography
import Testing

/// Bytes from digits in a test's own text; spaces may stand between them.
func hex(_ text: String) -> [UInt8] {
    guard let bytes = [UInt8](hexadecimal: text.filter { $0 != " " }) else {
        preconditionFailure("not hexadecimal: \(text)")
    }
    return bytes
}

/// The plaintext of most examples in NIST SP 800-38A and 800-38B.
let nistMessage = hex(
    "6BC1BEE22E409F96E93D7E117393172A AE2D8A571E03AC9C9EB76FAC45AF8E51"
        + "30C81C46A35CE411E5FBC1191A0A52EF F69F2445DF4F9B17AD2B417BE66C3710"
)

@Suite struct `Block ciphers` {
    @Test func `AES-128 enciphers one block as in FIPS 197`() {
        let cipher = BlockCipher(.aes128, key: hex("000102030405060708090A0B0C0D0E0F"))
        let block = hex("00112233445566778899AABBCCDDEEFF")
        #expect(cipher.encryptBlock(block) == hex("69C4E0D86A7B0430D8CDB78070B4C55A"))
        #expect(cipher.blockSize == 16)
    }

    @Test func `AES-128 chains blocks as in SP 800-38A`() {
        let cipher = BlockCipher(.aes128, key: hex("2B7E151628AED2A6ABF7158809CF4F3C"))
        let iv = hex("000102030405060708090A0B0C0D0E0F")
        let enciphered = hex(
            "7649ABAC8119B246CEE98E9B12E9197D 5086CB9B507219EE95DB113A917678B2"
                + "73BED6B8E3C1743B7116E69E22229516 3FF1CAA1681FAC09120ECA307586E1A7"
        )
        #expect(cipher.encrypt(nistMessage, iv: iv) == enciphered)
        #expect(cipher.decrypt(enciphered, iv: iv) == nistMessage)
    }

    @Test func `three-key triple DES is that of SP 800-67`() {
        let cipher = BlockCipher(
            .tripleDES,
            key: hex("0123456789ABCDEF 23456789ABCDEF01 456789ABCDEF0123")
        )
        let blocks = [
            ("5468652071756663", "A826FD8CE53B855F"), ("6B2062726F776E20", "CCE21C8112256FE6"),
            ("666F78206A756D70", "68D5C05DD9B6B900"),
        ]
        for (plain, enciphered) in blocks {
            #expect(cipher.encryptBlock(hex(plain)) == hex(enciphered))
        }
        #expect(cipher.blockSize == 8)
    }

    @Test func `a key of eight bytes is single DES`() {
        let cipher = BlockCipher(.tripleDES, key: hex("133457799BBCDFF1"))
        #expect(cipher.encryptBlock(hex("0123456789ABCDEF")) == hex("85E813540F0AB405"))
    }

    @Test func `two keys are three with the first again at the end`() {
        let two = BlockCipher(.tripleDES, key: hex("0123456789ABCDEF FEDCBA9876543210"))
        let three = BlockCipher(
            .tripleDES,
            key: hex("0123456789ABCDEF FEDCBA9876543210 0123456789ABCDEF")
        )
        let message = hex("00112233445566778899AABBCCDDEEFF")
        let iv = hex("0102030405060708")
        #expect(two.encrypt(message, iv: iv) == three.encrypt(message, iv: iv))
        #expect(two.decrypt(two.encrypt(message, iv: iv), iv: iv) == message)
    }

    @Test func `nothing enciphers to nothing`() {
        let cipher = BlockCipher(.aes128, key: [UInt8](repeating: 1, count: 16))
        #expect(cipher.encrypt([], iv: cipher.zeroBlock) == [])
    }

    @Test func `a key of a wrong length is a programming error`() async {
        await #expect(processExitsWith: .failure) {
            _ = BlockCipher(.aes128, key: [UInt8](repeating: 0, count: 15))
        }
    }

    @Test func `a message that is not whole blocks is a programming error`() async {
        await #expect(processExitsWith: .failure) {
            let cipher = BlockCipher(.aes128, key: [UInt8](repeating: 0, count: 16))
            _ = cipher.encrypt([1, 2, 3], iv: cipher.zeroBlock)
        }
    }
}

internal import Cryptography

/// Session keys of EV1 messaging: pieces of both random numbers, the terminal's first.
enum EV1SessionKey {
    static func cipher(for key: CardKey, terminal a: [UInt8], card b: [UInt8]) -> BlockCipher {
        let first = a[0..<4] + b[0..<4]
        switch key.type {
        case .aes:
            return BlockCipher(.aes128, key: Array(first + a[12..<16] + b[12..<16]))
        case .tripleDES where key.bytes.prefix(8) == key.bytes.suffix(8):
            return BlockCipher(.tripleDES, key: Array(first))
        case .tripleDES:
            return BlockCipher(.tripleDES, key: Array(first + a[4..<8] + b[4..<8]))
        case .threeKeyTripleDES:
            let second = a[6..<10] + b[6..<10]
            return BlockCipher(
                .tripleDES,
                key: Array(first + second + a[12..<16] + b[12..<16])
            )
        }
    }
}

/// Session keys of EV2 messaging: CMACs under the card's key over two vectors that differ in their
/// first two bytes.
struct EV2SessionKeys: Equatable {
    let encryption: [UInt8]
    let authentication: [UInt8]

    init(encryption: [UInt8], authentication: [UInt8]) {
        (self.encryption, self.authentication) = (encryption, authentication)
    }

    init(key: CardKey, terminal a: [UInt8], card b: [UInt8]) {
        let cmac = CMAC(key.cipher)
        let mixed = zip(a[2..<8], b[0..<6]).map { $0 ^ $1 }
        let rest = [0x00, 0x01, 0x00, 0x80] + Array(a[0..<2]) + mixed + b[6..<16] + a[8..<16]
        encryption = cmac.code([0xA5, 0x5A] + rest)
        authentication = cmac.code([0x5A, 0xA5] + rest)
    }
}

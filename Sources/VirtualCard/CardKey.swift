internal import Cryptography

/// The kind of a key.
///
/// The raw value is its bits in the second key settings byte.
enum KeyType: UInt8 {
    /// DES as two equal halves, or two-key triple DES.
    case tripleDES = 0x00
    case threeKeyTripleDES = 0x40
    case aes = 0x80

    var keyBytes: Int { self == .threeKeyTripleDES ? 24 : 16 }
    /// Bytes of each side's random number in an authentication.
    var challengeBytes: Int { self == .tripleDES ? 8 : 16 }
}

/// A key of the card.
struct CardKey: Equatable {
    let type: KeyType
    let bytes: [UInt8]
    let version: UInt8

    init(type: KeyType, bytes: [UInt8], version: UInt8) {
        precondition(bytes.count == type.keyBytes, "a key of \(bytes.count) bytes")
        self.type = type
        self.bytes = bytes
        // DES keys carry their version in the lowest bits of the first eight bytes.
        self.version =
            type == .aes ? version : bytes.prefix(8).reduce(0) { $0 << 1 | $1 & 1 }
    }

    /// The key of a new card or application: all zero, version 00.
    static func zero(_ type: KeyType) -> Self {
        Self(type: type, bytes: [UInt8](repeating: 0, count: type.keyBytes), version: 0)
    }

    var cipher: BlockCipher { BlockCipher(type == .aes ? .aes128 : .tripleDES, key: bytes) }
}

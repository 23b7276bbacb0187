internal import Cryptography

/// What ChangeKey enciphers, with the keys in hand.
///
/// Rules: the key of the session is replaced by the new key itself; another key by new ⊕ old,
/// proved by a CRC32 of the new key. An AES key carries its version behind it. EV1 adds a CRC32
/// over the whole command and zeros, EV2 pads with 80 00… and leaves proof to its MAC.
/// Sources: NXP AN0945 tables 32 and 33, AN12343.
struct KeyChangePlaintext {
    let newKey: [UInt8]
    /// Nil for DES keys, which carry theirs in the parity bits.
    let version: UInt8?
    /// Nil where the key of the session is changed.
    let oldKey: [UInt8]?

    /// The key part: new or combined, then the version.
    private var carried: [UInt8] {
        let key = oldKey.map { old in zip(newKey, old).map { $0 ^ $1 } } ?? newKey
        return key + (version.map { [$0] } ?? [])
    }

    private var proof: [UInt8] { oldKey == nil ? [] : CRC32.desfire(newKey) }

    /// Before 80 00….
    var ev2: [UInt8] { carried + proof }

    /// Before zeros; the first checksum covers instruction and header as sent.
    func ev1(instruction: UInt8, header: [UInt8]) -> [UInt8] {
        carried + CRC32.desfire([instruction] + header + carried) + proof
    }

    /// Padded and enciphered for the session.
    func enciphered(_ change: KeyChange) -> [UInt8] {
        switch change.encipherment {
        case .ev1(let type, let sessionKey, let iv):
            let cipher = BlockCipher(type.algorithm, key: sessionKey)
            let plain = ev1(instruction: change.instruction.rawValue, header: change.header)
            return cipher.encrypt(plain.paddedWithZeros(to: cipher.blockSize), iv: iv)
        case .ev2(let encipherment, let iv):
            let cipher = BlockCipher(.aes128, key: encipherment)
            return cipher.encrypt(CMAC.padded(ev2, to: cipher.blockSize), iv: iv)
        }
    }
}

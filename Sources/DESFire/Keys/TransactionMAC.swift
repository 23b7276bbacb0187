internal import Cryptography

/// The transaction MAC of EV2 and later: a value that proves, to the holder of its key, what a
/// committed transaction held.
///
/// Source: NXP MF2DLHX0 section 10.3 (DESFire Light). No published example goes from commands to
/// value, so nothing of the money path depends on it.
public struct TransactionMAC: SecretBearing {
    /// SesTMMAC, for the value.
    let macKey: [UInt8]
    /// SesTMENC, for the reader's identity.
    let enciphermentKey: [UInt8]

    /// Derives the keys of one transaction; `counter` is the stored counter plus one.
    public init(key: [UInt8], uid: [UInt8], counter: UInt32) {
        let cmac = CMAC(BlockCipher(.aes128, key: key))
        let context = [0x00, 0x01, 0x00, 0x80] + counter.littleEndianBytes(4) + uid
        macKey = cmac.code([0x5A] + context)
        enciphermentKey = cmac.code([0xA5] + context)
    }

    /// The value over all that the transaction's commands put in.
    public func value(of input: [UInt8]) -> [UInt8] { Self.value(of: input, macKey: macKey) }

    static func value(of input: [UInt8], macKey: [UInt8]) -> [UInt8] {
        CMAC(BlockCipher(.aes128, key: macKey)).code(input).oddBytes
    }
}

internal import Cryptography

/// Keys for single cards from a master key, after NXP's application note AN10922.
///
/// Rules: a constant and the input are padded to two blocks, always, even where one would do, and
/// the last block of the CBC chain is the key. So for AES and short inputs it is not a plain CMAC.
public enum AN10922 {
    /// Bytes of input that fit behind the constant, AES.
    public static let aesInputLimitByteCount = 31
    /// Bytes of input that fit behind the constant, triple DES.
    public static let tripleDESInputLimitByteCount = 15

    /// An AES-128 key from a master of 16 bytes and an input of 1 to 31.
    public static func aes128(master: [UInt8], input: [UInt8]) -> [UInt8] {
        precondition((1...aesInputLimitByteCount).contains(input.count), "input of 1 to 31 bytes")
        return part(BlockCipher(.aes128, key: master), constant: 0x01, input)
    }

    /// A two-key triple DES key of 16 bytes from a master of 16 and an input of 1 to 15; parity and
    /// version bits are left as they come.
    public static func twoKeyTripleDES(master: [UInt8], input: [UInt8]) -> [UInt8] {
        tripleDES(master, [0x21, 0x22], input)
    }

    /// A three-key triple DES key of 24 bytes from a master of 24 and an input of 1 to 15.
    public static func threeKeyTripleDES(master: [UInt8], input: [UInt8]) -> [UInt8] {
        tripleDES(master, [0x31, 0x32, 0x33], input)
    }

    private static func tripleDES(
        _ master: [UInt8],
        _ constants: [UInt8],
        _ input: [UInt8]
    ) -> [UInt8] {
        precondition(
            (1...tripleDESInputLimitByteCount).contains(input.count),
            "input of 1 to 15 bytes"
        )
        let cipher = BlockCipher(.tripleDES, key: master)
        return constants.flatMap { part(cipher, constant: $0, input) }
    }

    private static func part(
        _ cipher: BlockCipher,
        constant: UInt8,
        _ input: [UInt8]
    ) -> [UInt8] {
        let cmac = CMAC(cipher)
        let byteCount = 2 * cipher.blockSize
        var message = [constant] + input
        var subkey = cmac.subkey1
        if message.count < byteCount {
            message += [0x80] + [UInt8](repeating: 0, count: byteCount - message.count - 1)
            subkey = cmac.subkey2
        }
        for index in 0..<cipher.blockSize { message[cipher.blockSize + index] ^= subkey[index] }
        return Array(cipher.encrypt(message, iv: cipher.zeroBlock).suffix(cipher.blockSize))
    }
}

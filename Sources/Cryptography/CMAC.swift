/// CMAC (NIST SP 800-38B, RFC 4493), open at the two places where card protocols reach inside:
/// the subkeys, and the vector that the chain starts from.
public struct CMAC: Sendable {
    /// The cipher that the code is computed with.
    public let cipher: BlockCipher
    /// Combined with a last block that is full.
    public let subkey1: [UInt8]
    /// Combined with a last block that was padded.
    public let subkey2: [UInt8]

    /// Derives the subkeys from the cipher's key.
    public init(_ cipher: BlockCipher) {
        self.cipher = cipher
        subkey1 = Self.doubled(cipher.encryptBlock(cipher.zeroBlock))
        subkey2 = Self.doubled(subkey1)
    }

    /// The code of one message, a whole block long.
    ///
    /// `iv` is zero in CMAC itself; DESFire EV1 continues from the block before.
    public func code(_ message: [UInt8], iv: [UInt8]? = nil) -> [UInt8] {
        let blockSize = cipher.blockSize
        let isWhole = !message.isEmpty && message.count.isMultiple(of: blockSize)
        var blocks = isWhole ? message : Self.padded(message, to: blockSize)
        let subkey = isWhole ? subkey1 : subkey2
        let last = blocks.count - blockSize
        for index in 0..<blockSize { blocks[last + index] ^= subkey[index] }
        return Array(cipher.encrypt(blocks, iv: iv ?? cipher.zeroBlock).suffix(blockSize))
    }

    /// A message followed by 80 and as many zeros as fill the block (ISO/IEC 9797-1, method 2).
    public static func padded(_ message: [UInt8], to blockSize: Int) -> [UInt8] {
        var padded = message + [0x80]
        padded += [UInt8](repeating: 0, count: (blockSize - padded.count % blockSize) % blockSize)
        return padded
    }

    /// Multiplication by x in the field of the block size.
    private static func doubled(_ block: [UInt8]) -> [UInt8] {
        var result = block
        var carry: UInt8 = 0
        for index in result.indices.reversed() {
            let next = result[index] >> 7
            result[index] = result[index] << 1 | carry
            carry = next
        }
        if carry == 1 { result[result.count - 1] ^= block.count == 16 ? 0x87 : 0x1B }
        return result
    }
}

extension CMAC: CustomReflectable, CustomStringConvertible {
    /// The cipher alone: the subkeys are as secret as its key.
    public var description: String { "CMAC(\(cipher))" }

    /// As `description`.
    public var customMirror: Mirror { Mirror(self, children: ["cipher": cipher]) }
}

import Cryptography

@testable import VirtualCard

/// The terminal's side of a session.
protocol TestChannel {
    /// The command with its protection; `clear` begins with the command byte.
    mutating func protect(_ clear: [UInt8], _ protected: [UInt8], _ mode: TestMode) -> [UInt8]
    /// The data of an answer; nil if its protection is wrong. `byteCount` counts enciphered data.
    mutating func open(_ data: [UInt8], _ mode: TestMode, _ byteCount: Int) -> [UInt8]?
}

struct TestEV1Channel: TestChannel {
    private let cmac: CMAC
    private var vector: [UInt8]

    init(_ key: CardKey, _ a: [UInt8], _ b: [UInt8]) {
        let first = Array(a[0..<4] + b[0..<4])
        let cipher: BlockCipher
        switch key.type {
        case .aes:
            cipher = BlockCipher(.aes128, key: Array(first + a[12..<16] + b[12..<16]))
        case .threeKeyTripleDES:
            let middle = Array(a[6..<10] + b[6..<10])
            cipher = BlockCipher(.tripleDES, key: first + middle + Array(a[12..<16] + b[12..<16]))
        case .tripleDES:
            let isSingle = Array(key.bytes[0..<8]) == Array(key.bytes[8..<16])
            cipher = BlockCipher(
                .tripleDES,
                key: isSingle ? first : Array(first + a[4..<8] + b[4..<8])
            )
        }
        cmac = CMAC(cipher)
        vector = cipher.zeroBlock
    }

    mutating func protect(_ clear: [UInt8], _ protected: [UInt8], _ mode: TestMode) -> [UInt8] {
        if mode == .full, !protected.isEmpty {
            return clear + encipher(protected + CRC32.desfire(clear + protected))
        }
        vector = cmac.code(clear + protected, iv: vector)
        let code = mode == .mac && !protected.isEmpty ? vector.prefix(8) : []
        return clear + protected + code
    }

    /// Enciphers with the running vector, filled up with zeros.
    mutating func encipher(_ plain: [UInt8]) -> [UInt8] {
        let block = cmac.cipher.blockSize
        let zeros = (block - plain.count % block) % block
        let cryptogram = cmac.cipher.encrypt(
            plain + [UInt8](repeating: 0, count: zeros),
            iv: vector
        )
        vector = Array(cryptogram.suffix(block))
        return cryptogram
    }

    mutating func open(_ data: [UInt8], _ mode: TestMode, _ byteCount: Int) -> [UInt8]? {
        guard mode == .full else {
            let content = Array(data.dropLast(8))
            vector = cmac.code(content + [0], iv: vector)
            return data.suffix(8) == vector.prefix(8) ? content : nil
        }
        let plain = cmac.cipher.decrypt(data, iv: vector)
        vector = Array(data.suffix(cmac.cipher.blockSize))
        let content = Array(plain.prefix(byteCount))
        let check = Array(plain.dropFirst(byteCount).prefix(4))
        return check == CRC32.desfire(content + [0]) ? content : nil
    }
}

struct TestEV2Channel: TestChannel {
    let identifier: [UInt8]
    private(set) var counter: UInt16
    private let cipher: BlockCipher
    private let cmac: CMAC

    init(_ key: CardKey, _ a: [UInt8], _ b: [UInt8], _ identifier: [UInt8], _ counter: UInt16) {
        let master = CMAC(key.cipher)
        let mixed = (0..<6).map { a[2 + $0] ^ b[$0] }
        let tail = [0x00, 0x01, 0x00, 0x80] + a[0..<2] + mixed + b[6..<16] + a[8..<16]
        cipher = BlockCipher(.aes128, key: master.code([0xA5, 0x5A] + tail))
        cmac = CMAC(BlockCipher(.aes128, key: master.code([0x5A, 0xA5] + tail)))
        (self.identifier, self.counter) = (identifier, counter)
    }

    mutating func protect(_ clear: [UInt8], _ protected: [UInt8], _ mode: TestMode) -> [UInt8] {
        defer { counter += 1 }
        var body = clear + protected
        if mode == .full, !protected.isEmpty {
            let padded = CMAC.padded(protected, to: 16)
            body = clear + cipher.encrypt(padded, iv: vector([0xA5, 0x5A]))
        }
        return mode == .plain ? body : body + code(body[0], Array(body.dropFirst()))
    }

    mutating func open(_ data: [UInt8], _ mode: TestMode, _ byteCount: Int) -> [UInt8]? {
        if mode == .plain { return data }
        let content = Array(data.dropLast(8))
        guard Array(data.suffix(8)) == code(0, content) else { return nil }
        if mode == .mac { return content }
        let plain = cipher.decrypt(content, iv: vector([0x5A, 0xA5]))
        let padded = CMAC.padded(Array(plain.prefix(byteCount)), to: 16)
        return padded == plain ? Array(plain.prefix(byteCount)) : nil
    }

    private var counterBytes: [UInt8] { [UInt8(counter & 0xFF), UInt8(counter >> 8)] }

    private func code(_ first: UInt8, _ body: [UInt8]) -> [UInt8] {
        let code = cmac.code([first] + counterBytes + identifier + body)
        return (0..<8).map { code[2 * $0 + 1] }
    }

    private func vector(_ label: [UInt8]) -> [UInt8] {
        cipher.encryptBlock(
            label + identifier + counterBytes + [UInt8](repeating: 0, count: 8)
        )
    }
}

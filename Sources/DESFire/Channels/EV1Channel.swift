internal import Cryptography

/// Secure messaging of DESFire EV1, after an authentication with 1A or AA.
///
/// Rules: one vector, zero at the start, chains through every code and cryptogram of both
/// directions. A code is the first 8 bytes of the CMAC that starts from the vector; it covers INS
/// and the whole request, or the answer's data and its status. It is computed for every request and
/// sent only where a write asks for it. Full mode enciphers the data and a CRC32, without a code.
/// Source: NXP AN0945 tables 22 to 33.
public struct EV1Channel: SecureChannel, SecretBearing {
    private static let codeByteCount = 8

    private let type: KeyType
    private let sessionKey: [UInt8]
    private let cipher: BlockCipher
    private let cmac: CMAC
    private var iv: [UInt8]

    /// Takes the session key, whose length fits its type: DES 8, two-key triple DES and AES 16,
    /// three-key triple DES 24 bytes.
    public init(type: KeyType, sessionKey: [UInt8]) {
        self.type = type
        self.sessionKey = sessionKey
        cipher = BlockCipher(type.algorithm, key: sessionKey)
        cmac = CMAC(cipher)
        iv = cipher.zeroBlock
    }

    /// Reads in Full mode ask in plain; every answer carries a code, even of a plain file.
    public func modes(
        of protection: CommandProtection
    ) -> (request: CommunicationMode, answer: CommunicationMode) {
        switch protection {
        case .session: (.plain, .mac)
        case .writing(let mode): (mode, .mac)
        case .reading(.full), .answerEnciphered: (.plain, .full)
        case .reading: (.plain, .mac)
        case .enciphered: (.full, .mac)
        }
    }

    /// See `SecureChannel`.
    public mutating func protect(
        _ instruction: UInt8,
        header: [UInt8],
        data: [UInt8],
        mode: CommunicationMode
    ) -> [UInt8] {
        let body = header + data
        if mode == .full && !data.isEmpty {
            let checked = data + CRC32.desfire([instruction] + body)
            return protect(
                instruction,
                header: header,
                cryptogram: cipher.encrypt(checked.paddedWithZeros(to: cipher.blockSize), iv: iv)
            )
        }
        let code = advance([instruction] + body)
        return mode == .mac ? body + code : body
    }

    /// See `SecureChannel`.
    public mutating func protect(
        _ instruction: UInt8,
        header: [UInt8],
        cryptogram: [UInt8]
    ) -> [UInt8] {
        iv = Array(cryptogram.suffix(cipher.blockSize))
        return header + cryptogram
    }

    /// See `SecureChannel`.
    public mutating func open(
        _ answer: [UInt8],
        mode: CommunicationMode,
        length: AnswerLength
    ) throws(SecureChannelError) -> [UInt8] {
        let data = mode == .full ? try decipher(answer, length) : try checkCode(answer)
        guard length.admits(data.count) else { throw .wrongLength(byteCount: answer.count) }
        return data
    }

    /// See `SecureChannel`.
    public var encipherment: SessionEncipherment {
        .ev1(type: type, sessionKey: sessionKey, iv: iv)
    }

    private mutating func advance(_ message: [UInt8]) -> [UInt8] {
        iv = cmac.code(message, iv: iv)
        return Array(iv.prefix(Self.codeByteCount))
    }

    private mutating func checkCode(_ answer: [UInt8]) throws(SecureChannelError) -> [UInt8] {
        guard answer.count >= Self.codeByteCount else {
            throw .wrongLength(byteCount: answer.count)
        }
        let data = Array(answer.dropLast(Self.codeByteCount))
        let code = advance(data + [DESFireStatus.ok.rawValue])
        guard equalInConstantTime(code, Array(answer.suffix(Self.codeByteCount))) else {
            throw .integrity
        }
        return data
    }

    private mutating func decipher(
        _ answer: [UInt8],
        _ length: AnswerLength
    ) throws(SecureChannelError) -> [UInt8] {
        guard !answer.isEmpty, answer.count.isMultiple(of: cipher.blockSize) else {
            throw .wrongLength(byteCount: answer.count)
        }
        let plain = cipher.decrypt(answer, iv: iv)
        iv = Array(answer.suffix(cipher.blockSize))
        guard let end = Self.end(of: plain, length, blockSize: cipher.blockSize) else {
            throw .integrity
        }
        let data = Array(plain[..<(end - 4)])
        let checksum = CRC32.desfire(data + [DESFireStatus.ok.rawValue])
        guard equalInConstantTime(checksum, Array(plain[(end - 4)..<end])) else {
            throw .integrity
        }
        return data
    }

    /// Where data and checksum end: at the length asked for, with zeros or 80 00… behind it, or,
    /// where the command named no length, at the last 80.
    private static func end(
        of plain: [UInt8],
        _ length: AnswerLength,
        blockSize: Int
    ) -> Int? {
        switch length {
        case .exactly(let count):
            let end = count + 4
            guard end <= plain.count, plain.count - end < blockSize else { return nil }
            let padding = plain[end...]
            guard padding.dropFirst().allSatisfy({ $0 == 0 }),
                [nil, 0x00, 0x80].contains(padding.first)
            else { return nil }
            return end
        case .any:
            guard let end = plain.lastIndex(where: { $0 != 0 }), plain[end] == 0x80, end >= 4,
                plain.count - end <= blockSize
            else { return nil }
            return end
        }
    }
}

extension KeyType {
    var algorithm: BlockCipher.Algorithm { self == .aes ? .aes128 : .tripleDES }
}

extension [UInt8] {
    /// Zeros up to a whole number of blocks; none where the bytes fit.
    func paddedWithZeros(to blockSize: Int) -> [UInt8] {
        self + [UInt8](repeating: 0, count: (blockSize - count % blockSize) % blockSize)
    }
}
